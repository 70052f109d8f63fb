import { canonicalText } from '../../value/canonical-text.ts';
import { equalValues } from '../../value/compare.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { isObject, isSet, typeName } from '../../value/type-name.ts';
import { isArray, type Value } from '../../value/value.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { pointerSteps } from './json-paths.ts';

/** Applies the operations of a JSON patch (RFC 6902). Undefined when one of them cannot be applied. */
export function applyPatch(document: Value, operations: readonly Value[]): Value | undefined {
  let result: Value | undefined = document;
  for (const operation of operations) {
    if (!isObject(operation))
      throw operandError('json.patch', 2, `must be array of objects but got array containing ${typeName(operation)}`);
    result = applyOne(result, operation);
    if (result === undefined) return undefined;
  }
  return result;
}

function applyOne(document: Value, operation: RegoObject): Value | undefined {
  const name = operation.get('op');
  const path = pathOf(operation, 'path');
  switch (name) {
    case 'add':
      return put(document, path, valueOf(operation), true);
    case 'replace':
      return find(document, path) === undefined ? undefined : put(document, path, valueOf(operation), false);
    case 'remove':
      return remove(document, path);
    case 'test': {
      const found = find(document, path);
      return found !== undefined && equalValues(found, valueOf(operation)) ? document : undefined;
    }
    case 'move':
    case 'copy': {
      const from = pathOf(operation, 'from');
      const moved = find(document, from);
      const rest = name === 'move' && moved !== undefined ? remove(document, from) : document;
      return moved === undefined || rest === undefined ? undefined : put(rest, path, moved, true);
    }
    default:
      throw builtinError(
        'json.patch',
        `must be one of add, remove, replace, move, copy, test but got ${name === undefined ? 'nothing' : canonicalText(name)}`,
      );
  }
}

function valueOf(operation: RegoObject): Value {
  const value = operation.get('value');
  if (value === undefined) throw builtinError('json.patch', "missing required attribute 'value'");
  return value;
}

function pathOf(operation: RegoObject, member: 'path' | 'from'): readonly Value[] {
  const path = operation.get(member);
  if (typeof path === 'string') return pointerSteps(path);
  if (path !== undefined && typeof path === 'object' && path !== null && isArray(path)) return path;
  if (path === undefined) throw builtinError('json.patch', `missing required attribute '${member}'`);
  throw builtinError('json.patch', `attribute '${member}' must be a string or an array`);
}

function find(document: Value, path: readonly Value[]): Value | undefined {
  let value: Value | undefined = document;
  for (const step of path) {
    if (value === undefined) return undefined;
    value = child(value, step);
  }
  return value;
}

function child(value: Value, step: Value): Value | undefined {
  if (isObject(value)) {
    const found = value.get(step);
    return found === undefined && typeof step === 'string' && NUMBER.test(step) ? value.get(Number(step)) : found;
  }
  if (isSet(value)) return value.has(step) ? step : undefined;
  const at = typeof value === 'object' && value !== null && isArray(value) ? indexOf(step) : undefined;
  return at === undefined ? undefined : (value as readonly Value[])[at];
}

const NUMBER = /^(?:0|[1-9]\d{0,8})$/;

function indexOf(step: Value): number | undefined {
  if (typeof step === 'number') return Number.isInteger(step) && step >= 0 ? step : undefined;
  return typeof step === 'string' && NUMBER.test(step) ? Number(step) : undefined;
}

function put(document: Value, path: readonly Value[], value: Value, isAdded: boolean): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isSet(document)) return putIntoSet(document, step, rest, value, isAdded);
  if (isObject(document)) {
    const below = rest.length === 0 ? value : put(document.get(step) ?? NOTHING, rest, value, isAdded);
    return below === undefined ? undefined : document.with(step, below);
  }
  if (typeof document !== 'object' || document === null || !isArray(document)) return undefined;
  const items = document;
  const isLast = rest.length === 0;
  const at = isLast && isAdded && step === '-' ? items.length : indexOf(step);
  if (at === undefined || at > items.length || (at === items.length && !(isLast && isAdded))) return undefined;
  if (isLast) return isAdded ? items.toSpliced(at, 0, value) : items.with(at, value);
  const below = put(items[at]!, rest, value, isAdded);
  return below === undefined ? undefined : items.with(at, below);
}

/** What is not there takes nothing in. */
const NOTHING: Value = null;

function putIntoSet(
  set: RegoSet,
  step: Value,
  rest: readonly Value[],
  value: Value,
  isAdded: boolean,
): Value | undefined {
  if (rest.length === 0) {
    // An element of a set is its own path.
    if (isAdded && !equalValues(step, value)) return undefined;
    return RegoSet.from([...set.items.filter((item) => isAdded || !equalValues(item, step)), value]);
  }
  if (!set.has(step)) return undefined;
  const changed = put(step, rest, value, isAdded);
  return changed === undefined
    ? undefined
    : RegoSet.from([...set.items.filter((item) => !equalValues(item, step)), changed]);
}

function remove(document: Value, path: readonly Value[]): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return undefined;
  const found = child(document, step);
  if (found === undefined) return undefined;
  const below = rest.length === 0 ? undefined : remove(found, rest);
  if (rest.length > 0 && below === undefined) return undefined;
  if (isObject(document)) {
    if (below !== undefined) return document.with(step, below);
    return RegoObject.from([...document].filter(([key]) => !equalValues(key, step)));
  }
  if (isSet(document)) {
    const others = document.items.filter((item) => !equalValues(item, step));
    return RegoSet.from(below === undefined ? others : [...others, below]);
  }
  const items = document as readonly Value[];
  const at = indexOf(step)!;
  return below === undefined ? items.toSpliced(at, 1) : items.with(at, below);
}
