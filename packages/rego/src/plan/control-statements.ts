import { builtinCall } from '../evaluator/call-builtin.ts';
import { iterate } from '../evaluator/lookup.ts';
import { replaceAt } from '../evaluator/overlay.ts';
import { RegoObject } from '../value/rego-object.ts';
import type { Value } from '../value/value.ts';
import { callFunction } from './call-function.ts';
import { readSlot } from './draft.ts';
import { CONTINUE, RETURN, UNDEFINED, type Frame, type PlanFunction, type Reader, type Step } from './frame.ts';
import { planBuiltin } from './plan-builtins.ts';
import { integerAt, listAt, member, planInvalid, textAt, type JsonObject } from './plan-json.ts';
import { functionKey, MAX_BLOCK_DEPTH, type Scope, type StatementCompiler } from './scope.ts';
import { pay } from './weight.ts';

/** Most keys in the path of a `with`, or of a function that is called by its path. */
const MAX_PATH_LENGTH = MAX_BLOCK_DEPTH;

/** Statements that decide what runs next. */
export const CONTROL_STATEMENTS: Readonly<Record<string, StatementCompiler>> = {
  BlockStmt: (fields, scope) => scope.blocks(member(fields, 'blocks'), 'blocks'),
  BreakStmt: compileBreak,
  CallDynamicStmt: compileCallDynamic,
  CallStmt: compileCall,
  NopStmt: () => () => CONTINUE,
  NotStmt: compileNot,
  ResultSetAddStmt: compileResultSetAdd,
  ReturnLocalStmt: compileReturn,
  ScanStmt: compileScan,
  WithStmt: compileWith,
};

function compileBreak(fields: JsonObject, scope: Scope): Step {
  const index = integerAt(member(fields, 'index'), 0, scope.depth - 1, scope.where('index'));
  return () => index;
}

/** What a statement gives whose own block was left for one further out. */
function outward(outcome: number): number {
  return outcome === RETURN ? RETURN : outcome - 1;
}

function compileNot(fields: JsonObject, scope: Scope): Step {
  const block = scope.block(member(fields, 'block'), 'block');
  return (frame) => {
    const outcome = block(frame);
    if (outcome === CONTINUE) return UNDEFINED;
    return outcome === UNDEFINED ? CONTINUE : outward(outcome);
  };
}

/**
 * A collection without elements, or a value that is none, leaves the statement defined, as in OPA's own compiler of plans:
 * `every` over an empty collection depends on it, though the document calls the statement undefined.
 */
function compileScan(fields: JsonObject, scope: Scope): Step {
  const source = scope.local(fields, 'source');
  const key = scope.local(fields, 'key');
  const value = scope.local(fields, 'value');
  const block = scope.block(member(fields, 'block'), 'block');
  return (frame) => {
    let end = CONTINUE;
    iterate(frame.run.context, readSlot(frame, source), (at, item) => {
      frame.slots[key] = at;
      frame.slots[value] = item;
      const outcome = block(frame);
      if (outcome === CONTINUE || outcome === UNDEFINED) return false;
      end = outward(outcome);
      return true;
    });
    return end;
  };
}

function compileWith(fields: JsonObject, scope: Scope): Step {
  const local = scope.local(fields, 'local');
  const indexes = listAt(member(fields, 'path'), scope.where('path'));
  if (indexes.length > MAX_PATH_LENGTH) throw planInvalid(scope.where('path'), 'is too long');
  const path = indexes.map((index) => scope.string(index, 'path'));
  const valueOf = scope.operand(fields, 'value');
  const block = scope.block(member(fields, 'block'), 'block');
  return (frame) => {
    const value = valueOf(frame);
    // Without a path this also takes a document away: OPA restores a missing input with it behind a `with`.
    if (value === undefined && path.length > 0) return UNDEFINED;
    const saved = readSlot(frame, local);
    frame.slots[local] = value === undefined ? undefined : upsert(frame, saved, path, value);
    const outcome = block(frame);
    frame.slots[local] = saved;
    return outcome > 0 ? outcome - 1 : outcome;
  };
}

