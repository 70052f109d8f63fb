import { InferenceError } from '../errors.ts';
import type { OnnxMetadata, OnnxOperator, OnnxOpset, OnnxValue } from '../onnx-metadata.ts';
import { readValueInfo } from './onnx-value.ts';
import { ProtobufReader } from './protobuf-reader.ts';

/** Bounds on what one file may contain. */
const MAX_FIELDS = 20_000_000;
const MAX_NAME_BYTES = 4096;
const MAX_GRAPH_DEPTH = 32;
const MAX_VALUES = 4096;
const MAX_OPERATOR_KINDS = 4096;
const MAX_EXTERNAL_LISTED = 64;

/** `TensorProto.DataLocation.EXTERNAL` */
const LOCATION_EXTERNAL = 1;

/** Domains that ONNX and ONNX Runtime define. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set([
  '',
  'ai.onnx',
  'ai.onnx.ml',
  'ai.onnx.preview',
  'ai.onnx.preview.training',
  'ai.onnx.training',
  'com.microsoft',
  'com.microsoft.nchwc',
]);

/** Collects across all graphs of one model. */
interface Findings {
  readonly operators: Map<string, { domain: string; type: string; nodes: number }>;
  readonly external: Set<string>;
}

interface Graph {
  name: string;
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
  readonly initializers: Set<string>;
}

/** Reads a `ModelProto`; field numbers here and below are those of onnx.proto. */
export function readModel(bytes: Uint8Array): OnnxMetadata {
  const reader = new ProtobufReader(bytes, { fields: MAX_FIELDS });
  const found: Findings = { operators: new Map(), external: new Set() };
  const once = onceGuard();
  const opsets: OnnxOpset[] = [];
  const functions: { domain: string; name: string }[] = [];
  const producer = { name: '', version: '' };
  let irVersion = 0;
  let graph: Graph | undefined;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        once(1);
        irVersion = reader.integer();
        break;
      case 2:
        once(2);
        producer.name = reader.text(MAX_NAME_BYTES);
        break;
      case 3:
        once(3);
        producer.version = reader.text(MAX_NAME_BYTES);
        break;
      case 7:
        once(7);
        graph = readGraph(reader.message(), found, 0);
        break;
      case 8:
        pushBounded(opsets, readOpset(reader.message()));
        break;
      case 20:
        readTrainingInfo(reader.message(), found);
        break;
      case 25:
        pushBounded(functions, readFunction(reader.message(), found));
        break;
      default:
        reader.skip();
    }
  }
  if (graph === undefined) throw malformed('the file has no graph, so it is not an ONNX model');
  if (irVersion < 1) throw malformed('the model does not say its IR version');
  const own = new Set(functions.map(({ domain }) => domain));
  const operators = sorted(found.operators.values());
  return {
    irVersion,
    opset: opsets.find(({ domain }) => domain === '')?.version ?? null,
    opsets,
    producer,
    graphName: graph.name,
    inputs: graph.inputs.filter(({ name }) => !graph.initializers.has(name)),
    outputs: graph.outputs,
    operators,
    unknownDomains: [...new Set(operators.map(({ domain }) => domain))].filter(
      (d) => !KNOWN_DOMAINS.has(d) && !own.has(d),
    ),
    functions,
    externalData: [...found.external].sort(),
  };
}

function readGraph(reader: ProtobufReader, found: Findings, depth: number): Graph {
  if (depth > MAX_GRAPH_DEPTH) throw limit('graphs are nested too deeply', { maxDepth: MAX_GRAPH_DEPTH });
  const graph: Graph = { name: '', inputs: [], outputs: [], initializers: new Set() };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        readNode(reader.message(), found, depth);
        break;
      case 2:
        graph.name = reader.text(MAX_NAME_BYTES);
        break;
      case 5:
        graph.initializers.add(readTensor(reader.message(), found));
        break;
      case 11:
        pushBounded(graph.inputs, readValueInfo(reader.message(), MAX_NAME_BYTES));
        break;
      case 12:
        pushBounded(graph.outputs, readValueInfo(reader.message(), MAX_NAME_BYTES));
        break;
      case 15:
        graph.initializers.add(readSparseTensor(reader.message(), found));
        break;
      default:
        reader.skip();
    }
  }
  return graph;
}

