import { readModel } from './internal/onnx-model.ts';

/** An operator set that a model imports. The default domain is written ''. */
export interface OnnxOpset {
  readonly domain: string;
  readonly version: number;
}

/** An operator that the model's graphs and functions use, with the number of nodes. */
export interface OnnxOperator {
  readonly domain: string;
  readonly type: string;
  readonly nodes: number;
}

/** One graph input or output as the file declares it. */
export interface OnnxValue {
  readonly name: string;
  /** Element type; `null` when the value is not a tensor. */
  readonly dtype: string | null;
  /** Dimensions: a size, a symbol, or '' for an unnamed unknown; `null` when no shape is declared. */
  readonly shape: readonly (number | string)[] | null;
}

/** What an ONNX file says about itself. Everything is copied out of the bytes. */
export interface OnnxMetadata {
  readonly irVersion: number;
  /** Version of the default operator set, `null` when the model imports none. */
  readonly opset: number | null;
  readonly opsets: readonly OnnxOpset[];
  readonly producer: { readonly name: string; readonly version: string };
  readonly graphName: string;
  /** Graph inputs that a caller feeds; those with an initializer are constants and left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** All operators used, subgraphs and function bodies included, sorted by domain and type. */
  readonly operators: readonly OnnxOperator[];
  /** Operator domains that neither ONNX, ONNX Runtime nor the model's own functions define, sorted. */
  readonly unknownDomains: readonly string[];
  /** Functions that the model defines itself. */
  readonly functions: readonly { readonly domain: string; readonly name: string }[];
  /** Places outside the file that weights refer to. Such a model would make the runtime read files: never load it. */
  readonly externalData: readonly string[];
}

/**
 * Reads the description of an ONNX model without building the model: names, types, operators, references to other files.
 *
 * Takes time proportional to the size of the file at most, and bounded memory. Source: onnx.proto (IR version 10 and before).
 *
 * @throws InferenceError `onnx_malformed`, `onnx_limit_exceeded`
 */
export function readOnnxMetadata(bytes: Uint8Array): OnnxMetadata {
  return readModel(bytes);
}