function upsert(frame: Frame, document: Value | undefined, path: readonly string[], value: Value): Value {
  const { budget } = frame.run.context.run;
  let place = document;
  for (const key of path) {
    budget.charge(path.length);
    if (!(place instanceof RegoObject)) continue;
    budget.charge(place.size);
    place = place.get(key);
  }
  return replaceAt(document, path, value);
}

function compileCall(fields: JsonObject, scope: Scope): Step {
  const name = textAt(member(fields, 'func'), scope.where('func'));
  const args = listAt(member(fields, 'args'), scope.where('args')).map((arg) => scope.operandOf(arg, 'args'));
  const result = scope.local(fields, 'result');
  const target = scope.parts.functions.get(name);
  if (target === undefined) return compileBuiltinCall(fields, scope, name, args, result);
  if (target.params.length !== args.length) throw planInvalid(scope.where(name.slice(0, 100)), arity(target.params));
  return (frame) => give(frame, result, target, valuesOf(frame, args));
}

function compileBuiltinCall(
  fields: JsonObject,
  scope: Scope,
  name: string,
  args: readonly Reader[],
  result: number,
): Step {
  const builtin = planBuiltin(name);
  const where = scope.where(name.slice(0, 100));
  if (builtin === undefined) throw planInvalid(where, 'is no function of the plan and no builtin');
  if (builtin.variadic !== true && builtin.args.length !== args.length) throw planInvalid(where, arity(builtin.args));
  const call = builtinCall(builtin, scope.location(fields));
  return (frame) => {
    const operands: Value[] = [];
    for (let i = 0; i < args.length; i++) {
      const operand = args[i]!(frame);
      if (operand === undefined) return UNDEFINED;
      operands.push(operand);
    }
    const value = call(frame.run.context, operands);
    frame.slots[result] = value;
    return value === undefined ? UNDEFINED : CONTINUE;
  };
}

function arity(params: readonly unknown[]): string {
  return `takes ${params.length} arguments`;
}

/** The documents may be missing: a rule that reads none of them runs all the same. */
function valuesOf(frame: Frame, readers: readonly Reader[]): readonly (Value | undefined)[] {
  const values: (Value | undefined)[] = [];
  for (let i = 0; i < readers.length; i++) values.push(readers[i]!(frame));
  return values;
}

function give(frame: Frame, result: number, target: PlanFunction, args: readonly (Value | undefined)[]): number {
  const value = callFunction(frame.run, target, args);
  frame.slots[result] = value;
  return value === undefined ? UNDEFINED : CONTINUE;
}

/** Calls the function of a path that is put together at run time; where there is none the statement is undefined. */
function compileCallDynamic(fields: JsonObject, scope: Scope): Step {
  const path = listAt(member(fields, 'path'), scope.where('path')).map((key) => scope.operandOf(key, 'path'));
  if (path.length > MAX_PATH_LENGTH) throw planInvalid(scope.where('path'), 'is too long');
  const args = listAt(member(fields, 'args'), scope.where('args')).map((arg) => scope.operandOf(arg, 'args'));
  const result = scope.local(fields, 'result');
  const { paths } = scope.parts;
  return (frame) => {
    const keys: string[] = [];
    for (let i = 0; i < path.length; i++) {
      const key = path[i]!(frame);
      if (typeof key !== 'string') return UNDEFINED;
      pay(frame, key);
      keys.push(key);
    }
    const target = paths.get(functionKey(keys));
    if (target === undefined || target.params.length !== args.length) return UNDEFINED;
    return give(frame, result, target, valuesOf(frame, args));
  };
}

function compileReturn(fields: JsonObject, scope: Scope): Step {
  const source = scope.local(fields, 'source');
  return (frame) => {
    frame.result = readSlot(frame, source);
    return RETURN;
  };
}

function compileResultSetAdd(fields: JsonObject, scope: Scope): Step {
  if (!scope.isPlan) throw planInvalid(scope.where('the statement'), 'stands in a function');
  const source = scope.local(fields, 'value');
  return (frame) => {
    const value = readSlot(frame, source);
    if (!(value instanceof RegoObject)) return UNDEFINED;
    // What is made of it at the end goes through all of it.
    pay(frame, value);
    frame.run.results.add(value);
    return CONTINUE;
  };
}
