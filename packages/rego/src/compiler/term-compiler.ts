import { RegoError, type Location } from '../errors.ts';
import { builtinCall } from '../evaluator/call-builtin.ts';
import type { Context, Slots, Step, TermFunction } from '../evaluator/context.ts';
import { link, type Operation } from '../evaluator/operation.ts';
import { findNode } from '../evaluator/rule-tree.ts';
import { templateText } from '../evaluator/template.ts';
import { equalValues } from '../value/compare.ts';
import { ObjectBuilder, RegoObject } from '../value/rego-object.ts';
import { RegoSet, SetBuilder } from '../value/rego-set.ts';
import { isArray, type Value } from '../value/value.ts';
import { UnboundVariable, type Bindings } from './bindings.ts';
import { compileBody } from './body-compiler.ts';
import { compileDataRef, compilePath } from './ref-compiler.ts';
import type * as ir from './ir.ts';
import type { Unit } from './unit.ts';

/**
 * Compiles a term whose variables are bound, or become bound by references in it that go through all elements: those are
 * searches that come before the term.
 */
export function compileTerm(term: ir.Term, unit: Unit, bindings: Bindings, out: Operation[]): TermFunction {
  switch (term.kind) {
    case 'constant': {
      const { value } = term;
      return () => value;
    }
    case 'local': {
      const { slot } = term;
      if (!bindings.has(slot)) throw new UnboundVariable(term);
      return (_context, slots) => slots[slot];
    }
    case 'input':
      return (context) => context.input;
    case 'data':
      return compileDataRef([], unit, bindings, out);
    case 'ref':
      if (term.head.kind === 'data') return compileDataRef(term.path, unit, bindings, out);
      return compilePath(compileTerm(term.head, unit, bindings, out), term.path, unit, bindings, out);
    case 'array':
      return arrayFunction(compileAll(term.items, unit, bindings, out));
    case 'set':
      return setFunction(compileAll(term.items, unit, bindings, out));
    case 'object':
      return objectFunction(compileAll(term.entries.flat(), unit, bindings, out));
    case 'array-comprehension':
    case 'set-comprehension':
    case 'object-comprehension':
      return compileComprehension(term, unit, bindings);
    case 'call':
      return compileCall(term, unit, bindings, out);
    case 'template':
      return compileTemplate(term, unit, bindings);
  }
}

/**
 * Compiles terms that stand side by side. One may give another its variables, on whichever side it stands: those that need
 * them wait.
 */
export function compileAll(
  terms: readonly ir.Term[],
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): readonly TermFunction[] {
  const compiled: TermFunction[] = [];
  let open = [...terms.keys()];
  while (open.length > 0) {
    const later: number[] = [];
    let unbound: UnboundVariable | undefined;
    for (const i of open) {
      const [mark, length] = [bindings.mark, out.length];
      try {
        compiled[i] = compileTerm(terms[i]!, unit, bindings, out);
      } catch (error) {
        if (!(error instanceof UnboundVariable)) throw error;
        bindings.rollback(mark);
        out.length = length;
        unbound ??= error;
        later.push(i);
      }
    }
    if (unbound !== undefined && later.length === open.length) throw unbound;
    open = later;
  }
  return compiled;
}

/** Refuses a closure that needs a variable without a value. */
export function needOuter(closure: ir.Closure, bindings: Bindings): void {
  for (const local of closure.outer) if (!bindings.has(local.slot)) throw new UnboundVariable(local);
}

function compileComprehension(
  term: ir.ArrayComprehension | ir.SetComprehension | ir.ObjectComprehension,
  unit: Unit,
  bindings: Bindings,
): TermFunction {
  needOuter(term, bindings);
  const mark = bindings.mark;
  const slot = unit.newSlot();
  const tail: Operation[] = [];
  const run = compileBody(term.body, unit, bindings, () => {
    if (term.kind !== 'object-comprehension') {
      const item = compileTerm(term.term, unit, bindings, tail);
      return link(tail, addItem(item, slot));
    }
    const key = compileTerm(term.key, unit, bindings, tail);
    const value = compileTerm(term.value, unit, bindings, tail);
    return link(tail, addMember(key, value, slot, unit.location));
  });
  bindings.rollback(mark);
  const { kind } = term;
  return (context, slots) => {
    const collected =
      kind === 'array-comprehension' ? [] : kind === 'set-comprehension' ? new SetBuilder() : new ObjectBuilder();
    const before = slots[slot];
    slots[slot] = collected as unknown as Value;
    run(context, slots);
    slots[slot] = before;
    return Array.isArray(collected) ? collected : collected.build();
  };
}

