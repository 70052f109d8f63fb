import type { Gazetteer } from './gazetteer.ts';
import { LANES, type PackedSums } from './packed-weights.ts';
import { describeWord, DISTANCES, type Word, wordFeatures } from './words.ts';

/** A word with the packed sums of its rows at each of the five distances. */
export type ScoredWord = Word &
  PackedSums & {
    /** Tells words apart, also those that were forgotten in between. */
    readonly id: number;
  };

/** Describes and scores words; a word that was met before costs one look-up. */
export interface WordScorer {
  /** The word; good until the next `makeRoom`. */
  readonly wordOf: (text: string) => ScoredWord;
  /** Forgets all words when fewer than `count` more can be kept. To be called before each stretch. */
  readonly makeRoom: (count: number) => void;
  /** Stands for what is outside the text; always good. */
  readonly edge: ScoredWord;
}

/** Words kept before the memory of words is emptied: bounds what a stranger's text can take, about 4 MB. */
const MAX_WORDS_KEPT = 8192;
const SUMS_PER_WORD = DISTANCES.length * LANES;

/** Makes a scorer. All sums are in one array, because thousands of small ones are a burden to the garbage collector. */
export function wordScorer(packed: Float64Array, gazetteer: Gazetteer): WordScorer {
  const mask = packed.length / LANES - 1;
  const features: number[] = [];
  const sums = new Float64Array((MAX_WORDS_KEPT + 1) * SUMS_PER_WORD);
  const rows = new Uint8Array((MAX_WORDS_KEPT + 1) * DISTANCES.length);
  let words = 0;
  const score = (word: Word, slot: number): ScoredWord => {
    sums.fill(0, slot * SUMS_PER_WORD, (slot + 1) * SUMS_PER_WORD);
    for (let index = 0; index < DISTANCES.length; index++) {
      features.length = 0;
      wordFeatures(word, DISTANCES[index] as number, features);
      rows[slot * DISTANCES.length + index] = features.length;
      const at = slot * SUMS_PER_WORD + index * LANES;
      for (const feature of features) {
        const row = (feature & mask) * LANES;
        for (let lane = 0; lane < LANES; lane++)
          sums[at + lane] = (sums[at + lane] as number) + (packed[row + lane] as number);
      }
    }
    return { ...word, sums, rows, slot, id: words++ };
  };
  const edge = score(describeWord('', gazetteer), 0);
  const kept = new Map<string, ScoredWord>();
  return {
    edge,
    makeRoom: (count) => {
      if (kept.size + count > MAX_WORDS_KEPT) kept.clear();
    },
    wordOf: (text) => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const scored = score(describeWord(text, gazetteer), kept.size + 1);
      kept.set(text, scored);
      return scored;
    },
  };
}
