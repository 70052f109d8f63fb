import { compareValues } from '../value/compare.ts';
import { ObjectBuilder, RegoObject } from '../value/rego-object.ts';
import { RegoSet } from '../value/rego-set.ts';
import { isArray, type Value } from '../value/value.ts';
import type { Context } from './context.ts';
import { iterate, lookup } from './lookup.ts';
import type { Overlay } from './overlay.ts';
import type { TreeNode } from './rule-tree.ts';

/** A document below `data` that rules, base data and replacements make together; made a value only when it is needed. */
export class VirtualDocument {
  readonly node: TreeNode | undefined;
  readonly base: Value | undefined;
  readonly overlay: Overlay | undefined;

  constructor(node: TreeNode | undefined, base: Value | undefined, overlay: Overlay | undefined) {
    this.node = node;
    this.base = base;
    this.overlay = overlay;
  }
}

/** A value, or a place below `data` that is not a value yet. */
export type Place = Value | VirtualDocument;

/** The place at a path below `data`. */
export function placeAt(context: Context, root: TreeNode, path: readonly string[]): Place | undefined {
  let place: Place | undefined = new VirtualDocument(root, context.data, context.overlay);
  if (context.overlay?.value !== undefined) place = context.overlay.value;
  for (const key of path) place = step(context, place, key);
  return place;
}

/** One step of a reference. */
export function step(context: Context, place: Place | undefined, key: Value | undefined): Place | undefined {
  if (!(place instanceof VirtualDocument)) return lookup(place, key);
  if (key === undefined) return undefined;
  const { node, base, overlay } = place;
  const over = typeof key === 'string' ? overlay?.children.get(key) : undefined;
  if (over?.value !== undefined) return over.value;
  const child = typeof key === 'string' ? node?.children.get(key) : undefined;
  // Base documents are stored under strings.
  const stored = lookup(base, key);
  const below = stored === undefined && typeof key === 'number' ? lookup(base, String(key)) : stored;
  const dynamic = node?.dynamic === undefined ? undefined : node.dynamic.member(context, key);
  if (child === undefined) {
    if (over !== undefined) return new VirtualDocument(undefined, dynamic === undefined ? below : dynamic, over);
    if (dynamic === undefined) return below;
    return below === undefined ? dynamic : merge(below, dynamic);
  }
  if (child.group === undefined) {
    const document = new VirtualDocument(child, below, over);
    return dynamic === undefined ? document : merge(settle(context, document), dynamic);
  }
  if (child.group.kind === 'function') return below;
  const made = child.group.value(context);
  if (over !== undefined) return new VirtualDocument(undefined, made, over);
  if (made === undefined) return dynamic;
  return dynamic === undefined ? made : merge(made, dynamic);
}

/** Calls `visit` for each defined place one step further, in the order of keys. */
export function iteratePlace(
  context: Context,
  place: Place | undefined,
  visit: (key: Value, place: Place) => boolean,
): boolean {
  if (!(place instanceof VirtualDocument)) return iterate(context, place, visit);
  for (const key of keysOf(context, place)) {
    context.run.budget.tick();
    const next = step(context, place, key);
    if (next !== undefined && visit(key, next)) return true;
  }
  return false;
}

/** Makes a place a value. */
export function settle(context: Context, place: Place | undefined): Value | undefined {
  if (!(place instanceof VirtualDocument)) return place;
  const { node, base, overlay } = place;
  if (node === undefined && (overlay === undefined || overlay.children.size === 0)) return base;
  const builder = new ObjectBuilder();
  iteratePlace(context, place, (key, next) => {
    const value = settle(context, next);
    const below = overlay === undefined ? lookup(base, key) : undefined;
    if (value !== undefined) builder.set(key, below === undefined ? value : merge(value, below));
    return false;
  });
  return builder.build();
}

function keysOf(context: Context, { node, base, overlay }: VirtualDocument): readonly Value[] {
  const keys = new ObjectBuilder();
  if (base instanceof RegoObject) for (const key of base.keys) keys.set(key, true);
  else if (base !== undefined && (isArrayValue(base) || base instanceof RegoSet))
    iterate(context, base, (key) => (keys.set(key, true), false));
  if (node !== undefined) {
    for (const [name, child] of node.children) if (!child.isHidden) keys.set(name, true);
    const dynamic = node.dynamic?.value(context);
    if (dynamic instanceof RegoObject) for (const key of dynamic.keys) keys.set(key, true);
  }
  for (const name of overlay?.children.keys() ?? []) keys.set(name, true);
  return [...keys.build().keys].sort(compareValues);
}

function isArrayValue(value: Value): boolean {
  return typeof value === 'object' && value !== null && isArray(value);
}

/** Two documents as one: members of the second win, objects are merged. */
function merge(first: Value | undefined, second: Value): Value {
  if (!(first instanceof RegoObject) || !(second instanceof RegoObject)) return second;
  const builder = new ObjectBuilder();
  for (const [key, value] of first) builder.set(key, value);
  for (const [key, value] of second) builder.set(key, merge(builder.get(key), value));
  return builder.build();
}
