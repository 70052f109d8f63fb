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

/** Adds up rows `features[from]` to `features[to - 1]` and writes the seven lanes to `sums` from `at` on. */
export function sumRows(
  packed: Float64Array,
  features: Int32Array,
  from: number,
  to: number,
  sums: Float64Array,
  at: number,
): void {
  const mask = packed.length / LANES - 1;
  // The lanes are spelt out to stay in registers: this is the innermost loop of the tagger.
  let [a, b, c, d, e, f, g] = [0, 0, 0, 0, 0, 0, 0];
  for (let index = from; index < to; index++) {
    const row = ((features[index] as number) & mask) * LANES;
    a += packed[row] as number;
    b += packed[row + 1] as number;
    c += packed[row + 2] as number;
    d += packed[row + 3] as number;
    e += packed[row + 4] as number;
    f += packed[row + 5] as number;
    g += packed[row + 6] as number;
  }
  sums[at] = a;
  sums[at + 1] = b;
  sums[at + 2] = c;
  sums[at + 3] = d;
  sums[at + 4] = e;
  sums[at + 5] = f;
  sums[at + 6] = g;
}

/** Adds the ready sums of a word as seen from `place` to `sums` from `at` on; returns how many rows they are of. */
export function addPart(part: PackedSums, place: number, places: number, sums: Float64Array, at: number): number {
  const index = part.slot * places + place;
  const from = index * LANES;
  for (let lane = 0; lane < LANES; lane++)
    sums[at + lane] = (sums[at + lane] as number) + (part.sums[from + lane] as number);
  return part.rows[index] as number;
}

/** Takes the sum of `rows` packed rows at `at` apart into the score of each label, written to `scores` from `offset` on. */
export function unpackSums(
  sums: Float64Array,
  at: number,
  rows: number,
  scale: number,
  scores: Float32Array,
  offset: number,
): void {
  const bias = rows * BIAS;
  for (let lane = 0; lane < LANES; lane++)
    unpack(sums[at + lane] as number, bias, scale, scores, offset + lane * LABELS_PER_LANE);
}
