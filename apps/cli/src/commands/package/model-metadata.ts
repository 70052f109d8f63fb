import type { OnnxMetadata, OnnxValue } from '@tensorguard/inference';
import { TENSOR_DTYPES, type Manifest, type TensorDtype, type TensorSpec } from '@tensorguard/tgsp';
import { CliError } from '../../errors.ts';

/** What a manifest says about a model, taken from the model file. @throws CliError `model_unusable` */
export function manifestModel(metadata: OnnxMetadata): Manifest['model'] {
  const { opset, unknownDomains, externalData } = metadata;
  if (opset === null) throw unusable('it imports no standard operators');
  if (externalData.length > 0) throw unusable(`its weights are in other files (${externalData.join(', ')})`);
  if (unknownDomains.length > 0) throw unusable(`it uses operators of unknown origin (${unknownDomains.join(', ')})`);
  return { format: 'onnx', opset, inputs: metadata.inputs.map(tensorSpec), outputs: metadata.outputs.map(tensorSpec) };
}

function tensorSpec({ name, dtype, shape }: OnnxValue): TensorSpec {
  if (dtype === null || !isTensorDtype(dtype)) throw unusable(`"${name}" is of a type that agents do not take`);
  if (shape === null) throw unusable(`"${name}" declares no shape`);
  return { name, dtype, shape: shape.map((size, axis) => (size === '' ? `${name}.${axis}` : size)) };
}

function isTensorDtype(dtype: string): dtype is TensorDtype {
  return (TENSOR_DTYPES as readonly string[]).includes(dtype);
}

function unusable(why: string): CliError {
  return new CliError('model_unusable', `the model cannot be packed: ${why}`);
}
