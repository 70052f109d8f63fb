import { compareNumbers, decimalOf, integerOf, type RegoNumber } from '../../../value/big-number.ts';
import { equalValues } from '../../../value/compare.ts';
import { hashKey, type HashKey } from '../../../value/hash-key.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray, isNumber, type Value } from '../../../value/value.ts';
import { FORMATS } from './json-schema-formats.ts';
import { violationText, type Violation } from './json-schema-messages.ts';
import { JsonSchemaError, type PrimitiveType, type Schema } from './json-schema-types.ts';

/** A violation with where it is: member names and indexes with dots between them, `(root)` for the whole. */
export interface SchemaViolation {
  readonly type: string;
  readonly field: string;
  readonly description: string;
}

const ROOT = '(root)';
/** Deepest nesting of schemas and references while a document is checked. */
const MAX_DEPTH = 1_500;

/**
 * Checks a document (no sets in it, and all keys are text) against a schema, in the order of OPA's library. `charge` is told of the work.
 *
 * @throws JsonSchemaError when references go round in a circle
 */
export function validateJson(schema: Schema, document: Value, charge: (units: number) => void): SchemaViolation[] {
  const outcome = new Outcome();
  new Validator(charge).validate(schema, document, outcome, undefined);
  return outcome.violations;
}

/** Place in the document. */
interface Place {
  readonly name: string | number;
  readonly outer: Place | undefined;
}

function fieldOf(place: Place | undefined): string {
  const names: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.outer) names.push(at.name);
  return names.length === 0 ? ROOT : names.reverse().join('.');
}

/** Violations of one (sub)schema; the score tells which of several alternatives was nearest. */
class Outcome {
  readonly violations: SchemaViolation[] = [];
  score = 0;

  add(violation: Violation, place: Place | undefined): void {
    const field = fieldOf(place);
    this.violations.push({ type: violation.type, field, description: violationText(violation, field) });
    this.score -= 2;
  }

  merge(other: Outcome): void {
    for (const violation of other.violations) this.violations.push(violation);
    this.score += other.score;
  }

  get isValid(): boolean {
    return this.violations.length === 0;
  }
}

class Validator {
  readonly #charge: (units: number) => void;
  #depth = 0;

  constructor(charge: (units: number) => void) {
    this.#charge = charge;
  }

  validate(schema: Schema, node: Value, outcome: Outcome, place: Place | undefined): void {
    this.#charge(1);
    if (schema.pass !== undefined) {
      if (!schema.pass) outcome.add({ type: 'false' }, place);
      return;
    }
    if (++this.#depth > MAX_DEPTH) throw new JsonSchemaError('the schema refers to itself without end');
    if (schema.ref !== undefined) this.validate(schema.ref(), node, outcome, place);
    else this.#words(schema, node, outcome, place);
    this.#depth--;
  }

  #words(schema: Schema, node: Value, outcome: Outcome, place: Place | undefined): void {
    const given = typeOf(node);
    const fits = schema.types.includes(given) || (given === 'integer' && schema.types.includes('number'));
    if (schema.types.length > 0 && !fits) {
      const expected = schema.types.length > 1 ? `[${schema.types.join(',')}]` : schema.types[0]!;
      outcome.add({ type: 'invalid_type', expected, given }, place);
      return;
    }
    this.#combinations(schema, node, outcome, place);
    if (isNumber(node)) checkNumber(schema, node, outcome, place);
    if (isArray(node)) this.#array(schema, node, outcome, place);
    if (node instanceof RegoObject) this.#object(schema, node, outcome, place);
    checkValue(schema, node, outcome, place);
    if (typeof node === 'string') checkString(schema, node, outcome, place);
    if (node instanceof RegoObject) {
      for (const [name, property] of schema.properties) {
        const member = node.get(name);
        if (member !== undefined) this.validate(property, member, outcome, { name, outer: place });
      }
    }
    outcome.score++;
  }

