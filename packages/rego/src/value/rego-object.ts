import { compareValues } from './compare.ts';
import { hashKey, type HashKey } from './hash-key.ts';
import type { Value } from './value.ts';

/** Up to this many members a look through the keys beats a table. */
const LINEAR_MEMBERS = 8;

/** An object of Rego: keys of any type, each once. Iterates in the order of its keys. */
export class RegoObject {
  readonly #keys: Value[];
  readonly #values: Value[];
  #index: Map<HashKey, number> | undefined;
  #sorted: boolean;

  private constructor(keys: Value[], values: Value[], index: Map<HashKey, number> | undefined) {
    this.#keys = keys;
    this.#values = values;
    this.#index = index;
    this.#sorted = keys.length < 2;
  }

  static readonly EMPTY = new RegoObject([], [], undefined);

  /** Takes over two lists of the same length; the keys have to be distinct. */
  static ofDistinct(keys: Value[], values: Value[]): RegoObject {
    return new RegoObject(keys, values, undefined);
  }

  /** Makes an object; the last of equal keys wins. */
  static from(entries: Iterable<readonly [Value, Value]>): RegoObject {
    const builder = new ObjectBuilder();
    for (const [key, value] of entries) builder.set(key, value);
    return builder.build();
  }

  get size(): number {
    return this.#keys.length;
  }

  get(key: Value): Value | undefined {
    const at = this.#find(key);
    return at < 0 ? undefined : this.#values[at];
  }

  has(key: Value): boolean {
    return this.#find(key) >= 0;
  }

  /** Keys in order. */
  get keys(): readonly Value[] {
    this.#sort();
    return this.#keys;
  }

  /** Values in the order of their keys. */
  get values(): readonly Value[] {
    this.#sort();
    return this.#values;
  }

  *[Symbol.iterator](): Generator<readonly [Value, Value], void, undefined> {
    this.#sort();
    for (let i = 0; i < this.#keys.length; i++) yield [this.#keys[i]!, this.#values[i]!];
  }

  /** A copy with one member set. */
  with(key: Value, value: Value): RegoObject {
    const at = this.#find(key);
    if (at >= 0) return new RegoObject([...this.#keys], this.#values.with(at, value), this.#index);
    return new RegoObject([...this.#keys, key], [...this.#values, value], undefined);
  }

  #find(key: Value): number {
    const keys = this.#keys;
    if (this.#index === undefined) {
      if (keys.length <= LINEAR_MEMBERS && (typeof key !== 'object' || key === null)) return keys.indexOf(key);
      this.#index = new Map(keys.map((each, i) => [hashKey(each), i]));
    }
    return this.#index.get(hashKey(key)) ?? -1;
  }

  #sort(): void {
    if (this.#sorted) return;
    this.#sorted = true;
    const keys = this.#keys;
    if (keys.every((key, i) => i === 0 || compareValues(keys[i - 1]!, key) < 0)) return;
    const order = keys.map((key, i) => ({ key, value: this.#values[i]! })).sort((a, b) => compareValues(a.key, b.key));
    for (const [i, { key, value }] of order.entries()) {
      keys[i] = key;
      this.#values[i] = value;
    }
    this.#index = undefined;
  }
}

/** Collects the members of an object. */
export class ObjectBuilder {
  readonly #keys: Value[] = [];
  readonly #values: Value[] = [];
  readonly #index = new Map<HashKey, number>();

  get(key: Value): Value | undefined {
    const at = this.#index.get(hashKey(key));
    return at === undefined ? undefined : this.#values[at];
  }

  /** Sets a member; an earlier value of the key is replaced. */
  set(key: Value, value: Value): void {
    const hash = hashKey(key);
    const at = this.#index.get(hash);
    if (at !== undefined) {
      this.#values[at] = value;
      return;
    }
    this.#index.set(hash, this.#keys.length);
    this.#keys.push(key);
    this.#values.push(value);
  }

  get size(): number {
    return this.#keys.length;
  }

  /** The object; the builder must not be used afterwards. */
  build(): RegoObject {
    return this.#keys.length === 0 ? RegoObject.EMPTY : RegoObject.ofDistinct(this.#keys, this.#values);
  }
}
