import { factsOf, isDType, type DType, type TensorData } from './dtype.ts';
import { InferenceError } from './errors.ts';

/** Most dimensions of a tensor. */
export const MAX_TENSOR_RANK = 16;
/** Most elements of a tensor: 256 Mi, one gibibyte of float32. */
export const MAX_TENSOR_ELEMENTS = 2 ** 28;

/** Elements in row-major order with their shape. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Tensors by input or output name. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/** What a model declares about one input or output; a text dimension is symbolic: any size, but one size per run. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

/**
 * Makes a tensor of elements that are in memory already. The data is not copied.
 *
 * @throws InferenceError `tensor_dtype_unsupported`, `tensor_malformed` (shape, or array of another type),
 * `tensor_too_large`, `tensor_size_mismatch`
 */
export function tensor(dtype: DType, shape: readonly number[], data: TensorData): Tensor {
  if (!isDType(dtype)) throw unsupportedDType(dtype);
  const elements = elementCount(shape);
  if (!(data instanceof factsOf(dtype).array)) {
    throw new InferenceError('tensor_malformed', `the elements of a ${dtype} tensor are in another kind of array`, {
      details: { dtype },
    });
  }
  if (data.length !== elements) throw sizeMismatch(shape, elements, data.length);
  return { dtype, shape: [...shape], data };
}

/**
 * Number of elements of a shape; 1 for a scalar.
 *
 * @throws InferenceError `tensor_malformed`, `tensor_too_large`
 */
export function elementCount(shape: readonly number[]): number {
  if (shape.length > MAX_TENSOR_RANK) {
    throw new InferenceError('tensor_too_large', `a tensor has at most ${MAX_TENSOR_RANK} dimensions`);
  }
  let elements = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new InferenceError('tensor_malformed', 'a dimension is not a whole number from 0 on');
    }
    // Each dimension too: a zero beside a huge one would pass by the product alone.
    elements *= size;
    if (size <= MAX_TENSOR_ELEMENTS && elements <= MAX_TENSOR_ELEMENTS) continue;
    throw new InferenceError('tensor_too_large', `a tensor has at most ${MAX_TENSOR_ELEMENTS} elements`, {
      details: { maxElements: MAX_TENSOR_ELEMENTS },
    });
  }
  return elements;
}

export function unsupportedDType(dtype: string): InferenceError {
  return new InferenceError('tensor_dtype_unsupported', 'the element type of a tensor is not supported', {
    details: { dtype },
  });
}

export function sizeMismatch(shape: readonly number[], expected: number, actual: number): InferenceError {
  return new InferenceError('tensor_size_mismatch', `the shape needs ${expected} elements, the data has ${actual}`, {
    details: { shape: [...shape], expected, actual },
  });
}
