import type { TensorData } from './dtype.ts';
import { InferenceError, type InferenceErrorCode } from './errors.ts';
import { firstNonFinite } from './tensor-json.ts';
import type { NamedTensors, Tensor, TensorInfo } from './tensor.ts';

/** Bounds, both included, that every element of a tensor must keep. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** What the guard asks beyond the model's declaration. */
export interface GuardOptions {
  /** Bounds of inputs by name. */
  readonly inputRanges?: Readonly<Record<string, ValueRange>>;
  /** Bounds of outputs by name. */
  readonly outputRanges?: Readonly<Record<string, ValueRange>>;
  /** Lets NaN and infinities pass in both directions. Default false. */
  readonly allowNonFinite?: boolean;
}

/** Codes for the two directions, so that a log tells a bad caller from a bad model. */
const CODES = {
  input: {
    missing: 'input_missing',
    dtype: 'input_dtype_mismatch',
    shape: 'input_shape_mismatch',
    finite: 'input_not_finite',
    range: 'input_out_of_range',
  },
  output: {
    missing: 'output_missing',
    dtype: 'output_dtype_mismatch',
    shape: 'output_shape_mismatch',
    finite: 'output_not_finite',
    range: 'output_out_of_range',
  },
} as const satisfies Record<string, Record<string, InferenceErrorCode>>;

type Direction = keyof typeof CODES;

/**
 * Checks what a caller feeds a model: names, dtypes, shapes (a symbolic dimension has one size in all inputs), finite
 * values, ranges. Returns the checked tensors in the model's order.
 *
 * @throws InferenceError `input_missing`, `input_unknown`, `input_dtype_mismatch`, `input_shape_mismatch`,
 * `input_not_finite`, `input_out_of_range`
 */
export function checkInputs(
  declared: readonly TensorInfo[],
  feeds: NamedTensors,
  options: GuardOptions = {},
): NamedTensors {
  const names = new Set(declared.map(({ name }) => name));
  for (const name of feeds.keys()) {
    if (!names.has(name))
      throw new InferenceError('input_unknown', 'the model has no such input', { details: { name } });
  }
  return check('input', declared, feeds, options);
}

/**
 * Checks what a model returned, the same way. Symbols are not compared: exporters seldom relate them to the inputs.
 *
 * @throws InferenceError `output_missing`, `output_dtype_mismatch`, `output_shape_mismatch`, `output_not_finite`,
 * `output_out_of_range`
 */
export function checkOutputs(
  declared: readonly TensorInfo[],
  outputs: NamedTensors,
  options: GuardOptions = {},
): NamedTensors {
  return check('output', declared, outputs, options);
}

function check(
  direction: Direction,
  declared: readonly TensorInfo[],
  tensors: NamedTensors,
  options: GuardOptions,
): NamedTensors {
  const codes = CODES[direction];
  const ranges = direction === 'input' ? options.inputRanges : options.outputRanges;
  const symbols = direction === 'input' ? new Map<string, number>() : undefined;
  const checked = new Map<string, Tensor>();
  for (const info of declared) {
    const { name } = info;
    const tensor = tensors.get(name);
    if (tensor === undefined)
      throw new InferenceError(codes.missing, `the ${direction} is missing`, { details: { name } });
    if (tensor.dtype !== info.dtype) {
      throw new InferenceError(codes.dtype, `the ${direction} has another element type than the model declares`, {
        details: { name, expected: info.dtype, actual: tensor.dtype },
      });
    }
    if (!shapeFits(info.shape, tensor.shape, symbols)) {
      throw new InferenceError(codes.shape, `the ${direction} has another shape than the model declares`, {
        details: { name, expected: info.shape, actual: tensor.shape },
      });
    }
    checkValues(direction, name, tensor.data, options.allowNonFinite ?? false, rangeOf(ranges, name));
    checked.set(name, tensor);
  }
  return checked;
}

function rangeOf(ranges: Readonly<Record<string, ValueRange>> | undefined, name: string): ValueRange | undefined {
  return ranges !== undefined && Object.hasOwn(ranges, name) ? ranges[name] : undefined;
}

function shapeFits(declared: TensorInfo['shape'], actual: readonly number[], symbols?: Map<string, number>): boolean {
  if (declared.length !== actual.length) return false;
  return declared.every((dim, axis) => {
    const size = actual[axis]!;
    if (typeof dim === 'number') return dim === size;
    // An unnamed dimension may have any size, a named one the size it had before.
    if (dim === '' || symbols === undefined) return true;
    const known = symbols.get(dim);
    symbols.set(dim, known ?? size);
    return known === undefined || known === size;
  });
}

function checkValues(
  direction: Direction,
  name: string,
  data: TensorData,
  allowNonFinite: boolean,
  range?: ValueRange,
): void {
  const codes = CODES[direction];
  const bad = allowNonFinite ? -1 : firstNonFinite(data);
  if (bad >= 0) {
    throw new InferenceError(codes.finite, `the ${direction} has an element that is NaN or infinite`, {
      details: { name, index: bad },
    });
  }
  if (range === undefined) return;
  for (let index = 0; index < data.length; index++) {
    const value = data[index]!;
    // A NaN that is allowed above compares false with both bounds and passes.
    if (value < range.min || value > range.max) {
      throw new InferenceError(codes.range, `the ${direction} has an element outside its range`, {
        details: { name, index, ...range },
      });
    }
  }
}