function addItem(item: TermFunction, slot: number): Step {
  return (context, slots) => {
    const value = item(context, slots);
    if (value === undefined) return false;
    context.run.budget.tick();
    const into = slots[slot] as unknown as Value[] | SetBuilder;
    if (Array.isArray(into)) into.push(value);
    else into.add(value);
    return false;
  };
}

function addMember(key: TermFunction, value: TermFunction, slot: number, location: Location | undefined): Step {
  return (context, slots) => {
    const name = key(context, slots);
    const member = value(context, slots);
    if (name === undefined || member === undefined) return false;
    context.run.budget.tick();
    const into = slots[slot] as unknown as ObjectBuilder;
    const known = into.get(name);
    if (known !== undefined && !equalValues(known, member)) throw keyConflict(location);
    into.set(name, member);
    return false;
  };
}

function keyConflict(location: Location | undefined): RegoError {
  return new RegoError('eval_conflict_error', 'object keys must be unique', location === undefined ? {} : { location });
}

function arrayFunction(items: readonly TermFunction[]): TermFunction {
  return (context, slots) => {
    const result: Value[] = [];
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!(context, slots);
      if (value === undefined) return undefined;
      result.push(value);
    }
    return result;
  };
}

function setFunction(items: readonly TermFunction[]): TermFunction {
  return (context, slots) => {
    const builder = new SetBuilder();
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!(context, slots);
      if (value === undefined) return undefined;
      builder.add(value);
    }
    return builder.build();
  };
}

/** Makes an object of keys and values that take turns. */
function objectFunction(parts: readonly TermFunction[]): TermFunction {
  return (context, slots) => {
    const builder = new ObjectBuilder();
    for (let i = 0; i < parts.length; i += 2) {
      const key = parts[i]!(context, slots);
      const value = parts[i + 1]!(context, slots);
      if (key === undefined || value === undefined) return undefined;
      builder.set(key, value);
    }
    return builder.build();
  };
}

function compileTemplate(term: ir.Template, unit: Unit, bindings: Bindings): TermFunction {
  const parts = term.parts.map((part) =>
    typeof part === 'string' ? part : compileComprehension(part, unit, bindings),
  );
  return (context, slots) =>
    templateText(
      parts.map((part) => (typeof part === 'string' ? part : (part(context, slots) as RegoSet))),
      term.location,
    );
}

/** Compiles a call with as many operands as the function takes. */
/** How many operands a function takes; `undefined` when it takes any number, or is no function. */
export function arityOf(term: ir.Call, unit: Unit): number | undefined {
  if (term.builtin !== undefined) return term.builtin.variadic === true ? undefined : term.builtin.args.length;
  return findNode(unit.program.tree, term.path)?.group?.arity;
}

function compileCall(term: ir.Call, unit: Unit, bindings: Bindings, out: Operation[]): TermFunction {
  const arity = arityOf(term, unit);
  if (arity !== undefined && term.args.length !== arity) {
    const message = `${term.name}: arity mismatch: has ${term.args.length}, wants ${arity}`;
    throw new RegoError('rego_type_error', message, { location: term.location });
  }
  const fast = term.args.length === 2 ? comparison(term, unit, bindings, out) : undefined;
  if (fast !== undefined) return fast;
  const call = resolveCall(term, unit);
  if (term.builtin?.variadic === true) return compilePrint(term, unit, bindings, call);
  const args = compileAll(term.args, unit, bindings, out);
  if (term.builtin?.relation === true) {
    const slot = unit.newSlot();
    out.push({ search: (next) => eachResult(args, call, slot, next) });
    return (_context, slots) => slots[slot];
  }
  return (context, slots) => {
    const operands = evaluateAll(args, context, slots);
    return operands === undefined ? undefined : call(context, operands);
  };
}

