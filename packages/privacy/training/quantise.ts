import type { Gazetteer } from '../src/tagger/internal/gazetteer.ts';
import type { Model } from '../src/tagger/internal/model.ts';
import type { CrfWeights } from './crf.ts';

/** Largest weight that is kept exactly; a few larger ones are cut. */
const LARGEST_WEIGHT = 4;

/** Rounds weights to 8 bits. */
export function quantise(weights: CrfWeights, rowBits: number, gazetteer: Gazetteer): Model {
  const scale = LARGEST_WEIGHT / 127;
  const rounded = Int8Array.from(weights.rows, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))));
  return { weights: rounded, rowBits, scale: Math.fround(scale), transitions: weights.transitions, gazetteer };
}
