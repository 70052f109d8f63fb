import type { Manifest, TensorSpec } from '@tensorguard/tgsp';
import { isDType } from './dtype.ts';
import { InferenceError } from './errors.ts';
import type { OnnxMetadata, OnnxValue } from './onnx-metadata.ts';
import type { TensorInfo } from './tensor.ts';

/** What a package manifest says about its model. */
export type ModelDescription = Manifest['model'];

/** Longest name of a free dimension in a manifest. */
const MAX_SYMBOL_LENGTH = 64;

/**
 * Describes a model for a manifest. A free dimension without a name, or with one too long for a manifest, gets another.
 *
 * @throws InferenceError `model_unsupported` when an input or output is not a tensor of a supported type and known rank
 */
export function describeModel(metadata: OnnxMetadata): ModelDescription {
  const { opset } = metadata;
  if (opset === null) {
    throw new InferenceError('model_unsupported', 'the model does not import the default operator set');
  }
  let unnamed = 0;
  const dimension = (dim: number | string): number | string => {
    if (typeof dim === 'number' || (dim !== '' && dim.length <= MAX_SYMBOL_LENGTH)) return dim;
    return `unnamed_${++unnamed}`;
  };
  const describe = ({ name, dtype, shape }: OnnxValue): TensorSpec => {
    if (dtype === null || !isDType(dtype) || shape === null) {
      throw new InferenceError(
        'model_unsupported',
        'the model has an input or output of a type that is not supported',
        {
          details: { name, dtype },
        },
      );
    }
    return { name, dtype, shape: shape.map(dimension) };
  };
  return { format: 'onnx', opset, inputs: metadata.inputs.map(describe), outputs: metadata.outputs.map(describe) };
}

/**
 * Checks that a model is what its manifest says: operator set, names, types, fixed sizes. Names of free dimensions may
 * differ. Returns the model's own description.
 *
 * @throws InferenceError `model_mismatch`, `model_unsupported`
 */
export function checkDescription(declared: ModelDescription, metadata: OnnxMetadata): ModelDescription {
  const actual = describeModel(metadata);
  if (actual.opset !== declared.opset) throw mismatch('opset', declared.opset, actual.opset);
  for (const side of ['inputs', 'outputs'] as const) {
    const expected = declared[side].map(comparable);
    const found = actual[side].map(comparable);
    if (expected.join('\n') !== found.join('\n')) throw mismatch(side, expected, found);
  }
  return actual;
}

function comparable({ name, dtype, shape }: TensorInfo): string {
  return JSON.stringify([name, dtype, shape.map((dim) => (typeof dim === 'number' ? dim : '?'))]);
}

function mismatch(member: string, declared: unknown, actual: unknown): InferenceError {
  return new InferenceError('model_mismatch', `the model's ${member} differ from its manifest`, {
    details: { member, declared, actual },
  });
}
