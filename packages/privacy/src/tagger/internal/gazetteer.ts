import { hashText, mix } from './hash.ts';

/** What the lists say of a word or phrase; bits of a set. */
export const Flag = {
  firstName: 1,
  lastName: 2,
  city: 4,
  partOfCity: 8,
  country: 16,
  demonym: 32,
  job: 64,
  companyWord: 128,
  streetWord: 256,
  timeWord: 512,
  honorific: 1024,
  common: 2048,
  /** Some phrase of the lists starts with these words. */
  startsPhrase: 4096,
  /** Tells something of names some way off in the same clause. */
  isKey: 8192,
} as const;

/** The number of a class of words that stand alike is kept in the flags from this bit on; 0 for none. */
export const CLASS_SHIFT = 16;

/** Words and phrases as sorted 32-bit hashes with their flags; an unknown word is taken for a known one with chance `size / 2^32`. */
export interface Gazetteer {
  readonly hashes: Uint32Array;
  readonly flags: Uint32Array;
}

/** Longest phrase that is looked up, in tokens. */
export const MAX_PHRASE_TOKENS = 6;

/** Key of a word in lower case. */
export function wordKey(lower: string): number {
  return mix(hashText(lower), 0x9e37) >>> 0;
}

/** Key of a phrase: the key of its beginning, extended by the next word in lower case. */
export function extendKey(key: number, lower: string): number {
  return mix(mix(key, 0x51ed), hashText(lower)) >>> 0;
}

/** Flags of a key; 0 where the lists do not have it. */
export function flagsOf(gazetteer: Gazetteer, key: number): number {
  const { hashes, flags } = gazetteer;
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = hashes[middle] ?? 0;
    if (value === key) return flags[middle] ?? 0;
    if (value < key) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}
