import { z } from 'zod';
import type { TensorData } from './dtype.ts';
import { InferenceError } from './errors.ts';
import type { LoadedModel, RunOptions } from './load-model.ts';
import { jsonInteger, parseTensors } from './tensor-json.ts';
import type { NamedTensors, Tensor } from './tensor.ts';

/** Most vectors of one self-test. */
export const MAX_SELF_TEST_VECTORS = 256;
/** Most mismatches that a report lists; the number of all of them is counted besides. */
export const MAX_LISTED_MISMATCHES = 32;

/** Known inputs with the outputs that a healthy model gives. An output that is not named is not compared. */
export interface SelfTestVector {
  readonly inputs: NamedTensors;
  readonly outputs: NamedTensors;
  /** Accepted when |actual - expected| <= abs + rel * |expected|. */
  readonly tolerance: { readonly abs: number; readonly rel: number };
}

/** One way in which a model failed its self-test; `vector` is the index of the vector. */
export type SelfTestMismatch =
  | {
      readonly kind: 'value';
      readonly vector: number;
      readonly output: string;
      readonly index: number;
      readonly expected: number | string;
      readonly actual: number | string;
    }
  | { readonly kind: 'missing'; readonly vector: number; readonly output: string }
  | {
      readonly kind: 'dtype';
      readonly vector: number;
      readonly output: string;
      readonly expected: string;
      readonly actual: string;
    }
  | {
      readonly kind: 'shape';
      readonly vector: number;
      readonly output: string;
      readonly expected: readonly number[];
      readonly actual: readonly number[];
    }
  | { readonly kind: 'run'; readonly vector: number; readonly code: string; readonly message: string };

/** Outcome of a self-test, plain data. */
export interface SelfTestReport {
  readonly passed: boolean;
  readonly vectors: number;
  readonly comparedElements: number;
  /** Largest |actual - expected| among finite elements. */
  readonly maxAbsError: number;
  readonly mismatchCount: number;
  /** The first of them, in order. */
  readonly mismatches: readonly SelfTestMismatch[];
}

const toleranceSchema = z.strictObject({ abs: z.number().nonnegative(), rel: z.number().nonnegative() });
const vectorSchema = z.strictObject({ inputs: z.unknown(), outputs: z.unknown(), tolerance: toleranceSchema });
const vectorsSchema = z.array(vectorSchema).min(1).max(MAX_SELF_TEST_VECTORS);

/**
 * Reads self-test vectors from untrusted JSON, as a package manifest has them: `[{inputs, outputs, tolerance}]`.
 *
 * @throws InferenceError `self_test_invalid`, with the cause when a tensor is wrong
 */
export function parseSelfTest(value: unknown): SelfTestVector[] {
  const parsed = vectorsSchema.safeParse(value);
  if (!parsed.success)
    throw new InferenceError('self_test_invalid', `the self-test is not valid: ${z.prettifyError(parsed.error)}`);
  return parsed.data.map(({ inputs, outputs, tolerance }, vector) => {
    try {
      const expected = parseTensors(outputs);
      if (expected.size > 0) return { inputs: parseTensors(inputs), outputs: expected, tolerance };
    } catch (cause) {
      throw new InferenceError('self_test_invalid', 'a tensor of the self-test is not valid', {
        cause,
        details: { vector },
      });
    }
    throw new InferenceError('self_test_invalid', 'a self-test vector expects no output', { details: { vector } });
  });
}

/**
 * Runs a model on known inputs and compares. A wrong answer, a refusal or a failing run is in the report, never thrown.
 *
 * @throws InferenceError `self_test_invalid` without vectors: nothing would have been tested
 */
export async function runSelfTest(
  model: Pick<LoadedModel, 'run'>,
  vectors: readonly SelfTestVector[],
  options: RunOptions = {},
): Promise<SelfTestReport> {
  if (vectors.length === 0) throw new InferenceError('self_test_invalid', 'a self-test needs at least one vector');
  const tally = new Tally();
  for (const [index, vector] of vectors.entries()) {
    try {
      compare(tally, index, vector, await model.run(vector.inputs, options));
    } catch (error) {
      if (!(error instanceof InferenceError)) throw error;
      tally.add({ kind: 'run', vector: index, code: error.code, message: error.message });
    }
  }
  return tally.report(vectors.length);
}

class Tally {
  comparedElements = 0;
  maxAbsError = 0;
  #count = 0;
  readonly #listed: SelfTestMismatch[] = [];

  add(mismatch: SelfTestMismatch): void {
    this.#count++;
    if (this.#listed.length < MAX_LISTED_MISMATCHES) this.#listed.push(mismatch);
  }

  report(vectors: number): SelfTestReport {
    const { comparedElements, maxAbsError } = this;
    return {
      passed: this.#count === 0,
      vectors,
      comparedElements,
      maxAbsError,
      mismatchCount: this.#count,
      mismatches: this.#listed,
    };
  }
}

function compare(tally: Tally, vector: number, { outputs, tolerance }: SelfTestVector, actual: NamedTensors): void {
  for (const [output, expected] of outputs) {
    const got = actual.get(output);
    if (got === undefined) {
      tally.add({ kind: 'missing', vector, output });
    } else if (got.dtype !== expected.dtype) {
      tally.add({ kind: 'dtype', vector, output, expected: expected.dtype, actual: got.dtype });
    } else if (got.shape.length !== expected.shape.length || got.shape.some((size, i) => size !== expected.shape[i])) {
      tally.add({ kind: 'shape', vector, output, expected: expected.shape, actual: got.shape });
    } else {
      compareElements(tally, { vector, output, tolerance }, expected, got);
    }
  }
}

interface Place extends Pick<SelfTestVector, 'tolerance'> {
  readonly vector: number;
  readonly output: string;
}

function compareElements(tally: Tally, { vector, output, tolerance }: Place, expected: Tensor, actual: Tensor): void {
  for (let index = 0; index < expected.data.length; index++) {
    const want = element(expected.data, index);
    const got = element(actual.data, index);
    const error = Math.abs(Number(got) - Number(want));
    tally.comparedElements++;
    if (error > tally.maxAbsError) tally.maxAbsError = error;
    // Equal 64-bit integers first, which doubles could confuse; a NaN is close to nothing.
    const exact = tolerance.abs === 0 && tolerance.rel === 0;
    if (want === got || (!exact && error <= tolerance.abs + tolerance.rel * Math.abs(Number(want)))) continue;
    tally.add({ kind: 'value', vector, output, index, expected: printable(want), actual: printable(got) });
  }
}

function element(data: TensorData, index: number): number | bigint {
  return data[index]!;
}

/** A value that JSON carries: text for NaN, infinities and wide integers. */
function printable(value: number | bigint): number | string {
  if (typeof value === 'bigint') return jsonInteger(value);
  return Number.isFinite(value) ? value : String(value);
}
