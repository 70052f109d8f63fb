import { numberText, type RegoNumber } from '../../../value/big-number.ts';
import { jsonText } from '../../../value/json.ts';
import type { Value } from '../../../value/value.ts';

/** A rule that a document breaks, with what its message needs. The names are those of OPA's library. */
export type Violation =
  | { readonly type: SimpleViolation }
  | {
      readonly type: 'required' | 'additional_property_not_allowed' | 'invalid_property_name';
      readonly property: string;
    }
  | { readonly type: 'invalid_type'; readonly expected: string; readonly given: string }
  | { readonly type: 'missing_dependency'; readonly dependency: string }
  | { readonly type: 'const' | 'enum'; readonly allowed: readonly Value[] }
  | { readonly type: CountViolation; readonly count: number }
  | { readonly type: 'unique'; readonly first: number; readonly second: number }
  | { readonly type: 'pattern' | 'format'; readonly name: string }
  | { readonly type: NumberViolation; readonly bound: RegoNumber };

const SIMPLE = {
  false: 'False always fails validation',
  number_any_of: 'Must validate at least one schema (anyOf)',
  number_one_of: 'Must validate one and only one schema (oneOf)',
  number_all_of: 'Must validate all the schemas (allOf)',
  number_not: 'Must not validate the schema (not)',
  array_no_additional_items: 'No additional items allowed on array',
  contains: 'At least one of the items must match',
  condition_then: 'Must validate "then" as "if" was valid',
  condition_else: 'Must validate "else" as "if" was not valid',
} as const;
type SimpleViolation = keyof typeof SIMPLE;

const COUNT = {
  array_min_items: (count: number) => `Array must have at least ${count} items`,
  array_max_items: (count: number) => `Array must have at most ${count} items`,
  array_min_properties: (count: number) => `Must have at least ${count} properties`,
  array_max_properties: (count: number) => `Must have at most ${count} properties`,
  string_gte: (count: number) => `String length must be greater than or equal to ${count}`,
  string_lte: (count: number) => `String length must be less than or equal to ${count}`,
} as const;
type CountViolation = keyof typeof COUNT;

const NUMBER = {
  multiple_of: 'Must be a multiple of',
  number_gte: 'Must be greater than or equal to',
  number_gt: 'Must be greater than',
  number_lte: 'Must be less than or equal to',
  number_lt: 'Must be less than',
} as const;
type NumberViolation = keyof typeof NUMBER;

/** The sentence about a violation, as OPA's library words it. `field` is where it is. */
export function violationText(violation: Violation, field: string): string {
  switch (violation.type) {
    case 'required':
      return `${violation.property} is required`;
    case 'additional_property_not_allowed':
      return `Additional property ${violation.property} is not allowed`;
    case 'invalid_property_name':
      return `Property name of "${violation.property}" does not match`;
    case 'invalid_type':
      return `Invalid type. Expected: ${violation.expected}, given: ${violation.given}`;
    case 'missing_dependency':
      return `Has a dependency on ${violation.dependency}`;
    case 'const':
      return `${field} does not match: ${violation.allowed.map(jsonText).join(', ')}`;
    case 'enum':
      return `${field} must be one of the following: ${violation.allowed.map(jsonText).join(', ') || '(none)'}`;
    case 'unique':
      return `array items[${violation.first},${violation.second}] must be unique`;
    case 'pattern':
    case 'format':
      return `Does not match ${violation.type} '${violation.name}'`;
    default:
      if ('count' in violation) return COUNT[violation.type](violation.count);
      if ('bound' in violation) return `${NUMBER[violation.type]} ${numberText(violation.bound)}`;
      return SIMPLE[violation.type];
  }
}
