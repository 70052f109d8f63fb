import { lookup } from '../evaluator/lookup.ts';
import { equalValues } from '../value/compare.ts';
import { RegoObject } from '../value/rego-object.ts';
import { RegoSet } from '../value/rego-set.ts';
import { typeName } from '../value/type-name.ts';
import { isArray, type TypeName, type Value } from '../value/value.ts';
import { readSlot } from './draft.ts';
import { CONTINUE, UNDEFINED, type Step } from './frame.ts';
import type { JsonObject } from './plan-json.ts';
import type { Scope, StatementCompiler } from './scope.ts';
import { pay } from './weight.ts';

/** Statements that look at values, and end the block when they do not find what they look for. */
export const TEST_STATEMENTS: Readonly<Record<string, StatementCompiler>> = {
  DotStmt: compileDot,
  EqualStmt: (fields, scope) => compileComparison(fields, scope, true),
  IsArrayStmt: (fields, scope) => compileTypeTest(fields, scope, 'array'),
  IsDefinedStmt: (fields, scope) => compileDefined(fields, scope, true),
  IsObjectStmt: (fields, scope) => compileTypeTest(fields, scope, 'object'),
  IsSetStmt: (fields, scope) => compileTypeTest(fields, scope, 'set'),
  IsUndefinedStmt: (fields, scope) => compileDefined(fields, scope, false),
  LenStmt: compileLength,
  NotEqualStmt: (fields, scope) => compileComparison(fields, scope, false),
};

function compileDot(fields: JsonObject, scope: Scope): Step {
  const source = scope.operand(fields, 'source');
  const keyOf = scope.operand(fields, 'key');
  const target = scope.local(fields, 'target');
  return (frame) => {
    const key = keyOf(frame);
    if (typeof key === 'object' && key !== null) pay(frame, key);
    const found = lookup(source(frame), key);
    frame.slots[target] = found;
    return found === undefined ? UNDEFINED : CONTINUE;
  };
}

function compileComparison(fields: JsonObject, scope: Scope, isEqual: boolean): Step {
  const a = scope.operand(fields, 'a');
  const b = scope.operand(fields, 'b');
  return (frame) => {
    const first = a(frame);
    const second = b(frame);
    if (first === undefined || second === undefined) return UNDEFINED;
    if (first !== second && typeof first === 'object' && typeof second === 'object') pay(frame, first);
    return equalValues(first, second) === isEqual ? CONTINUE : UNDEFINED;
  };
}

function compileTypeTest(fields: JsonObject, scope: Scope, type: TypeName): Step {
  const source = scope.operand(fields, 'source');
  return (frame) => {
    const value = source(frame);
    return value !== undefined && typeName(value) === type ? CONTINUE : UNDEFINED;
  };
}

function compileDefined(fields: JsonObject, scope: Scope, isDefined: boolean): Step {
  const source = scope.local(fields, 'source');
  return (frame) => ((readSlot(frame, source) !== undefined) === isDefined ? CONTINUE : UNDEFINED);
}

function compileLength(fields: JsonObject, scope: Scope): Step {
  const source = scope.operand(fields, 'source');
  const target = scope.local(fields, 'target');
  return (frame) => {
    const value = source(frame);
    const length = value === undefined ? undefined : lengthOf(value);
    if (length === undefined) return UNDEFINED;
    if (typeof value === 'string') pay(frame, value);
    frame.slots[target] = length;
    return CONTINUE;
  };
}

/** Members of a collection or characters of a string; `undefined` for what has no length. */
function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return Array.from(value).length;
  if (value instanceof RegoObject || value instanceof RegoSet) return value.size;
  return typeof value === 'object' && value !== null && isArray(value) ? value.length : undefined;
}
