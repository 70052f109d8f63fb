import { LABEL_COUNT, mayFollow } from '../src/tagger/internal/labels.ts';
import type { Random } from './random.ts';

/** A text as rows of active features and right labels. */
export interface Encoded {
  /** Rows of token `t` are `rows[offsets[t]]` to `rows[offsets[t + 1] - 1]`. */
  readonly rows: Int32Array | Uint16Array;
  readonly offsets: Int32Array;
  readonly labels: Uint8Array;
}

/** Weights that are learned. */
export interface CrfWeights {
  readonly rows: Float32Array;
  readonly transitions: Float32Array;
}

/** How to learn. */
export interface CrfOptions {
  readonly rowCount: number;
  /** Samples to learn from, each asked for when its turn comes. */
  readonly samples: number;
  readonly rate: number;
  /** Pull of every weight towards zero for each update, as a share of the rate. */
  readonly shrink: number;
  /** Chance that a feature is left out of one update. */
  readonly dropout: number;
  readonly random: Random;
  readonly report: (line: string) => void;
}

const L = LABEL_COUNT;
const START = 0;
const SMALLEST_STEP = 1e-3;
/** Parts of the training; the loss is told after each, and in the last one the weights are averaged. */
const THIRDS = 3;
/** Part of the rate that is left at the end. */
const LAST_RATE_SHARE = 0.1;
/** The weights that are averaged are looked at once in this many samples. */
const AVERAGE_EVERY_SAMPLES = 1000;

interface Lattice {
  psi: Float64Array;
  forward: Float64Array;
  backward: Float64Array;
}

function latticeFor(count: number, old: Lattice): Lattice {
  if (old.psi.length >= count * L) return old;
  return {
    psi: new Float64Array(count * L),
    forward: new Float64Array(count * L),
    backward: new Float64Array(count * L),
  };
}

/**
 * Learns a linear-chain CRF by stochastic gradient with AdaGrad steps (Lafferty, McCallum, Pereira 2001; Duchi, Hazan, Singer
 * 2011), from samples that `next` gives. Dropout and so the result depend only on the seed of `random`.
 */
