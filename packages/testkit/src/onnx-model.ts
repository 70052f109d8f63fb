/** Numbers of `TensorProto.DataType` in onnx.proto. */
const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
} as const;

const IR_VERSION = 8;
const DEFAULT_OPSET = 17;

/** A graph input or output; an absent shape is not declared, a text dimension is a symbol. */
export interface OnnxModelValue {
  readonly name: string;
  readonly dtype: keyof typeof ELEMENT_TYPES;
  readonly shape?: readonly (number | string)[];
}

/** One operator call; `subgraph` becomes a graph attribute named `body`. */
export interface OnnxModelNode {
  readonly type: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly subgraph?: OnnxModelGraph;
}

/** A constant; with `externalLocation` its data is said to lie in another file. */
export interface OnnxModelInitializer {
  readonly name: string;
  readonly dtype: keyof typeof ELEMENT_TYPES;
  readonly shape: readonly number[];
  /** Little-endian elements. */
  readonly data?: Uint8Array;
  readonly externalLocation?: string;
}

export interface OnnxModelGraph {
  readonly inputs?: readonly OnnxModelValue[];
  readonly outputs?: readonly OnnxModelValue[];
  readonly nodes?: readonly OnnxModelNode[];
  readonly initializers?: readonly OnnxModelInitializer[];
}

/** A small model to write. */
export interface OnnxModelOptions extends OnnxModelGraph {
  readonly opset?: number;
  /** Domains to import besides the default one, each in version 1. */
  readonly domains?: readonly string[];
  /** Names of functions that the model defines, by domain. They have no body. */
  readonly functions?: readonly { readonly domain: string; readonly name: string }[];
  readonly producer?: { readonly name: string; readonly version: string };
}

/**
 * Writes an ONNX file for a test that needs a model of a special kind: a type, an operator, an outside reference. Where any
 * model will do, use the direction classifier.
 */
export function onnxModel(options: OnnxModelOptions): Buffer {
  const opsets = [
    Buffer.concat([varintField(2, options.opset ?? DEFAULT_OPSET)]),
    ...(options.domains ?? []).map((domain) => Buffer.concat([textField(1, domain), varintField(2, 1)])),
  ];
  return Buffer.concat([
    varintField(1, IR_VERSION),
    ...(options.producer ? [textField(2, options.producer.name), textField(3, options.producer.version)] : []),
    bytesField(7, graph(options)),
    ...opsets.map((opset) => bytesField(8, opset)),
    ...(options.functions ?? []).map(({ domain, name }) =>
      bytesField(25, Buffer.concat([textField(1, name), textField(10, domain)])),
    ),
  ]);
}

/** One length-delimited protobuf field, to append to a message by hand. */
export function bytesField(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((BigInt(field) << 3n) | 2n), varint(BigInt(content.length)), content]);
}

/** One varint protobuf field. */
export function varintField(field: number, value: number): Buffer {
  return Buffer.concat([varint(BigInt(field) << 3n), varint(BigInt.asUintN(64, BigInt(value)))]);
}

function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

function graph({ inputs = [], outputs = [], nodes = [], initializers = [] }: OnnxModelGraph): Buffer {
  return Buffer.concat([
    ...nodes.map((each) => bytesField(1, node(each))),
    textField(2, 'test'),
    ...initializers.map((each) => bytesField(5, initializer(each))),
    ...inputs.map((each) => bytesField(11, valueInfo(each))),
    ...outputs.map((each) => bytesField(12, valueInfo(each))),
  ]);
}

function node({ type, domain = '', inputs, outputs, subgraph }: OnnxModelNode): Buffer {
  const ATTRIBUTE_TYPE_GRAPH = 5;
  const attribute =
    subgraph &&
    Buffer.concat([textField(1, 'body'), bytesField(6, graph(subgraph)), varintField(20, ATTRIBUTE_TYPE_GRAPH)]);
  return Buffer.concat([
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, type),
    ...(attribute ? [bytesField(5, attribute)] : []),
    ...(domain === '' ? [] : [textField(7, domain)]),
  ]);
}

function initializer({ name, dtype, shape, data, externalLocation }: OnnxModelInitializer): Buffer {
  const LOCATION_EXTERNAL = 1;
  const location = Buffer.concat([textField(1, 'location'), textField(2, externalLocation ?? '')]);
  return Buffer.concat([
    ...shape.map((size) => varintField(1, size)),
    varintField(2, ELEMENT_TYPES[dtype]),
    textField(8, name),
    ...(data ? [bytesField(9, data)] : []),
    ...(externalLocation === undefined ? [] : [bytesField(13, location), varintField(14, LOCATION_EXTERNAL)]),
  ]);
}

function valueInfo({ name, dtype, shape }: OnnxModelValue): Buffer {
  const dims = shape?.map((dim) => bytesField(1, typeof dim === 'number' ? varintField(1, dim) : textField(2, dim)));
  const tensor = Buffer.concat([
    varintField(1, ELEMENT_TYPES[dtype]),
    ...(dims ? [bytesField(2, Buffer.concat(dims))] : []),
  ]);
  return Buffer.concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}
