import { RegoError } from '../../errors.ts';
import { equalValues } from '../../value/compare.ts';
import { hashKey, type HashKey } from '../../value/hash-key.ts';
import { ObjectBuilder, RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { isObject, isSet, typeName } from '../../value/type-name.ts';
import { isArray, type TypeName, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { operandError } from '../operand-error.ts';
import { row } from '../row.ts';
import { itemsOf } from './collections.ts';
import { applyPatch } from './json-patch.ts';
import { filterPaths, pathsOf, removePaths } from './json-paths.ts';

const KEYS: readonly TypeName[] = ['object', 'set', 'array'];

function keysOf(value: Value): RegoSet {
  return isObject(value) ? RegoSet.from(value.keys) : isSet(value) ? value : RegoSet.from(itemsOf(value));
}

function get(object: RegoObject, path: Value, fallback: Value): Value {
  const steps = typeof path === 'object' && path !== null && isArray(path) ? path : [path];
  let value: Value = object;
  for (const key of steps) {
    const found: Value | undefined = isObject(value) ? value.get(key) : element(value, key);
    if (found === undefined) return fallback;
    value = found;
  }
  return value;
}

function element(value: Value, key: Value): Value | undefined {
  if (isSet(value)) return value.has(key) ? key : undefined;
  if (typeof value !== 'object' || value === null || !isArray(value)) return undefined;
  return typeof key === 'number' ? value[key] : undefined;
}

/** Members of both; objects under one key are merged, else the second wins. */
export function unite(a: RegoObject, b: RegoObject): RegoObject {
  const builder = new ObjectBuilder();
  for (const [key, value] of a) builder.set(key, value);
  for (const [key, value] of b) {
    const known = builder.get(key);
    builder.set(key, known !== undefined && isObject(known) && isObject(value) ? unite(known, value) : value);
  }
  return builder.build();
}

function isSubset(outer: Value, inner: Value): boolean {
  if (isObject(outer) && isObject(inner)) return isSubobject(outer, inner);
  if (isSet(outer) && isSet(inner)) return inner.items.every((item) => outer.has(item));
  const [isOuterArray, isInnerArray] = [typeName(outer) === 'array', typeName(inner) === 'array'];
  if (isOuterArray && isInnerArray) return isSubarray(itemsOf(outer), itemsOf(inner));
  if (isOuterArray && isSet(inner))
    return inner.items.every((item) => itemsOf(outer).some((each) => equalValues(each, item)));
  throw new RegoError(
    'eval_type_error',
    'object.subset: both arguments must be of the same type or the first an array and the second a set',
  );
}

function isSubobject(outer: RegoObject, inner: RegoObject): boolean {
  for (const [key, value] of inner) {
    const found = outer.get(key);
    if (found === undefined) return false;
    const isBothObject = isObject(found) && isObject(value);
    if (isBothObject ? !isSubobject(found, value) : !isSubvalue(found, value)) return false;
  }
  return true;
}

function isSubvalue(outer: Value, inner: Value): boolean {
  if (isSet(outer) && isSet(inner)) return inner.items.every((item) => outer.has(item));
  if (typeName(outer) === 'array' && typeName(inner) === 'array') return isSubarray(itemsOf(outer), itemsOf(inner));
  return equalValues(outer, inner);
}

/** True when the items of `inner` stand in `outer` side by side. */
function isSubarray(outer: readonly Value[], inner: readonly Value[]): boolean {
  for (let start = 0; start + inner.length <= outer.length; start++) {
    if (inner.every((item, i) => equalValues(item, outer[start + i]!))) return true;
  }
  return inner.length === 0;
}

interface Step {
  readonly path: readonly Value[];
  readonly value: Value;
}

/** All values inside of a value with their paths, without recursion. */
function walk(root: Value, context: BuiltinContext): Value[] {
  const found: Value[] = [];
  const open: Step[] = [{ path: [], value: root }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { path, value } = step;
    context.charge(1 + path.length);
    found.push([path, value]);
    const below = childrenOf(value);
    for (let i = below.length - 1; i >= 0; i--) open.push({ path: [...path, below[i]![0]], value: below[i]![1] });
  }
  return found;
}

function childrenOf(value: Value): readonly (readonly [Value, Value])[] {
  if (isObject(value)) return [...value];
  if (isSet(value)) return value.items.map((item) => [item, item]);
  return typeof value === 'object' && value !== null && isArray(value) ? value.map((item, i) => [i, item]) : [];
}

function neighbours(graph: RegoObject, node: Value): readonly Value[] {
  const found = graph.get(node);
  return found !== undefined && (isSet(found) || typeName(found) === 'array') ? itemsOf(found) : [];
}

function reachable(graph: RegoObject, start: Value): RegoSet {
  let found = RegoSet.EMPTY;
  let open = itemsOf(start).filter((node) => graph.has(node));
  while (open.length > 0) {
    found = RegoSet.from([...found.items, ...open]);
    const next = open.flatMap((node) => neighbours(graph, node));
    open = RegoSet.from(next).items.filter((node) => graph.has(node) && !found.has(node));
  }
  return found;
}

/** Paths from each start, as OPA finds them: what a path from the same first step has reached ends another one. */
function reachablePaths(graph: RegoObject, start: Value, context: BuiltinContext): RegoSet {
  const paths: Value[] = [];
  for (const node of itemsOf(start)) {
    if (!graph.has(node)) continue;
    const next = neighbours(graph, node);
    if (next.length === 0) paths.push([node]);
    for (const neighbour of next) follow(graph, neighbour, [node], new Set([hashKey(node)]), paths, context);
  }
  return RegoSet.from(paths);
}

function follow(
  graph: RegoObject,
  node: Value,
  before: readonly Value[],
  reached: Set<HashKey>,
  paths: Value[],
  context: BuiltinContext,
): void {
  context.charge(1 + before.length);
  if (!graph.has(node)) {
    paths.push(before);
    return;
  }
  const path = [...before, node];
  const next = neighbours(graph, node);
  if (next.length === 0) paths.push(path);
  for (const neighbour of next) {
    if (reached.has(hashKey(neighbour))) paths.push(path);
    else {
      reached.add(hashKey(node));
      follow(graph, neighbour, path, reached, paths, context);
    }
  }
}

/** Objects, JSON documents by path, graphs. */
export const objectBuiltins: readonly Builtin[] = [
  row('object.get', ['object', 'any', 'any'], 'any', ([object, path, fallback]) =>
    get(object as RegoObject, path!, fallback!),
  ),
  row('object.keys', ['object'], 'set', ([object]) => RegoSet.from((object as RegoObject).keys)),
  row('object.remove', ['object', KEYS], 'object', ([object, keys]) => {
    const removed = keysOf(keys!);
    return RegoObject.from([...(object as RegoObject)].filter(([key]) => !removed.has(key)));
  }),
  row('object.filter', ['object', KEYS], 'object', ([object, keys]) => {
    const kept = keysOf(keys!);
    return RegoObject.from([...(object as RegoObject)].filter(([key]) => kept.has(key)));
  }),
  row('object.union', ['object', 'object'], 'object', ([a, b]) => unite(a as RegoObject, b as RegoObject)),
  row('object.union_n', ['array'], 'object', ([objects]) =>
    itemsOf(objects!).reduce<RegoObject>((sum, each) => {
      if (!isObject(each))
        throw operandError('object.union_n', 1, `must be array of objects but got array containing ${typeName(each)}`);
      return unite(sum, each);
    }, RegoObject.EMPTY),
  ),
  row('object.subset', ['any', 'any'], 'boolean', ([outer, inner]) => isSubset(outer!, inner!)),
  row('json.filter', ['object', ['set', 'array']], 'object', ([object, paths]) =>
    filterPaths(object!, pathsOf('json.filter', paths!)),
  ),
  row('json.remove', ['object', ['set', 'array']], 'object', ([object, paths]) =>
    removePaths(object!, pathsOf('json.remove', paths!)),
  ),
  row('json.patch', ['any', 'array'], 'any', ([document, patches]) => applyPatch(document!, itemsOf(patches!))),
  {
    ...row('walk', ['any'], 'array', ([value], context) => walk(value!, context)),
    relation: true,
  },
  row('graph.reachable', ['object', ['set', 'array']], 'set', ([graph, start]) =>
    reachable(graph as RegoObject, start!),
  ),
  row('graph.reachable_paths', ['object', ['set', 'array']], 'set', ([graph, start], context) =>
    reachablePaths(graph as RegoObject, start!, context),
  ),
];
