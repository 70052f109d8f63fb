/** Array types that hold tensor elements in memory. */
export type TensorData =
  | Float16Array
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

interface DTypeFacts {
  /** Size of one element in bytes. */
  readonly bytes: number;
  readonly array: new (length: number) => TensorData;
  readonly kind: 'float' | 'integer' | 'bigint' | 'bool';
  /** Smallest and largest finite value. */
  readonly min: number | bigint;
  readonly max: number | bigint;
  /** Number in `TensorProto.DataType` of onnx.proto. */
  readonly onnx: number;
}

const FLOAT16_MAX = 65_504;
const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

/** Every supported element type and all that the package needs to know about it. */
export const DTYPES = {
  float16: { bytes: 2, array: Float16Array, kind: 'float', min: -FLOAT16_MAX, max: FLOAT16_MAX, onnx: 10 },
  float32: { bytes: 4, array: Float32Array, kind: 'float', min: -FLOAT32_MAX, max: FLOAT32_MAX, onnx: 1 },
  float64: { bytes: 8, array: Float64Array, kind: 'float', min: -Number.MAX_VALUE, max: Number.MAX_VALUE, onnx: 11 },
  int8: { bytes: 1, array: Int8Array, kind: 'integer', min: -(2 ** 7), max: 2 ** 7 - 1, onnx: 3 },
  int16: { bytes: 2, array: Int16Array, kind: 'integer', min: -(2 ** 15), max: 2 ** 15 - 1, onnx: 5 },
  int32: { bytes: 4, array: Int32Array, kind: 'integer', min: -(2 ** 31), max: 2 ** 31 - 1, onnx: 6 },
  int64: { bytes: 8, array: BigInt64Array, kind: 'bigint', min: -(2n ** 63n), max: 2n ** 63n - 1n, onnx: 7 },
  uint8: { bytes: 1, array: Uint8Array, kind: 'integer', min: 0, max: 2 ** 8 - 1, onnx: 2 },
  uint16: { bytes: 2, array: Uint16Array, kind: 'integer', min: 0, max: 2 ** 16 - 1, onnx: 4 },
  uint32: { bytes: 4, array: Uint32Array, kind: 'integer', min: 0, max: 2 ** 32 - 1, onnx: 12 },
  uint64: { bytes: 8, array: BigUint64Array, kind: 'bigint', min: 0n, max: 2n ** 64n - 1n, onnx: 13 },
  bool: { bytes: 1, array: Uint8Array, kind: 'bool', min: 0, max: 1, onnx: 9 },
} as const satisfies Record<string, DTypeFacts>;

/** Name of an element type, the same names as ONNX Runtime uses. */
export type DType = keyof typeof DTYPES;

/** Whether text names a supported element type. */
export function isDType(text: string): text is DType {
  return Object.hasOwn(DTYPES, text);
}

/** Facts of an element type, widened so that all types are read the same way. */
export function factsOf(dtype: DType): DTypeFacts {
  return DTYPES[dtype];
}
