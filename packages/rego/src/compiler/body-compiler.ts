import { RegoError } from '../errors.ts';
import type { Step, TermFunction } from '../evaluator/context.ts';
import { iterate } from '../evaluator/lookup.ts';
import { link, type Operation } from '../evaluator/operation.ts';
import { RegoObject } from '../value/rego-object.ts';
import { RegoSet } from '../value/rego-set.ts';
import { Bindings, UnboundVariable } from './bindings.ts';
import { compileEquation, matchPattern } from './equation.ts';
import type * as ir from './ir.ts';
import { arityOf, compileTerm, needOuter } from './term-compiler.ts';
import type { Unit } from './unit.ts';
import { compileWith } from './with-compiler.ts';

/**
 * Compiles a body: puts its expressions in an order in which every variable has a value before it is used, and links them.
 * `last` is compiled after them, with all of their variables bound.
 *
 * @throws RegoError `rego_unsafe_var_error`
 */
export function compileBody(body: readonly ir.Expression[], unit: Unit, bindings: Bindings, last: () => Step): Step {
  const operations: Operation[] = [];
  let open = body;
  while (open.length > 0) {
    const later: ir.Expression[] = [];
    const unbound: UnboundVariable[] = [];
    for (const expression of open) {
      const mark = bindings.mark;
      const attempt: Operation[] = [];
      try {
        compileExpression(expression, unit, bindings, attempt);
        operations.push(...attempt);
      } catch (error) {
        if (!(error instanceof UnboundVariable)) throw error;
        bindings.rollback(mark);
        unbound.push(error);
        later.push(expression);
      }
    }
    if (unbound.length > 0 && later.length === open.length) throw unsafe(unbound[0]!);
    open = later;
  }
  try {
    return link(operations, last());
  } catch (error) {
    throw error instanceof UnboundVariable ? unsafe(error) : error;
  }
}

function unsafe({ local }: UnboundVariable): RegoError {
  const name = local.name.startsWith('$') ? '_' : local.name;
  return new RegoError('rego_unsafe_var_error', `var ${name} is unsafe`, { location: local.location });
}

function compileExpression(expression: ir.Expression, unit: Unit, bindings: Bindings, out: Operation[]): void {
  const coverage = unit.program.coverage;
  if (coverage !== undefined) {
    const number = coverage.push(expression.location) - 1;
    out.push({
      test: (context) => {
        context.run.observer?.reached?.(number);
        return true;
      },
    });
  }
  if (expression.with.length > 0) compileWith(expression, unit, bindings, out, compilePlain);
  else compilePlain(expression, unit, bindings, out);
}

/** Compiles an expression without its `with`. */
function compilePlain(expression: ir.Expression, unit: Unit, bindings: Bindings, out: Operation[]): void {
  switch (expression.kind) {
    case 'some-in':
      compileSomeIn(expression, unit, bindings, out);
      break;
    case 'every':
      compileEvery(expression, unit, bindings, out);
      break;
    case 'term':
      if (expression.negated) compileNegation(expression.term, unit, bindings, out);
      else compileStatement(expression.term, unit, bindings, out);
      break;
  }
}

function compileStatement(term: ir.Term, unit: Unit, bindings: Bindings, out: Operation[]): void {
  if (term.kind === 'call') {
    const isEquation = term.builtin !== undefined && (term.name === 'eq' || term.name === 'assign');
    if (isEquation) return compileEquation(term.args[0]!, term.args[1]!, unit, bindings, out);
    const arity = arityOf(term, unit);
    if (arity !== undefined && term.args.length === arity + 1) {
      const call = { ...term, args: term.args.slice(0, -1) };
      return compileEquation(term.args.at(-1)!, call, unit, bindings, out);
    }
  }
  const value = compileTerm(term, unit, bindings, out);
  out.push({ test: isTrue(value) });
}

function isTrue(value: TermFunction): Step {
  return (context, slots) => {
    const found = value(context, slots);
    return found !== undefined && found !== false;
  };
}

function compileNegation(term: ir.Term, unit: Unit, bindings: Bindings, out: Operation[]): void {
  const mark = bindings.mark;
  const operations: Operation[] = [];
  compileStatement(term, unit, bindings, operations);
  const made = bindings.since(mark);
  if (made.length > 0) throw new UnboundVariable(localOf(term, made[0]!));
  const run = link(operations, () => true);
  out.push({ test: (context, slots) => !run(context, slots) });
}

/** The variable of a slot in a term, for the error. */
function localOf(term: ir.Term, slot: number): ir.Local {
  const found = findLocal(term, slot);
  if (found === undefined) throw new TypeError('a slot without a variable');
  return found;
}

function findLocal(term: ir.Term, slot: number): ir.Local | undefined {
  if (term.kind === 'local') return term.slot === slot ? term : undefined;
  for (const part of partsOf(term)) {
    const found = findLocal(part, slot);
    if (found !== undefined) return found;
  }
  return undefined;
}

function partsOf(term: ir.Term): readonly ir.Term[] {
  if (term.kind === 'ref') return [term.head, ...term.path];
  if (term.kind === 'array' || term.kind === 'set') return term.items;
  if (term.kind === 'object') return term.entries.flat();
  return term.kind === 'call' ? term.args : [];
}

function compileSomeIn(
  { key, value, domain }: ir.SomeInExpression,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): void {
  const source = compileTerm(domain, unit, bindings, out);
  const [keySlot, valueSlot] = [unit.newSlot(), unit.newSlot()];
  out.push({
    search: (next) => (context, slots) =>
      iterate(context, source(context, slots), (name, member) => {
        slots[keySlot] = name;
        slots[valueSlot] = member;
        return next(context, slots);
      }),
  });
  if (key !== undefined) matchPattern(key, (_context, slots) => slots[keySlot], unit, bindings, out);
  matchPattern(value, (_context, slots) => slots[valueSlot], unit, bindings, out);
}

function compileEvery(every: ir.EveryExpression, unit: Unit, bindings: Bindings, out: Operation[]): void {
  const source = compileTerm(every.domain, unit, bindings, out);
  needOuter(every, bindings);
  const mark = bindings.mark;
  const keySlot = every.key?.slot ?? unit.newSlot();
  const valueSlot = every.value.slot;
  bindings.add(keySlot);
  bindings.add(valueSlot);
  const holds = compileBody(every.body, unit, bindings, () => () => true);
  bindings.rollback(mark);
  out.push({
    test: (context, slots) => {
      const domain = source(context, slots);
      if (!(Array.isArray(domain) || domain instanceof RegoObject || domain instanceof RegoSet)) return false;
      const fails = iterate(context, domain, (key, value) => {
        slots[keySlot] = key;
        slots[valueSlot] = value;
        return !holds(context, slots);
      });
      return !fails;
    },
  });
}
