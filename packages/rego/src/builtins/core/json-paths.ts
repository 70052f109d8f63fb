import { ObjectBuilder, RegoObject } from '../../value/rego-object.ts';
import { isObject, isSet, typeName } from '../../value/type-name.ts';
import { isArray, type Value } from '../../value/value.ts';
import { operandError } from '../operand-error.ts';

/** Paths as a tree of steps; a node without children is the end of a path. */
interface PathTree {
  readonly children: Map<string, PathTree>;
  isEnd: boolean;
}

/** Reads the paths of an operand: strings with slashes between steps, or arrays of steps. @throws RegoError `eval_type_error` */
export function pathsOf(builtin: string, operand: Value): PathTree {
  const root: PathTree = { children: new Map(), isEnd: false };
  for (const path of isSet(operand) ? operand.items : (operand as readonly Value[])) {
    let node = root;
    for (const step of stepsOf(builtin, path)) {
      let child = node.children.get(step);
      if (child === undefined) node.children.set(step, (child = { children: new Map(), isEnd: false }));
      node = child;
    }
    node.isEnd = true;
  }
  return root;
}

function stepsOf(builtin: string, path: Value): readonly string[] {
  if (typeof path === 'string') return pointerSteps(path);
  if (typeof path === 'object' && path !== null && isArray(path)) {
    return path.map((step) => (typeof step === 'string' ? step : stepText(step)));
  }
  const complaint = `must be one of {set, array} containing string paths or array of path segments but got ${typeName(path)}`;
  throw operandError(builtin, 2, complaint);
}

/** Steps of a JSON pointer; the first slash may be missing. */
export function pointerSteps(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .replace(/^\/+/, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Text that stands for a step that is no string. */
export function stepText(step: Value): string {
  return typeof step === 'number' ? String(step) : JSON.stringify(step);
}

/** What of a document lies on paths. */
export function filterPaths(document: Value, paths: PathTree): Value {
  if (paths.isEnd) return document;
  if (isObject(document)) {
    const builder = new ObjectBuilder();
    for (const [key, value] of document) {
      const below = childOf(paths, key);
      if (below !== undefined) builder.set(key, filterPaths(value, below));
    }
    return builder.build();
  }
  if (typeof document !== 'object' || document === null || !isArray(document)) return document;
  const items: Value[] = [];
  for (const [i, value] of document.entries()) {
    const below = paths.children.get(String(i));
    if (below !== undefined) items.push(filterPaths(value, below));
  }
  return items;
}

/** A document without what lies at the end of paths. */
export function removePaths(document: Value, paths: PathTree): Value {
  if (isObject(document)) {
    const builder = new ObjectBuilder();
    for (const [key, value] of document) {
      const below = childOf(paths, key);
      if (below?.isEnd !== true) builder.set(key, below === undefined ? value : removePaths(value, below));
    }
    return builder.size === 0 ? RegoObject.EMPTY : builder.build();
  }
  if (typeof document !== 'object' || document === null || !isArray(document)) return document;
  const items: Value[] = [];
  for (const [i, value] of document.entries()) {
    const below = paths.children.get(String(i));
    if (below?.isEnd !== true) items.push(below === undefined ? value : removePaths(value, below));
  }
  return items;
}

function childOf(paths: PathTree, key: Value): PathTree | undefined {
  return paths.children.get(typeof key === 'string' ? key : stepText(key));
}