  /** The outcome of a schema on its own. */
  #apart(schema: Schema, node: Value, place: Place | undefined): Outcome {
    const outcome = new Outcome();
    this.validate(schema, node, outcome, place);
    return outcome;
  }

  #combinations(schema: Schema, node: Value, outcome: Outcome, place: Place | undefined): void {
    this.#alternatives(schema, node, outcome, place);
    const all = schema.allOf.map((each) => this.#apart(each, node, place));
    for (const each of all) outcome.merge(each);
    if (!all.every((each) => each.isValid)) outcome.add({ type: 'number_all_of' }, place);
    if (schema.not !== undefined && this.#apart(schema.not, node, place).isValid)
      outcome.add({ type: 'number_not' }, place);
    if (node instanceof RegoObject) this.#dependencies(schema, node, outcome, place);
    this.#condition(schema, node, outcome, place);
    outcome.score++;
  }

  #alternatives(schema: Schema, node: Value, outcome: Outcome, place: Place | undefined): void {
    if (schema.anyOf.length > 0) {
      let best: Outcome | undefined;
      const valid = schema.anyOf.some((each) => {
        const one = this.#apart(each, node, place);
        if (!one.isValid) best = better(best, one);
        return one.isValid;
      });
      if (!valid) {
        outcome.add({ type: 'number_any_of' }, place);
        if (best !== undefined) outcome.merge(best);
      }
    }
    if (schema.oneOf.length > 0) {
      let best: Outcome | undefined;
      let count = 0;
      for (const each of schema.oneOf) {
        const one = this.#apart(each, node, place);
        if (one.isValid) count++;
        else if (count === 0) best = better(best, one);
      }
      if (count !== 1) outcome.add({ type: 'number_one_of' }, place);
      if (count === 0 && best !== undefined) outcome.merge(best);
    }
  }

  #dependencies(schema: Schema, node: RegoObject, outcome: Outcome, place: Place | undefined): void {
    for (const [name, dependency] of schema.dependencies) {
      if (!node.has(name)) continue;
      if (!Array.isArray(dependency)) {
        this.validate(dependency as Schema, node, outcome, place);
        continue;
      }
      for (const other of dependency as readonly string[]) {
        if (!node.has(other)) outcome.add({ type: 'missing_dependency', dependency: other }, place);
      }
    }
  }

  #condition(schema: Schema, node: Value, outcome: Outcome, place: Place | undefined): void {
    if (schema.if === undefined) return;
    const holds = this.#apart(schema.if, node, place).isValid;
    const branch = holds ? schema.then : schema.else;
    if (branch === undefined) return;
    const result = this.#apart(branch, node, place);
    if (result.isValid) return;
    outcome.add({ type: holds ? 'condition_then' : 'condition_else' }, place);
    outcome.merge(result);
  }

  #array(schema: Schema, node: readonly Value[], outcome: Outcome, place: Place | undefined): void {
    const each = (item: Schema, from: number, to: number, at: (i: number) => Schema = () => item): void => {
      for (let i = from; i < to; i++) outcome.merge(this.#apart(at(i), node[i]!, { name: i, outer: place }));
    };
    const { items, additionalItems } = schema;
    if (Array.isArray(items)) {
      for (let i = 0; i < Math.min(items.length, node.length); i++) each(items[i]!, i, i + 1);
      if (node.length > items.length && items.length > 0) {
        if (additionalItems === false) outcome.add({ type: 'array_no_additional_items' }, place);
        if (typeof additionalItems === 'object') each(additionalItems, items.length, node.length);
      }
    } else if (items !== undefined) {
      each(items, 0, node.length);
    }
    checkCount(node.length, schema.minItems, 'array_min_items', schema.maxItems, 'array_max_items', outcome, place);
    if (schema.uniqueItems === true) checkUnique(node, outcome, place);
    if (schema.contains !== undefined) this.#contains(schema.contains, node, outcome, place);
    outcome.score++;
  }

  #contains(schema: Schema, node: readonly Value[], outcome: Outcome, place: Place | undefined): void {
    let best: Outcome | undefined;
    for (const [i, item] of node.entries()) {
      const one = this.#apart(schema, item, { name: i, outer: place });
      if (one.isValid) return;
      best = better(best, one);
    }
    outcome.add({ type: 'contains' }, place);
    if (best !== undefined) outcome.merge(best);
  }

  #object(schema: Schema, node: RegoObject, outcome: Outcome, place: Place | undefined): void {
    const { minProperties, maxProperties } = schema;
    checkCount(node.size, minProperties, 'array_min_properties', maxProperties, 'array_max_properties', outcome, place);
    for (const property of schema.required) {
      if (node.has(property)) outcome.score++;
      else outcome.add({ type: 'required', property }, place);
    }
    this.#charge(node.size * (1 + schema.patternProperties.length));
    for (const [key, member] of node) {
      const property = key as string;
      const inner: Place = { name: property, outer: place };
      const patterns = schema.patternProperties.filter(({ test }) => test(property));
      for (const { schema: other } of patterns) outcome.merge(this.#apart(other, member, inner));
      if (patterns.length > 0) outcome.score++;
      if (patterns.length > 0 || schema.properties.has(property)) continue;
      const additional = schema.additionalProperties;
      if (additional === false) outcome.add({ type: 'additional_property_not_allowed', property }, place);
      if (typeof additional === 'object') outcome.merge(this.#apart(additional, member, inner));
    }
    if (schema.propertyNames !== undefined) this.#names(schema.propertyNames, node, outcome, place);
    outcome.score++;
  }

  #names(schema: Schema, node: RegoObject, outcome: Outcome, place: Place | undefined): void {
    for (const key of node.keys) {
      const result = this.#apart(schema, key, place);
      if (result.isValid) continue;
      outcome.add({ type: 'invalid_property_name', property: key as string }, place);
      outcome.merge(result);
    }
  }
}

