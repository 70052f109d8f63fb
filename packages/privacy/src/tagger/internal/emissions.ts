import {
  CONTEXT_FEATURES,
  findPlaces,
  FIRST_NEAR_FEATURE,
  makePlaces,
  NEAR_KEY_NUMBERS,
  nearFeatures,
  nearKey,
  PLACE_KEY_NUMBERS,
  placeFeatures,
  placeKey,
  TRIPLE_FEATURES,
  tripleFeatures,
} from './context.ts';
import type { Gazetteer } from './gazetteer.ts';
import { mix } from './hash.ts';
import { LABEL_COUNT } from './labels.ts';
import { addPart, LANES, sumRows, unpackSums } from './packed-weights.ts';
import type { Tokens } from './tokenise.ts';
import type { ScoredWord } from './word-scores.ts';
import { DISTANCES } from './words.ts';

/** Scores of every label for every token of a stretch, before transitions, in natural logarithm units. */
export type EmissionScorer = (words: readonly ScoredWord[], tokens: Tokens) => Float32Array;

/** What a scorer works with. */
export interface EmissionParts {
  readonly packed: Float64Array;
  readonly scale: number;
  readonly gazetteer: Gazetteer;
  /** Stands for what is outside the stretch. */
  readonly edge: ScoredWord;
  /** Most tokens of a stretch. */
  readonly capacity: number;
}

/**
 * Sums that are kept of each kind: the last one for each of this many hashes. Logs repeat themselves, so most of their tokens
 * stand between the same neighbours and in the same place as an earlier one. Sums are whole numbers: kept or not, they are equal.
 */
const KEPT_SUMS = 4096;
const TRIPLE_KEY_NUMBERS = 3;
const PLACES_SEEN = DISTANCES.length;

/** Sums by a key of whole numbers. */
interface Kept {
  readonly keys: Int32Array;
  readonly sums: Float64Array;
  readonly rows: Uint16Array;
}

function makeKept(keyNumbers: number): Kept {
  return {
    keys: new Int32Array(KEPT_SUMS * keyNumbers).fill(-1),
    sums: new Float64Array(KEPT_SUMS * LANES),
    rows: new Uint16Array(KEPT_SUMS),
  };
}

/** Makes a scorer; what it returns is reused by the next call. */
export function emissionScorer({ packed, scale, gazetteer, edge, capacity }: EmissionParts): EmissionScorer {
  const places = makePlaces(capacity);
  const features = new Int32Array(CONTEXT_FEATURES);
  const emissions = new Float32Array(capacity * LABEL_COUNT);
  const key = new Int32Array(PLACE_KEY_NUMBERS);
  const near = new Int32Array(NEAR_KEY_NUMBERS);
  const total = new Float64Array(LANES);
  const triples = makeKept(TRIPLE_KEY_NUMBERS);
  const placed = makeKept(PLACE_KEY_NUMBERS);
  const nears = makeKept(NEAR_KEY_NUMBERS);

  /** Where the sum for a word between two others is kept. */
  const tripleAt = (before: ScoredWord, word: ScoredWord, after: ScoredWord): number => {
    const entry = mix(mix(before.id, word.id), after.id) & (KEPT_SUMS - 1);
    const { keys, sums, rows } = triples;
    const at = entry * TRIPLE_KEY_NUMBERS;
    if (keys[at] === before.id && keys[at + 1] === word.id && keys[at + 2] === after.id) return entry;
    keys[at] = before.id;
    keys[at + 1] = word.id;
    keys[at + 2] = after.id;
    tripleFeatures(before, word, after, features);
    const sum = entry * LANES;
    sumRows(packed, features, 0, TRIPLE_FEATURES, sums, sum);
    rows[entry] =
      TRIPLE_FEATURES +
      addPart(word, 0, PLACES_SEEN, sums, sum) +
      addPart(before, 1, PLACES_SEEN, sums, sum) +
      addPart(after, 2, PLACES_SEEN, sums, sum);
    return entry;
  };

  /** Where the sum for the place in `key` is kept. */
  const placeAt = (): number => {
    const [a, b, c, d, e] = [key[0], key[1], key[2], key[3], key[4]] as [number, number, number, number, number];
    const entry = mix(mix(mix(mix(a, b), c), d), e) & (KEPT_SUMS - 1);
    const { keys, sums, rows } = placed;
    const at = entry * PLACE_KEY_NUMBERS;
    const isKept =
      rows[entry] !== 0 &&
      keys[at] === a &&
      keys[at + 1] === b &&
      keys[at + 2] === c &&
      keys[at + 3] === d &&
      keys[at + 4] === e;
    if (isKept) return entry;
    keys.set(key, at);
    placeFeatures(key, features);
    sumRows(packed, features, TRIPLE_FEATURES, FIRST_NEAR_FEATURE, sums, entry * LANES);
    rows[entry] = FIRST_NEAR_FEATURE - TRIPLE_FEATURES;
    return entry;
  };

  /** Where the sum for the classes of words in `near` is kept. */
  const nearAt = (): number => {
    const [a, b, c] = [near[0], near[1], near[2]] as [number, number, number];
    const entry = mix(mix(a, b), c) & (KEPT_SUMS - 1);
    const { keys, sums, rows } = nears;
    const at = entry * NEAR_KEY_NUMBERS;
    if (rows[entry] !== 0 && keys[at] === a && keys[at + 1] === b && keys[at + 2] === c) return entry;
    keys.set(near, at);
    nearFeatures(near, features);
    sumRows(packed, features, FIRST_NEAR_FEATURE, CONTEXT_FEATURES, sums, entry * LANES);
    rows[entry] = CONTEXT_FEATURES - FIRST_NEAR_FEATURE;
    return entry;
  };

  return (words, tokens) => {
    const { count, joined } = tokens;
    findPlaces(words, count, gazetteer, places);
    for (let at = 0; at < count; at++) {
      const triple = tripleAt(words[at - 1] ?? edge, words[at] ?? edge, words[at + 1] ?? edge);
      placeKey(words, joined, places, at, edge, key);
      const place = placeAt();
      nearKey(words, places, at, edge, near);
      const around = nearAt();
      for (let lane = 0; lane < LANES; lane++) {
        total[lane] =
          (triples.sums[triple * LANES + lane] as number) +
          (placed.sums[place * LANES + lane] as number) +
          (nears.sums[around * LANES + lane] as number);
      }
      const rows =
        (triples.rows[triple] as number) +
        (placed.rows[place] as number) +
        (nears.rows[around] as number) +
        addPart(words[at - 2] ?? edge, 3, PLACES_SEEN, total, 0) +
        addPart(words[at + 2] ?? edge, 4, PLACES_SEEN, total, 0);
      unpackSums(total, 0, rows, scale, emissions, at * LABEL_COUNT);
    }
    return emissions;
  };
}
