import { RegoError } from '../errors.ts';
import type { Context, Slots, Step, TermFunction } from '../evaluator/context.ts';
import { iterate, lookup } from '../evaluator/lookup.ts';
import type { Operation } from '../evaluator/operation.ts';
import { iteratePlace, placeAt, settle, step, VirtualDocument, type Place } from '../evaluator/place.ts';
import type { TreeNode } from '../evaluator/rule-tree.ts';
import type { Value } from '../value/value.ts';
import type { Bindings } from './bindings.ts';
import { hasUnbound, matchPattern } from './equation.ts';
import type * as ir from './ir.ts';
import { compileTerm } from './term-compiler.ts';
import type { Unit } from './unit.ts';

type PlaceFunction = (context: Context, slots: Slots) => Place | undefined;

/** Compiles the steps of a reference from a value on. A variable without a value goes through all elements. */
export function compilePath(
  head: TermFunction,
  path: readonly ir.Term[],
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): TermFunction {
  let current = head;
  for (let i = 0; i < path.length; i++) {
    const key = path[i]!;
    if (hasUnbound(key, bindings)) {
      current = searchStep(current, key, unit, bindings, out, false) as TermFunction;
      continue;
    }
    const constants = constantRun(path, i);
    if (constants.length > 1) {
      current = lookupAll(current, constants);
      i += constants.length - 1;
    } else current = lookupStep(current, key, unit, bindings, out);
  }
  return current;
}

function constantRun(path: readonly ir.Term[], from: number): readonly Value[] {
  const values: Value[] = [];
  for (let i = from; i < path.length; i++) {
    const key = path[i]!;
    if (key.kind !== 'constant') break;
    values.push(key.value);
  }
  return values;
}

function lookupAll(before: TermFunction, keys: readonly Value[]): TermFunction {
  const [first, second, third] = keys as [Value, Value, Value?];
  if (keys.length === 2) return (context, slots) => lookup(lookup(before(context, slots), first), second);
  if (keys.length === 3)
    return (context, slots) => lookup(lookup(lookup(before(context, slots), first), second), third);
  return (context, slots) => {
    let value = before(context, slots);
    for (let i = 0; i < keys.length; i++) value = lookup(value, keys[i]);
    return value;
  };
}

function lookupStep(
  before: TermFunction,
  key: ir.Term,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): TermFunction {
  if (key.kind === 'constant') {
    const { value } = key;
    return (context, slots) => lookup(before(context, slots), value);
  }
  const keyFunction = compileTerm(key, unit, bindings, out);
  return (context, slots) => lookup(before(context, slots), keyFunction(context, slots));
}

/** Goes through all elements; the key is matched with the pattern, the element is what the reference goes on with. */
function searchStep(
  before: PlaceFunction,
  pattern: ir.Term,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
  isPlace: boolean,
): PlaceFunction {
  const isVariable = pattern.kind === 'local' && !bindings.has(pattern.slot);
  const keySlot = isVariable ? pattern.slot : unit.newSlot();
  const valueSlot = unit.newSlot();
  const over = isPlace ? iteratePlace : (iterate as typeof iteratePlace);
  out.push({ search: (next) => eachElement(over, before, keySlot, valueSlot, next) });
  if (isVariable) bindings.add(keySlot);
  else matchPattern(pattern, (_context, slots) => slots[keySlot], unit, bindings, out);
  return (_context, slots) => slots[valueSlot];
}

function eachElement(
  over: typeof iteratePlace,
  before: PlaceFunction,
  keySlot: number,
  valueSlot: number,
  next: Step,
): Step {
  return (context, slots) =>
    over(context, before(context, slots), (key, value) => {
      slots[keySlot] = key;
      slots[valueSlot] = value as Value;
      return next(context, slots);
    });
}

/** Compiles a reference below `data`: what the rules at its begin make, base documents, or both as far as they are needed. */
export function compileDataRef(
  path: readonly ir.Term[],
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): TermFunction {
  const { tree } = unit.program;
  const prefix: string[] = [];
  let node: TreeNode | undefined = tree;
  while (node !== undefined && node.group === undefined) {
    const key: ir.Term | undefined = path[prefix.length];
    if (key?.kind !== 'constant' || typeof key.value !== 'string') break;
    if (node.dynamic !== undefined && !node.children.has(key.value)) break;
    node = node.children.get(key.value);
    prefix.push(key.value);
  }
  if (node?.group?.kind === 'function') {
    throw new RegoError('rego_type_error', `data.${prefix.join('.')} is a function`, locationOf(unit));
  }
  return compilePlace(startAt(tree, node, prefix), path.slice(prefix.length), unit, bindings, out);
}

function locationOf(unit: Unit): { location?: NonNullable<Unit['location']> } {
  return unit.location === undefined ? {} : { location: unit.location };
}

/** Where a reference begins: at rules, inside of base data only, or at a document that is still both. */
function startAt(tree: TreeNode, node: TreeNode | undefined, prefix: readonly string[]): PlaceFunction {
  const group = node?.group;
  if (group !== undefined) {
    const dynamic = node?.dynamic;
    const hasMore = dynamic !== undefined || (node !== undefined && node.children.size > 0);
    if (hasMore) return (context) => placeAt(context, tree, prefix);
    return (context) => (context.overlay === undefined ? group.value(context) : placeAt(context, tree, prefix));
  }
  return (context) => {
    if (context.overlay !== undefined) return placeAt(context, tree, prefix);
    let base: Value | undefined = context.data;
    for (let i = 0; i < prefix.length; i++) base = lookup(base, prefix[i]);
    return node === undefined ? base : new VirtualDocument(node, base, undefined);
  };
}

function compilePlace(
  start: PlaceFunction,
  path: readonly ir.Term[],
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): TermFunction {
  let current = start;
  for (const key of path) {
    const before = current;
    if (hasUnbound(key, bindings)) {
      current = searchStep(before, key, unit, bindings, out, true);
      continue;
    }
    const keyFunction = compileTerm(key, unit, bindings, out);
    current = (context, slots) => step(context, before(context, slots), keyFunction(context, slots));
  }
  return (context, slots) => {
    const place = current(context, slots);
    return place instanceof VirtualDocument ? settle(context, place) : place;
  };
}