function better(best: Outcome | undefined, other: Outcome): Outcome {
  return best === undefined || other.score > best.score ? other : best;
}

function typeOf(value: Value): PrimitiveType {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (isNumber(value)) return integerOf(value) === undefined ? 'number' : 'integer';
  return isArray(value) ? 'array' : 'object';
}

function checkCount(
  count: number,
  least: number | undefined,
  tooFew: 'array_min_items' | 'array_min_properties' | 'string_gte',
  most: number | undefined,
  tooMany: 'array_max_items' | 'array_max_properties' | 'string_lte',
  outcome: Outcome,
  place: Place | undefined,
): void {
  if (least !== undefined && count < least) outcome.add({ type: tooFew, count: least }, place);
  if (most !== undefined && count > most) outcome.add({ type: tooMany, count: most }, place);
}

function checkUnique(node: readonly Value[], outcome: Outcome, place: Place | undefined): void {
  const seen = new Map<HashKey, number>();
  for (const [i, item] of node.entries()) {
    const key = hashKey(item);
    const first = seen.get(key);
    if (first !== undefined) outcome.add({ type: 'unique', first, second: i }, place);
    seen.set(key, i);
  }
}

function checkValue(schema: Schema, node: Value, outcome: Outcome, place: Place | undefined): void {
  if (schema.constant !== undefined && !equalValues(schema.constant, node)) {
    outcome.add({ type: 'const', allowed: [schema.constant] }, place);
  }
  if (schema.enumeration !== undefined && !schema.enumeration.some((each) => equalValues(each, node))) {
    outcome.add({ type: 'enum', allowed: schema.enumeration }, place);
  }
  const test = schema.format === undefined ? undefined : FORMATS.get(schema.format);
  if (typeof node === 'string' && test?.(node) === false) outcome.add({ type: 'format', name: schema.format! }, place);
  outcome.score++;
}

function checkString(schema: Schema, text: string, outcome: Outcome, place: Place | undefined): void {
  if (schema.minLength !== undefined || schema.maxLength !== undefined) {
    let length = 0;
    for (const _ of text) length++;
    checkCount(length, schema.minLength, 'string_gte', schema.maxLength, 'string_lte', outcome, place);
  }
  if (schema.pattern !== undefined && !schema.pattern.test(text)) {
    outcome.add({ type: 'pattern', name: schema.pattern.text }, place);
  }
  outcome.score++;
}

function checkNumber(schema: Schema, number: RegoNumber, outcome: Outcome, place: Place | undefined): void {
  const { multipleOf, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  if (multipleOf !== undefined && !isMultiple(number, multipleOf)) {
    outcome.add({ type: 'multiple_of', bound: multipleOf }, place);
  }
  if (maximum !== undefined && compareNumbers(number, maximum) > 0)
    outcome.add({ type: 'number_lte', bound: maximum }, place);
  if (exclusiveMaximum !== undefined && compareNumbers(number, exclusiveMaximum) >= 0) {
    outcome.add({ type: 'number_lt', bound: exclusiveMaximum }, place);
  }
  if (minimum !== undefined && compareNumbers(number, minimum) < 0)
    outcome.add({ type: 'number_gte', bound: minimum }, place);
  if (exclusiveMinimum !== undefined && compareNumbers(number, exclusiveMinimum) <= 0) {
    outcome.add({ type: 'number_gt', bound: exclusiveMinimum }, place);
  }
  outcome.score++;
}

function isMultiple(number: RegoNumber, divisor: RegoNumber): boolean {
  const [a, b] = [decimalOf(number), decimalOf(divisor)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (of: typeof a): bigint => of.coefficient * 10n ** BigInt(of.exponent - exponent);
  return scaled(a) % scaled(b) === 0n;
}
