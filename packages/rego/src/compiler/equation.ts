import type { TermFunction } from '../evaluator/context.ts';
import type { Operation } from '../evaluator/operation.ts';
import { equalValues } from '../value/compare.ts';
import { RegoObject } from '../value/rego-object.ts';
import { isArray, type Value } from '../value/value.ts';
import { UnboundVariable, type Bindings } from './bindings.ts';
import type * as ir from './ir.ts';
import { compileTerm } from './term-compiler.ts';
import type { Unit } from './unit.ts';

/** True for a pattern: a variable without a value, or an array or object with one inside. */
export function hasUnbound(term: ir.Term, bindings: Bindings): boolean {
  return firstUnbound(term, bindings) !== undefined;
}

function firstUnbound(term: ir.Term, bindings: Bindings): ir.Local | undefined {
  if (term.kind === 'local') return bindings.has(term.slot) ? undefined : term;
  if (term.kind === 'array') return firstOf(term.items, bindings);
  if (term.kind === 'object')
    return firstOf(
      term.entries.map(([, value]) => value),
      bindings,
    );
  return undefined;
}

function firstOf(terms: readonly ir.Term[], bindings: Bindings): ir.Local | undefined {
  for (const term of terms) {
    const found = firstUnbound(term, bindings);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Equation = readonly [ir.Term, ir.Term];

/**
 * Compiles `left = right`: variables without values get them, the rest is compared. Arrays and objects on both sides are
 * taken apart first, and what they ask is put in an order in which every variable has a value in time.
 *
 * @throws UnboundVariable
 */
export function compileEquation(left: ir.Term, right: ir.Term, unit: Unit, bindings: Bindings, out: Operation[]): void {
  const equations: Equation[] = [];
  if (!takeApart(left, right, equations)) {
    out.push({ test: () => false });
    // What would have got a value is never reached.
    for (const side of [left, right]) bindAll(side, bindings);
    return;
  }
  let open = equations;
  while (open.length > 0) {
    const later: Equation[] = [];
    let unbound: UnboundVariable | undefined;
    for (const equation of open) {
      const mark = bindings.mark;
      const operations: Operation[] = [];
      try {
        compileOne(equation, unit, bindings, operations);
        out.push(...operations);
      } catch (error) {
        if (!(error instanceof UnboundVariable)) throw error;
        bindings.rollback(mark);
        unbound = error;
        later.push(equation);
      }
    }
    if (unbound !== undefined && later.length === open.length) throw unbound;
    open = later;
  }
}

function bindAll(term: ir.Term, bindings: Bindings): void {
  for (let local = firstUnbound(term, bindings); local !== undefined; local = firstUnbound(term, bindings)) {
    bindings.add(local.slot);
  }
}

/** Splits equations of arrays and of objects with the same constant keys. False when they can never be equal. */
function takeApart(left: ir.Term, right: ir.Term, into: Equation[]): boolean {
  const [a, b] = [unfold(left), unfold(right)];
  if (a.kind === 'array' && b.kind === 'array') {
    if (a.items.length !== b.items.length) return false;
    return a.items.every((item, i) => takeApart(item, b.items[i]!, into));
  }
  if (a.kind === 'object' && b.kind === 'object') {
    const members = memberPairs(a.entries, b.entries);
    if (members === 'never') return false;
    if (members !== undefined) return members.every(([x, y]) => takeApart(x, y, into));
  }
  into.push([left, right]);
  return true;
}

/** A constant array or object as a term of its parts, so that it can be matched with one that has variables. */
function unfold(term: ir.Term): ir.Term {
  if (term.kind !== 'constant') return term;
  const { value } = term;
  if (value instanceof RegoObject) {
    return { kind: 'object', entries: [...value].map(([key, member]) => [constant(key), constant(member)]) };
  }
  return typeof value === 'object' && value !== null && isArray(value)
    ? { kind: 'array', items: value.map(constant) }
    : term;
}

function constant(value: Value): ir.Constant {
  return { kind: 'constant', value };
}

function memberPairs(
  left: readonly (readonly [ir.Term, ir.Term])[],
  right: readonly (readonly [ir.Term, ir.Term])[],
): Equation[] | 'never' | undefined {
  if ([...left, ...right].some(([key]) => key.kind !== 'constant')) return undefined;
  const keyOf = ([key]: readonly [ir.Term, ir.Term]): Value => (key as ir.Constant).value;
  if (left.length !== right.length) return 'never';
  const pairs: Equation[] = [];
  for (const entry of left) {
    const other = right.find((each) => equalValues(keyOf(each), keyOf(entry)));
    if (other === undefined) return 'never';
    pairs.push([entry[1], other[1]]);
  }
  return pairs;
}

function compileOne([left, right]: Equation, unit: Unit, bindings: Bindings, out: Operation[]): void {
  if (hasUnbound(left, bindings)) {
    const value = compileTerm(right, unit, bindings, out);
    // The right side may have given the left its value: `x = f[x]` goes through the elements first.
    if (hasUnbound(left, bindings)) {
      matchValue(left, value, unit, bindings, out);
      return;
    }
    compare(value, compileTerm(left, unit, bindings, out), out);
    return;
  }
  if (hasUnbound(right, bindings)) {
    const value = compileTerm(left, unit, bindings, out);
    matchValue(right, value, unit, bindings, out);
    return;
  }
  const a = compileTerm(left, unit, bindings, out);
  if (hasUnbound(right, bindings)) matchValue(right, a, unit, bindings, out);
  else if (right.kind === 'constant') compareConstant(a, right.value, out);
  else compare(a, compileTerm(right, unit, bindings, out), out);
}

function compareConstant(a: TermFunction, value: Value, out: Operation[]): void {
  if (typeof value === 'object' && value !== null) {
    out.push({
      test: (context, slots) => {
        const found = a(context, slots);
        return found !== undefined && equalValues(found, value);
      },
    });
  } else out.push({ test: (context, slots) => a(context, slots) === value });
}

function compare(a: TermFunction, b: TermFunction, out: Operation[]): void {
  out.push({
    test: (context, slots) => {
      const x = a(context, slots);
      const y = b(context, slots);
      return x !== undefined && y !== undefined && equalValues(x, y);
    },
  });
}

/** Computes a value once and matches a pattern with it. */
function matchValue(pattern: ir.Term, value: TermFunction, unit: Unit, bindings: Bindings, out: Operation[]): void {
  const isVariable = pattern.kind === 'local';
  const slot = isVariable ? pattern.slot : unit.newSlot();
  out.push({
    test: (context, slots) => {
      const found = value(context, slots);
      slots[slot] = found;
      return found !== undefined;
    },
  });
  if (isVariable) bindings.add(slot);
  else matchPattern(pattern, (_context, slots) => slots[slot], unit, bindings, out);
}

/**
 * Matches a pattern with a value that is there: variables without values get theirs, everything else is compared.
 *
 * @throws UnboundVariable
 */
export function matchPattern(
  pattern: ir.Term,
  source: TermFunction,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): void {
  if (pattern.kind === 'local' && !bindings.has(pattern.slot)) {
    const { slot } = pattern;
    bindings.add(slot);
    out.push({
      test: (context, slots) => {
        slots[slot] = source(context, slots);
        return true;
      },
    });
  } else if (pattern.kind === 'array') matchArray(pattern.items, source, unit, bindings, out);
  else if (pattern.kind === 'object' && hasUnbound(pattern, bindings)) {
    matchObject(pattern.entries, source, unit, bindings, out);
  } else compare(source, compileTerm(pattern, unit, bindings, out), out);
}

function matchArray(
  items: readonly ir.Term[],
  source: TermFunction,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): void {
  out.push({
    test: (context, slots) => {
      const value = source(context, slots);
      return Array.isArray(value) && value.length === items.length;
    },
  });
  for (const [i, item] of items.entries()) {
    matchPattern(item, (context, slots) => (source(context, slots) as readonly Value[])[i], unit, bindings, out);
  }
}

function matchObject(
  entries: readonly (readonly [ir.Term, ir.Term])[],
  source: TermFunction,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): void {
  out.push({
    test: (context, slots) => {
      const value = source(context, slots);
      return value instanceof RegoObject && value.size === entries.length;
    },
  });
  for (const [key, member] of entries) {
    const keyFunction = compileTerm(key, unit, bindings, out);
    const memberOf: TermFunction = (context, slots) => {
      const name = keyFunction(context, slots);
      return name === undefined ? undefined : (source(context, slots) as RegoObject).get(name);
    };
    out.push({ test: (context, slots) => memberOf(context, slots) !== undefined });
    matchPattern(member, memberOf, unit, bindings, out);
  }
}