function eachResult(
  args: readonly TermFunction[],
  call: ReturnType<typeof resolveCall>,
  slot: number,
  next: Step,
): Step {
  return (context, slots) => {
    const operands = evaluateAll(args, context, slots);
    const results = operands === undefined ? undefined : (call(context, operands) as readonly Value[] | undefined);
    if (results === undefined) return false;
    for (const result of results) {
      context.run.budget.tick();
      slots[slot] = result;
      if (next(context, slots)) return true;
    }
    return false;
  };
}

/** `print` prints what it can: an operand without a value does not stop it. */
function compilePrint(
  term: ir.Call,
  unit: Unit,
  bindings: Bindings,
  call: ReturnType<typeof resolveCall>,
): TermFunction {
  const args = term.args.map((arg) => {
    const operations: Operation[] = [];
    const mark = bindings.mark;
    const value = compileTerm(arg, unit, bindings, operations);
    bindings.rollback(mark);
    const slot = unit.newSlot();
    const run = link(operations, (context, slots) => {
      const found = value(context, slots);
      slots[slot] = found;
      return found !== undefined;
    });
    return { run, slot };
  });
  return (context, slots) => {
    const operands = args.map(({ run, slot }) => (run(context, slots) ? slots[slot]! : '<undefined>'));
    call(context, operands);
    return true;
  };
}

function evaluateAll(args: readonly TermFunction[], context: Context, slots: Slots): Value[] | undefined {
  const operands: Value[] = [];
  for (let i = 0; i < args.length; i++) {
    const value = args[i]!(context, slots);
    if (value === undefined) return undefined;
    operands.push(value);
  }
  return operands;
}

/** How a function is called: with what replaces it where a `with` does. @throws RegoError `rego_type_error` */
export function resolveCall(
  term: ir.Call,
  unit: Unit,
): (context: Context, operands: readonly Value[]) => Value | undefined {
  const { name } = term;
  const direct = directCall(term, unit);
  return (context, operands) => {
    const mock = context.mocks?.get(name);
    return mock === undefined ? direct(context, operands) : mock(context, operands);
  };
}

function directCall(term: ir.Call, unit: Unit): (context: Context, operands: readonly Value[]) => Value | undefined {
  const { builtin, path, location } = term;
  if (builtin !== undefined) return builtinCall(builtin, location);
  const group = findNode(unit.program.tree, path)?.group;
  if (group?.kind !== 'function')
    throw new RegoError('rego_type_error', `undefined function ${term.name}`, { location });
  return (context, operands) => group.call(context, operands);
}

/** Comparisons that the evaluator does itself. */
function comparison(term: ir.Call, unit: Unit, bindings: Bindings, out: Operation[]): TermFunction | undefined {
  if (
    term.builtin === undefined ||
    (term.name !== 'equal' && term.name !== 'neq' && term.name !== 'internal.member_2')
  ) {
    return undefined;
  }
  const [left, right] = compileAll(term.args, unit, bindings, out) as [TermFunction, TermFunction];
  const { name } = term;
  if (name === 'internal.member_2') return (context, slots) => isMember(left(context, slots), right(context, slots));
  return (context, slots) => {
    const a = left(context, slots);
    const b = right(context, slots);
    if (a === undefined || b === undefined) return undefined;
    return equalValues(a, b) === (name === 'equal');
  };
}

function isMember(item: Value | undefined, collection: Value | undefined): boolean | undefined {
  if (item === undefined || collection === undefined) return undefined;
  if (collection instanceof RegoSet) return collection.has(item);
  if (collection instanceof RegoObject) return collection.values.some((value) => equalValues(value, item));
  if (typeof collection !== 'object' || collection === null || !isArray(collection)) return false;
  return collection.some((value) => equalValues(value, item));
}
