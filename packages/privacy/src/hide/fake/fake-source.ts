import type { KeyObject } from 'node:crypto';
import { macOf } from '../hide-key.ts';

/** Choices that follow from a key and a list of texts, the same each time: HMAC-SHA-256 in counter mode. */
export class FakeSource {
  readonly #key: KeyObject;
  readonly #seed: readonly string[];
  #block: Buffer = Buffer.alloc(0);
  #at = 0;
  #counter = 0;

  constructor(key: KeyObject, seed: readonly string[]) {
    this.#key = key;
    this.#seed = seed;
  }

  /** An integer from 0 to `bound` - 1, each equally likely; `bound` at most 2^32. */
  below(bound: number): number {
    // What lies over the last whole multiple would favour small numbers.
    const limit = Math.floor(2 ** 32 / bound) * bound;
    for (;;) {
      const drawn = this.#uint32();
      if (drawn < limit) return drawn % bound;
    }
  }

  /** One of the list. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Characters of an alphabet. */
  text(alphabet: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i += 1) text += alphabet[this.below(alphabet.length)];
    return text;
  }

  #uint32(): number {
    if (this.#at + 4 > this.#block.length) {
      this.#block = macOf(this.#key, [...this.#seed, String(this.#counter)]);
      this.#counter += 1;
      this.#at = 0;
    }
    const drawn = this.#block.readUInt32BE(this.#at);
    this.#at += 4;
    return drawn;
  }
}
