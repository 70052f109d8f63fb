import { factsOf, isDType, type DType, type TensorData } from './dtype.ts';
import { InferenceError } from './errors.ts';
import { elementCount, sizeMismatch, unsupportedDType, type NamedTensors, type Tensor } from './tensor.ts';

/** Most named tensors in one request. */
export const MAX_NAMED_TENSORS = 1024;
/** Longest name of a tensor, in UTF-16 units. */
export const MAX_TENSOR_NAME_LENGTH = 1024;

/**
 * JSON form of a tensor. `data` is the elements in row-major order, as a flat array of numbers (64-bit integers beyond
 * 2^53 as decimal text, booleans as true and false) or as base64 of their little-endian bytes.
 */
export interface TensorJson {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: string | readonly (number | string | boolean)[];
}

/** {@link TensorJson} with its elements in base64. */
export interface TensorBase64 extends TensorJson {
  readonly data: string;
}

/** How {@link formatTensors} writes elements. */
export type TensorEncoding = 'base64' | 'numbers';

/** How strict {@link parseTensors} is. */
export interface ParseTensorOptions {
  /** Whether NaN and infinities may be in the elements; only base64 can carry them. Default false. */
  readonly allowNonFinite?: boolean;
}

/**
 * Reads an object of tensors by name from untrusted JSON.
 *
 * @throws InferenceError `tensor_malformed`, `tensor_dtype_unsupported`, `tensor_size_mismatch`, `tensor_too_large`,
 * `tensor_out_of_range`, `tensor_not_finite`
 */
export function parseTensors(value: unknown, options: ParseTensorOptions = {}): NamedTensors {
  const entries = Object.entries(plainObject(value, 'the tensors'));
  if (entries.length > MAX_NAMED_TENSORS) {
    throw new InferenceError('tensor_too_large', `at most ${MAX_NAMED_TENSORS} tensors are allowed`);
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, json] of entries) {
    if (name.length > MAX_TENSOR_NAME_LENGTH) throw malformed('a tensor name is too long');
    tensors.set(name, parseTensor(json, options));
  }
  return tensors;
}

/** Writes tensors as an object by name. @throws InferenceError `tensor_not_finite` for numbers that JSON cannot carry. */
export function formatTensors(tensors: NamedTensors, encoding: TensorEncoding = 'base64'): Record<string, TensorJson> {
  const object = Object.create(null) as Record<string, TensorJson>;
  for (const [name, tensor] of tensors) object[name] = formatTensor(tensor, encoding);
  return object;
}

/** Reads one tensor from untrusted JSON; the errors are those of {@link parseTensors}. */
export function parseTensor(value: unknown, options: ParseTensorOptions = {}): Tensor {
  const { dtype, shape, data, ...unknown } = plainObject(value, 'a tensor');
  if (Object.keys(unknown).length > 0) throw malformed('a tensor has members other than dtype, shape and data');
  if (typeof dtype !== 'string') throw malformed('the dtype of a tensor is not text');
  if (!isDType(dtype)) throw unsupportedDType(dtype);
  if (!Array.isArray(shape)) throw malformed('the shape of a tensor is not an array');
  const dims = [...(shape as number[])];
  const elements = elementCount(dims);
  if (typeof data === 'string') {
    return { dtype, shape: dims, data: fromBase64(dtype, dims, elements, data, options.allowNonFinite ?? false) };
  }
  if (!Array.isArray(data)) throw malformed('the data of a tensor is neither an array nor base64 text');
  if (data.length !== elements) throw sizeMismatch(dims, elements, data.length);
  return { dtype, shape: dims, data: fromValues(dtype, data) };
}

/** Writes one tensor; see {@link formatTensors}. */
export function formatTensor(tensor: Tensor, encoding?: 'base64'): TensorBase64;
export function formatTensor(tensor: Tensor, encoding?: TensorEncoding): TensorJson;
export function formatTensor({ dtype, shape, data }: Tensor, encoding: TensorEncoding = 'base64'): TensorJson {
  if (encoding === 'base64') {
    return {
      dtype,
      shape: [...shape],
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
    };
  }
  const { kind } = factsOf(dtype);
  const values = Array.from(data as ArrayLike<number | bigint>, (element) => {
    if (typeof element === 'bigint') return jsonInteger(element);
    if (!Number.isFinite(element)) throw notFinite();
    return kind === 'bool' ? element !== 0 : element;
  });
  return { dtype, shape: [...shape], data: values };
}

/** An integer as a JSON number while that is exact, as decimal text from there on. */
export function jsonInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function fromBase64(
  dtype: DType,
  shape: number[],
  elements: number,
  text: string,
  allowNonFinite: boolean,
): TensorData {
  const { array, bytes: width, kind } = factsOf(dtype);
  const expected = elements * width;
  // The length of the text gives the size before anything is allocated.
  if (text.length !== Math.ceil(expected / 3) * 4)
    throw sizeMismatch(shape, elements, Math.floor((text.length * 3) / 4 / width));
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' });
  } catch (cause) {
    throw new InferenceError('tensor_malformed', 'the data of a tensor is not canonical base64', { cause });
  }
  if (bytes.byteLength !== expected) throw sizeMismatch(shape, elements, Math.floor(bytes.byteLength / width));
  const data = new array(elements);
  new Uint8Array(data.buffer).set(bytes);
  if (kind === 'bool' && bytes.some((byte) => byte > 1)) throw outOfRange(dtype);
  if (kind === 'float' && !allowNonFinite && firstNonFinite(data) >= 0) throw notFinite();
  return data;
}

function fromValues(dtype: DType, values: readonly unknown[]): TensorData {
  const facts = factsOf(dtype);
  const data = new facts.array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = elementOf(dtype, values[i]);
  // A double between the largest value of a narrow float and the next step rounds to infinity.
  if (facts.kind === 'float' && firstNonFinite(data) >= 0) throw outOfRange(dtype);
  return data;
}

function elementOf(dtype: DType, value: unknown): number | bigint {
  const { kind, min, max } = factsOf(dtype);
  if (kind === 'bool') {
    if (value === true || value === 1) return 1;
    if (value === false || value === 0) return 0;
    throw malformed('an element of a bool tensor is neither true nor false');
  }
  if (kind === 'bigint') {
    const integer = wideInteger(value);
    if (integer < min || integer > max) throw outOfRange(dtype);
    return integer;
  }
  if (typeof value !== 'number') throw malformed(`an element of a ${dtype} tensor is not a number`);
  if (!Number.isFinite(value)) throw notFinite();
  if (kind === 'integer' && !Number.isInteger(value)) throw malformed(`an element of a ${dtype} tensor is not whole`);
  if (value < min || value > max) throw outOfRange(dtype);
  return value;
}

const DECIMAL_INTEGER = /^-?(0|[1-9]\d{0,19})$/;

function wideInteger(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && DECIMAL_INTEGER.test(value)) return BigInt(value);
  throw malformed('an element of a 64-bit integer tensor is neither an exact number nor decimal text');
}

/** Index of the first NaN or infinity, -1 when there is none. */
export function firstNonFinite(data: TensorData): number {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return -1;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function plainObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed(`${what} must be an object`);
}

function malformed(message: string): InferenceError {
  return new InferenceError('tensor_malformed', message);
}

function notFinite(): InferenceError {
  return new InferenceError('tensor_not_finite', 'an element is NaN or infinite');
}

function outOfRange(dtype: DType): InferenceError {
  return new InferenceError('tensor_out_of_range', `an element does not fit ${dtype}`, { details: { dtype } });
}
