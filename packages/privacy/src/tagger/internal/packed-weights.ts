import { LABEL_COUNT } from './labels.ts';
import type { Model } from './model.ts';

/** Labels whose sums share one double: three sums of 17 bits each fit into its 53, so one addition adds three weights. */
const LABELS_PER_LANE = 3;
const LANE_STEP = 2 ** 17;
const LANE_STEP_SQUARED = LANE_STEP * LANE_STEP;
/** Added to every weight so that no sum borrows from its neighbour; sums of up to 512 rows stay below the step. */
const BIAS = 128;

/** Doubles of one row. */
export const LANES = LABEL_COUNT / LABELS_PER_LANE;

/** Rows of weights packed for fast addition: row `r` is at `r * LANES`. */
export function packWeights({ weights, rowBits }: Model): Float64Array {
  const rows = 2 ** rowBits;
  const packed = new Float64Array(rows * LANES);
  for (let lane = 0; lane < rows * LANES; lane++) {
    const at = lane * LABELS_PER_LANE;
    packed[lane] =
      (weights[at] as number) +
      BIAS +
      ((weights[at + 1] as number) + BIAS) * LANE_STEP +
      ((weights[at + 2] as number) + BIAS) * LANE_STEP_SQUARED;
  }
  return packed;
}

/** Takes one double of a sum of `rows` packed rows apart into three scores in units of `scale`. */
function unpack(value: number, bias: number, scale: number, scores: Float32Array, at: number): void {
  const high = Math.floor(value / LANE_STEP_SQUARED);
  const rest = value - high * LANE_STEP_SQUARED;
  const middle = Math.floor(rest / LANE_STEP);
  scores[at] = (rest - middle * LANE_STEP - bias) * scale;
  scores[at + 1] = (middle - bias) * scale;
  scores[at + 2] = (high - bias) * scale;
}

/** Parts of a score that are ready, in arrays shared by many: for each place the sum of packed rows and their count. */
export interface PackedSums {
  readonly sums: Float64Array;
  readonly rows: Uint8Array;
  /** Which of those that share the arrays. */
  readonly slot: number;
}

/**
 * Adds up, for one token, the rows of `features` and the ready sums of its neighbours (`parts[i]` at place `i`), and writes
 * the score of each label to `scores` from `offset` on. The seven lanes are spelt out to stay in registers: this is the
 * innermost loop of the tagger.
 */
export function addRows(
  packed: Float64Array,
  features: Int32Array,
  parts: readonly PackedSums[],
  scale: number,
  scores: Float32Array,
  offset: number,
): void {
  const mask = packed.length / LANES - 1;
  let rows = features.length;
  let [a, b, c, d, e, f, g] = [0, 0, 0, 0, 0, 0, 0];
  for (let place = 0; place < parts.length; place++) {
    const part = parts[place] as PackedSums;
    const { sums, slot } = part;
    const index = slot * parts.length + place;
    const at = index * LANES;
    rows += part.rows[index] as number;
    a += sums[at] as number;
    b += sums[at + 1] as number;
    c += sums[at + 2] as number;
    d += sums[at + 3] as number;
    e += sums[at + 4] as number;
    f += sums[at + 5] as number;
    g += sums[at + 6] as number;
  }
  for (let index = 0; index < features.length; index++) {
    const at = ((features[index] as number) & mask) * LANES;
    a += packed[at] as number;
    b += packed[at + 1] as number;
    c += packed[at + 2] as number;
    d += packed[at + 3] as number;
    e += packed[at + 4] as number;
    f += packed[at + 5] as number;
    g += packed[at + 6] as number;
  }
  const bias = rows * BIAS;
  unpack(a, bias, scale, scores, offset);
  unpack(b, bias, scale, scores, offset + 3);
  unpack(c, bias, scale, scores, offset + 6);
  unpack(d, bias, scale, scores, offset + 9);
  unpack(e, bias, scale, scores, offset + 12);
  unpack(f, bias, scale, scores, offset + 15);
  unpack(g, bias, scale, scores, offset + 18);
}
