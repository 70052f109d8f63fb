import { RegoError } from '../errors.ts';
import { parseNumber } from '../value/big-number.ts';
import { equalValues } from '../value/compare.ts';
import { ObjectBuilder, RegoObject } from '../value/rego-object.ts';
import type { Value } from '../value/value.ts';
import { arrayDraft, ArrayDraft, objectDraft, ObjectDraft, readSlot, setDraft, SetDraft } from './draft.ts';
import { CONTINUE, UNDEFINED, type Frame, type Slot, type Step } from './frame.ts';
import { integerAt, member, planInvalid, type JsonObject } from './plan-json.ts';
import type { Scope, StatementCompiler } from './scope.ts';
import { pay } from './weight.ts';

const MAX_CAPACITY = 2 ** 31 - 1;

/** Statements that make values and change local variables. */
export const VALUE_STATEMENTS: Readonly<Record<string, StatementCompiler>> = {
  ArrayAppendStmt: compileArrayAppend,
  AssignIntStmt: compileInteger,
  AssignVarOnceStmt: compileAssignOnce,
  AssignVarStmt: compileAssign,
  MakeArrayStmt: compileMakeArray,
  MakeNullStmt: (fields, scope) => setter(fields, scope, () => null),
  MakeNumberIntStmt: compileInteger,
  MakeNumberRefStmt: compileNumber,
  MakeObjectStmt: (fields, scope) => setter(fields, scope, () => new ObjectDraft()),
  MakeSetStmt: (fields, scope) => setter(fields, scope, () => new SetDraft()),
  ObjectInsertOnceStmt: (fields, scope) => compileInsert(fields, scope, true),
  ObjectInsertStmt: (fields, scope) => compileInsert(fields, scope, false),
  ObjectMergeStmt: compileMerge,
  ResetLocalStmt: (fields, scope) => setter(fields, scope, () => undefined),
  SetAddStmt: compileSetAdd,
};

function setter(fields: JsonObject, scope: Scope, make: (frame: Frame) => Slot): Step {
  const target = scope.local(fields, 'target');
  return (frame) => {
    frame.slots[target] = make(frame);
    return CONTINUE;
  };
}

function compileInteger(fields: JsonObject, scope: Scope): Step {
  const where = scope.where('value');
  const value = integerAt(member(fields, 'value'), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, where);
  return setter(fields, scope, () => value);
}

function compileNumber(fields: JsonObject, scope: Scope): Step {
  // Older versions of OPA write the name of this one field with a capital.
  const text = scope.string(member(fields, 'index') ?? member(fields, 'Index'), 'index');
  const value = parseNumber(text);
  if (value === undefined) throw planInvalid(scope.where('index'), 'is of a string that is no number');
  return setter(fields, scope, () => value);
}

function compileMakeArray(fields: JsonObject, scope: Scope): Step {
  integerAt(member(fields, 'capacity'), 0, MAX_CAPACITY, scope.where('capacity'));
  return setter(fields, scope, () => new ArrayDraft());
}

/** Unlike others this one also hands on what is undefined: OPA saves a missing input with it before a `with`. */
function compileAssign(fields: JsonObject, scope: Scope): Step {
  const source = scope.operand(fields, 'source');
  return setter(fields, scope, source);
}

function compileAssignOnce(fields: JsonObject, scope: Scope): Step {
  const source = scope.operand(fields, 'source');
  const target = scope.local(fields, 'target');
  const location = scope.location(fields);
  return (frame) => {
    const value = source(frame);
    if (value === undefined) return UNDEFINED;
    const known = readSlot(frame, target);
    if (known === undefined) frame.slots[target] = value;
    else if (!isSame(frame, known, value))
      throw conflict('a rule or function must not produce multiple outputs', location);
    return CONTINUE;
  };
}

function compileArrayAppend(fields: JsonObject, scope: Scope): Step {
  const array = scope.local(fields, 'array');
  const item = scope.operand(fields, 'value');
  return (frame) => {
    const value = item(frame);
    const draft = value === undefined ? undefined : arrayDraft(frame, array);
    if (draft === undefined) return UNDEFINED;
    draft.push(value!);
    return CONTINUE;
  };
}

function compileSetAdd(fields: JsonObject, scope: Scope): Step {
  const set = scope.local(fields, 'set');
  const item = scope.operand(fields, 'value');
  return (frame) => {
    const value = item(frame);
    const draft = value === undefined ? undefined : setDraft(frame, set);
    if (draft === undefined) return UNDEFINED;
    pay(frame, value!);
    draft.add(value!);
    return CONTINUE;
  };
}

function compileInsert(fields: JsonObject, scope: Scope, isOnce: boolean): Step {
  const object = scope.local(fields, 'object');
  const keyOf = scope.operand(fields, 'key');
  const valueOf = scope.operand(fields, 'value');
  const location = scope.location(fields);
  return (frame) => {
    const key = keyOf(frame);
    const value = valueOf(frame);
    if (key === undefined || value === undefined) return UNDEFINED;
    const draft = objectDraft(frame, object);
    if (draft === undefined) return UNDEFINED;
    pay(frame, key);
    if (isOnce) {
      const known = draft.get(key);
      if (known !== undefined && !isSame(frame, known, value)) {
        throw conflict('object keys must be unique', location);
      }
    }
    draft.set(key, value);
    return CONTINUE;
  };
}

function compileMerge(fields: JsonObject, scope: Scope): Step {
  const a = scope.local(fields, 'a');
  const b = scope.local(fields, 'b');
  const target = scope.local(fields, 'target');
  return (frame) => {
    const first = readSlot(frame, a);
    const second = readSlot(frame, b);
    if (first === undefined || second === undefined) return UNDEFINED;
    frame.slots[target] = merge(frame, first, second);
    return CONTINUE;
  };
}

/** Two documents as one, objects member by member. The first one, which OPA's plans make the base document, wins elsewhere. */
function merge(frame: Frame, first: Value, second: Value): Value {
  if (!(first instanceof RegoObject) || !(second instanceof RegoObject)) return first;
  frame.run.context.run.budget.charge(first.size + second.size);
  const builder = new ObjectBuilder();
  for (const [key, value] of first) builder.set(key, value);
  for (const [key, value] of second) {
    const known = builder.get(key);
    builder.set(key, known === undefined ? value : merge(frame, known, value));
  }
  return builder.build();
}

function isSame(frame: Frame, a: Value, b: Value): boolean {
  if (a === b) return true;
  pay(frame, a);
  return equalValues(a, b);
}

function conflict(message: string, location: ReturnType<Scope['location']>): RegoError {
  return new RegoError('eval_conflict_error', message, location === undefined ? {} : { location });
}
