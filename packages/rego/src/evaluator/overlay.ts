import { RegoObject } from '../value/rego-object.ts';
import type { Value } from '../value/value.ts';

/** Documents that `with data.… as …` puts over the others, as a tree of path steps. */
export class Overlay {
  readonly value: Value | undefined;
  readonly children: ReadonlyMap<string, Overlay>;

  private constructor(value: Value | undefined, children: ReadonlyMap<string, Overlay>) {
    this.value = value;
    this.children = children;
  }

  static readonly NONE = new Overlay(undefined, new Map());

  /** A copy with a value at a path. What lay below is hidden; a value above takes the new one in. */
  put(path: readonly string[], value: Value): Overlay {
    const [first, ...rest] = path;
    if (first === undefined) return new Overlay(value, new Map());
    if (this.value !== undefined) return new Overlay(replaceAt(this.value, path, value), this.children);
    const child = (this.children.get(first) ?? Overlay.NONE).put(rest, value);
    return new Overlay(undefined, new Map(this.children).set(first, child));
  }
}

/** A document with a value at a path; steps that are not there become objects. */
export function replaceAt(document: Value | undefined, path: readonly string[], value: Value): Value {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const object = document instanceof RegoObject ? document : RegoObject.EMPTY;
  return object.with(first, replaceAt(object.get(first), rest, value));
}
