import { compareValues } from './compare.ts';
import { hashKey, type HashKey } from './hash-key.ts';
import type { Value } from './value.ts';

/** A set of Rego. Iterates in the order of its elements. */
export class RegoSet {
  readonly #items: Value[];
  readonly #index: Set<HashKey>;
  #sorted: boolean;

  private constructor(items: Value[], index: Set<HashKey>) {
    this.#items = items;
    this.#index = index;
    this.#sorted = items.length < 2;
  }

  static readonly EMPTY = new RegoSet([], new Set());

  /** Makes a set of any values; repeated ones count once. */
  static from(values: Iterable<Value>): RegoSet {
    const builder = new SetBuilder();
    for (const value of values) builder.add(value);
    return builder.build();
  }

  /** For {@link SetBuilder}. */
  static take(items: Value[], index: Set<HashKey>): RegoSet {
    return new RegoSet(items, index);
  }

  get size(): number {
    return this.#items.length;
  }

  has(value: Value): boolean {
    return this.#index.has(hashKey(value));
  }

  /** Elements in order. */
  get items(): readonly Value[] {
    if (!this.#sorted) {
      this.#items.sort(compareValues);
      this.#sorted = true;
    }
    return this.#items;
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.items[Symbol.iterator]();
  }
}

/** Collects the elements of a set. */
export class SetBuilder {
  readonly #items: Value[] = [];
  readonly #index = new Set<HashKey>();

  /** Adds a value and says whether it is new. */
  add(value: Value): boolean {
    const key = hashKey(value);
    if (this.#index.has(key)) return false;
    this.#index.add(key);
    this.#items.push(value);
    return true;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The set; the builder must not be used afterwards. */
  build(): RegoSet {
    return this.#items.length === 0 ? RegoSet.EMPTY : RegoSet.take(this.#items, this.#index);
  }
}
