import { DTYPES } from '../dtype.ts';
import { InferenceError } from '../errors.ts';
import type { OnnxValue } from '../onnx-metadata.ts';
import type { ProtobufReader } from './protobuf-reader.ts';

const MAX_DIMENSIONS = 64;

const ELEMENT_NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(DTYPES).map(([name, { onnx }]) => [onnx, name] as const),
  [8, 'string'],
  [14, 'complex64'],
  [15, 'complex128'],
  [16, 'bfloat16'],
]);

/** Reads a `ValueInfoProto`: name 1, type 2. */
export function readValueInfo(reader: ProtobufReader, maxNameBytes: number): OnnxValue {
  let name = '';
  let type: Pick<OnnxValue, 'dtype' | 'shape'> = { dtype: null, shape: null };
  while (reader.next()) {
    if (reader.field === 1) name = reader.text(maxNameBytes);
    else if (reader.field === 2) type = readType(reader.message(), maxNameBytes);
    else reader.skip();
  }
  return { name, ...type };
}

/** `TypeProto`: only tensor_type 1 describes a tensor; sequences, maps and the rest stay `null`. */
function readType(reader: ProtobufReader, maxNameBytes: number): Pick<OnnxValue, 'dtype' | 'shape'> {
  let dtype: string | null = null;
  let shape: OnnxValue['shape'] = null;
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    const tensor = reader.message();
    while (tensor.next()) {
      if (tensor.field === 1) dtype = elementName(tensor.integer());
      else if (tensor.field === 2) shape = readShape(tensor.message(), maxNameBytes);
      else tensor.skip();
    }
  }
  return { dtype, shape };
}

function readShape(reader: ProtobufReader, maxNameBytes: number): (number | string)[] {
  const dims: (number | string)[] = [];
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    if (dims.length >= MAX_DIMENSIONS) {
      throw new InferenceError('onnx_limit_exceeded', 'a shape has too many dimensions', {
        details: { maxDimensions: MAX_DIMENSIONS },
      });
    }
    dims.push(readDimension(reader.message(), maxNameBytes));
  }
  return dims;
}

/** `dim_value` 1 or `dim_param` 2, the last one wins; a negative size means unknown, as exporters write it. */
function readDimension(reader: ProtobufReader, maxNameBytes: number): number | string {
  let dim: number | string = '';
  while (reader.next()) {
    if (reader.field === 1) {
      const size = reader.integer();
      dim = size >= 0 ? size : '';
    } else if (reader.field === 2) dim = reader.text(maxNameBytes);
    else reader.skip();
  }
  return dim;
}

function elementName(type: number): string {
  return ELEMENT_NAMES.get(type) ?? `type-${type}`;
}
