import { CONTEXT_FEATURES, contextFeatures, findPlaces, makePlaces } from './context.ts';
import type { Gazetteer } from './gazetteer.ts';
import { LABEL_COUNT } from './labels.ts';
import { addRows } from './packed-weights.ts';
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

/** Makes a scorer; what it returns is reused by the next call. */
export function emissionScorer({ packed, scale, gazetteer, edge, capacity }: EmissionParts): EmissionScorer {
  const places = makePlaces(capacity);
  const features = new Int32Array(CONTEXT_FEATURES);
  const emissions = new Float32Array(capacity * LABEL_COUNT);
  const parts: ScoredWord[] = DISTANCES.map(() => edge);
  return (words, tokens) => {
    const { count, joined } = tokens;
    findPlaces(words, count, gazetteer, places);
    for (let at = 0; at < count; at++) {
      for (let place = 0; place < DISTANCES.length; place++)
        parts[place] = words[at + (DISTANCES[place] as number)] ?? edge;
      contextFeatures(words, joined, places, at, edge, features);
      addRows(packed, features, parts, scale, emissions, at * LABEL_COUNT);
    }
    return emissions;
  };
}
