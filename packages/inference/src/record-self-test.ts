import type { SelfTest } from '@tensorguard/tgsp';
import type { LoadedModel } from './load-model.ts';
import { formatTensor } from './tensor-json.ts';
import type { NamedTensors } from './tensor.ts';

/**
 * Runs a model and writes down its answer, as the self-test of a package manifest. Do this where the model is known to be
 * good; an agent repeats it before the model serves anybody.
 *
 * @throws InferenceError the codes of `LoadedModel.run`
 */
export async function recordSelfTest(
  model: Pick<LoadedModel, 'run'>,
  inputs: NamedTensors,
  tolerance: SelfTest['tolerance'],
): Promise<SelfTest> {
  const outputs = await model.run(inputs);
  return { inputs: written(inputs), outputs: written(outputs), tolerance: { ...tolerance } };
}

function written(tensors: NamedTensors): SelfTest['inputs'] {
  const object = Object.create(null) as SelfTest['inputs'];
  for (const [name, tensor] of tensors) {
    const { dtype, shape, data } = formatTensor(tensor, 'base64');
    object[name] = { dtype, shape: [...shape], data };
  }
  return object;
}