export function trainCrf(next: () => Encoded, options: CrfOptions): CrfWeights {
  const { random } = options;
  const rows = new Float32Array(options.rowCount * L);
  const rowsSquared = new Float32Array(options.rowCount * L).fill(1e-2);
  const transitions = new Float32Array(L * L);
  const transitionsSquared = new Float32Array(L * L).fill(1e-1);
  const expTransitions = new Float64Array(L * L);
  const expected = new Float64Array(L * L);
  let lattice: Lattice = { psi: new Float64Array(0), forward: new Float64Array(0), backward: new Float64Array(0) };
  let kept = new Uint8Array(0);

  const step = (weights: Float32Array, squared: Float32Array, index: number, gradient: number, rate: number): void => {
    const sum = (squared[index] as number) + gradient * gradient;
    squared[index] = sum;
    const weight = weights[index] as number;
    weights[index] = weight + (rate * (gradient - options.shrink * weight)) / Math.sqrt(sum);
  };

  const update = (sample: Encoded, rate: number): number => {
    const count = sample.labels.length;
    lattice = latticeFor(count, lattice);
    if (kept.length < sample.rows.length) kept = new Uint8Array(sample.rows.length * 2);
    const { psi, forward, backward } = lattice;
    for (let i = 0; i < sample.rows.length; i++) kept[i] = random.next() < options.dropout ? 0 : 1;
    for (let i = 0; i < L * L; i++) {
      expTransitions[i] = mayFollow(i % L, Math.floor(i / L)) ? Math.exp(transitions[i] as number) : 0;
    }
    let loss = 0;
    for (let t = 0; t < count; t++) {
      const o = t * L;
      psi.fill(0, o, o + L);
      for (let f = sample.offsets[t] as number; f < (sample.offsets[t + 1] as number); f++) {
        if (kept[f] === 0) continue;
        const row = (sample.rows[f] as number) * L;
        for (let y = 0; y < L; y++) psi[o + y] = (psi[o + y] as number) + (rows[row + y] as number);
      }
      const label = sample.labels[t] as number;
      loss -= psi[o + label] as number;
      let top = -Infinity;
      for (let y = 0; y < L; y++) if ((psi[o + y] as number) > top) top = psi[o + y] as number;
      loss += top;
      for (let y = 0; y < L; y++) psi[o + y] = Math.exp((psi[o + y] as number) - top);
      // Forward, scaled so that each column sums to one.
      let sum = 0;
      for (let y = 0; y < L; y++) {
        let mass = 0;
        if (t === 0) mass = expTransitions[START * L + y] as number;
        else for (let x = 0; x < L; x++) mass += (forward[o - L + x] as number) * (expTransitions[x * L + y] as number);
        mass *= psi[o + y] as number;
        forward[o + y] = mass;
        sum += mass;
      }
      loss += Math.log(sum);
      for (let y = 0; y < L; y++) forward[o + y] = (forward[o + y] as number) / sum;
      loss -= transitions[(t === 0 ? START : (sample.labels[t - 1] as number)) * L + label] as number;
    }
    expected.fill(0);
    for (let t = count - 1; t >= 0; t--) {
      const o = t * L;
      if (t === count - 1) backward.fill(1, o, o + L);
      else {
        let sum = 0;
        for (let x = 0; x < L; x++) {
          let mass = 0;
          for (let y = 0; y < L; y++) {
            mass +=
              (expTransitions[x * L + y] as number) * (psi[o + L + y] as number) * (backward[o + L + y] as number);
          }
          backward[o + x] = mass;
          sum += mass;
        }
        for (let x = 0; x < L; x++) backward[o + x] = (backward[o + x] as number) / sum;
        let pairs = 0;
        for (let x = 0; x < L; x++)
          for (let y = 0; y < L; y++)
            pairs +=
              (forward[o + x] as number) *
              (expTransitions[x * L + y] as number) *
              (psi[o + L + y] as number) *
              (backward[o + L + y] as number);
        for (let x = 0; x < L; x++)
          for (let y = 0; y < L; y++)
            expected[x * L + y] =
              (expected[x * L + y] as number) +
              ((forward[o + x] as number) *
                (expTransitions[x * L + y] as number) *
                (psi[o + L + y] as number) *
                (backward[o + L + y] as number)) /
                pairs;
      }
      let total = 0;
      for (let y = 0; y < L; y++) total += (forward[o + y] as number) * (backward[o + y] as number);
      const label = sample.labels[t] as number;
      for (let y = 0; y < L; y++) {
        const marginal = ((forward[o + y] as number) * (backward[o + y] as number)) / total;
        const gradient = (y === label ? 1 : 0) - marginal;
        if (t === 0) expected[START * L + y] = (expected[START * L + y] as number) + marginal;
        if (gradient < SMALLEST_STEP && gradient > -SMALLEST_STEP) continue;
        for (let f = sample.offsets[t] as number; f < (sample.offsets[t + 1] as number); f++) {
          if (kept[f] !== 0) step(rows, rowsSquared, (sample.rows[f] as number) * L + y, gradient, rate);
        }
      }
    }
    for (let t = 0; t < count; t++) {
      const index = (t === 0 ? START : (sample.labels[t - 1] as number)) * L + (sample.labels[t] as number);
      expected[index] = (expected[index] as number) - 1;
    }
    for (let i = 0; i < L * L; i++) {
      const gradient = -(expected[i] as number);
      if (Math.abs(gradient) > SMALLEST_STEP) step(transitions, transitionsSquared, i, gradient, rate);
    }
    return loss;
  };

  const sums = { rows: new Float32Array(rows.length), transitions: new Float32Array(transitions.length), count: 0 };
  const addToSums = (): void => {
    for (let i = 0; i < rows.length; i++) sums.rows[i] = (sums.rows[i] as number) + (rows[i] as number);
    for (let i = 0; i < L * L; i++) sums.transitions[i] = (sums.transitions[i] as number) + (transitions[i] as number);
    sums.count++;
  };

  for (let third = 0; third < THIRDS; third++) {
    const count = Math.floor(options.samples / THIRDS);
    let loss = 0;
    for (let done = 0; done < count; done++) {
      const rate = options.rate * (1 - ((1 - LAST_RATE_SHARE) * (third + done / count)) / THIRDS);
      loss += update(next(), rate);
      if (third === THIRDS - 1 && done % AVERAGE_EVERY_SAMPLES === 0) addToSums();
    }
    options.report(`${count} samples: loss ${(loss / count).toFixed(3)} a sample`);
  }
  return {
    rows: sums.rows.map((sum) => sum / sums.count),
    transitions: sums.transitions.map((sum) => sum / sums.count),
  };
}

/** The mean of weights that were learned one by one. */
export function averageOf(models: readonly CrfWeights[]): CrfWeights {
  const mean = (pick: (model: CrfWeights) => Float32Array): Float32Array =>
    pick(models[0]!).map((_, i) => models.reduce((sum, model) => sum + (pick(model)[i] as number), 0) / models.length);
  return { rows: mean(({ rows }) => rows), transitions: mean(({ transitions }) => transitions) };
}
