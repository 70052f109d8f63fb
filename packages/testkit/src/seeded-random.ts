import { createCipheriv } from 'node:crypto';
import { sha256 } from '@tensorguard/core';

/** The same numbers for the same seed. For tests and benchmarks only, never for secrets. */
export interface SeededRandom {
  /** Uniform in [0, 1), 53 bits; can be passed on where `Math.random` would be. */
  readonly next: () => number;
  /** Uniform among the whole numbers from `min` to `max`, both included. */
  readonly integer: (min: number, max: number) => number;
  /** The next `length` bytes, fast enough for gigabytes. */
  readonly bytes: (length: number) => Buffer;
  /** One element of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
}

const KEYSTREAM_IV = Buffer.alloc(16);

/** Makes a generator: the ChaCha20 key stream under the hash of the seed. */
export function seededRandom(seed: string | number): SeededRandom {
  const stream = createCipheriv('chacha20', sha256(`seed:${seed}`), KEYSTREAM_IV);
  const bytes = (length: number): Buffer => stream.update(Buffer.alloc(length));
  const next = (): number => Number(bytes(8).readBigUInt64LE() >> 11n) / 2 ** 53;
  const integer = (min: number, max: number): number => {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min) {
      throw new TypeError('integer needs whole numbers min <= max');
    }
    return min + Math.floor(next() * (max - min + 1));
  };
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new TypeError('pick needs a list that is not empty');
    return list[integer(0, list.length - 1)]!;
  };
  return { next, integer, bytes, pick };
}