function readNode(reader: ProtobufReader, found: Findings, depth: number): void {
  let type = '';
  let domain = '';
  while (reader.next()) {
    if (reader.field === 4) type = reader.text(MAX_NAME_BYTES);
    else if (reader.field === 5) readAttribute(reader.message(), found, depth);
    else if (reader.field === 7) domain = reader.text(MAX_NAME_BYTES);
    else reader.skip();
  }
  // NUL cannot be confused with a letter of either part.
  const key = `${domain}\0${type}`;
  const known = found.operators.get(key);
  if (known !== undefined) known.nodes++;
  else if (found.operators.size >= MAX_OPERATOR_KINDS)
    throw limit('the model uses too many operators', { maxOperators: MAX_OPERATOR_KINDS });
  else found.operators.set(key, { domain, type, nodes: 1 });
}

/** Attributes matter for the tensors and graphs inside them: t 5, g 6, tensors 10, graphs 11, sparse 22 and 23. */
function readAttribute(reader: ProtobufReader, found: Findings, depth: number): void {
  while (reader.next()) {
    if (reader.field === 5 || reader.field === 10) readTensor(reader.message(), found);
    else if (reader.field === 6 || reader.field === 11) readGraph(reader.message(), found, depth + 1);
    else if (reader.field === 22 || reader.field === 23) readSparseTensor(reader.message(), found);
    else reader.skip();
  }
}

/** Returns the tensor's name and notes where its data lies when that is not in the file. */
function readTensor(reader: ProtobufReader, found: Findings): string {
  let name = '';
  let place: string | undefined;
  while (reader.next()) {
    if (reader.field === 8) name = reader.text(MAX_NAME_BYTES);
    else if (reader.field === 13) place = readEntry(reader.message()) ?? place ?? '';
    else if (reader.field === 14) place = reader.integer() === LOCATION_EXTERNAL ? (place ?? '') : place;
    else reader.skip();
  }
  // Either sign counts, the location or the flag: a reader that trusts one of them alone would open the file.
  if (place !== undefined && found.external.size < MAX_EXTERNAL_LISTED) found.external.add(place);
  return name;
}

/** The value of a `StringStringEntryProto` whose key is `location`. */
function readEntry(reader: ProtobufReader): string | undefined {
  let key = '';
  let value = '';
  while (reader.next()) {
    if (reader.field === 1) key = reader.text(MAX_NAME_BYTES);
    else if (reader.field === 2) value = reader.text(MAX_NAME_BYTES);
    else reader.skip();
  }
  return key === 'location' ? value : undefined;
}

/** A sparse tensor goes by the name of its values. */
function readSparseTensor(reader: ProtobufReader, found: Findings): string {
  let name = '';
  while (reader.next()) {
    if (reader.field === 1) name = readTensor(reader.message(), found);
    else if (reader.field === 2) readTensor(reader.message(), found);
    else reader.skip();
  }
  return name;
}

function readOpset(reader: ProtobufReader): OnnxOpset {
  let domain = '';
  let version = 0;
  while (reader.next()) {
    if (reader.field === 1) domain = reader.text(MAX_NAME_BYTES);
    else if (reader.field === 2) version = reader.integer();
    else reader.skip();
  }
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}

function readFunction(reader: ProtobufReader, found: Findings): { domain: string; name: string } {
  const result = { domain: '', name: '' };
  while (reader.next()) {
    if (reader.field === 1) result.name = reader.text(MAX_NAME_BYTES);
    else if (reader.field === 7) readNode(reader.message(), found, 0);
    else if (reader.field === 10) result.domain = reader.text(MAX_NAME_BYTES);
    else if (reader.field === 11) readAttribute(reader.message(), found, 0);
    else reader.skip();
  }
  return result;
}

/** `TrainingInfoProto` carries two graphs, 1 and 2. */
function readTrainingInfo(reader: ProtobufReader, found: Findings): void {
  while (reader.next()) {
    if (reader.field === 1 || reader.field === 2) readGraph(reader.message(), found, 1);
    else reader.skip();
  }
}

function sorted(operators: Iterable<OnnxOperator>): OnnxOperator[] {
  return [...operators].sort((a, b) => compare(a.domain, b.domain) || compare(a.type, b.type));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Refuses a second copy of a field: decoders merge or replace it, and do not agree on the result. */
function onceGuard(): (field: number) => void {
  const seen = new Set<number>();
  return (field) => {
    if (seen.has(field)) throw malformed('a field that may be there once is there twice');
    seen.add(field);
  };
}

function pushBounded<T>(list: T[], item: T): void {
  if (list.length >= MAX_VALUES) throw limit('the model declares too many items', { maxItems: MAX_VALUES });
  list.push(item);
}

function malformed(message: string): InferenceError {
  return new InferenceError('onnx_malformed', message);
}

function limit(message: string, details: Record<string, number>): InferenceError {
  return new InferenceError('onnx_limit_exceeded', message, { details });
}
