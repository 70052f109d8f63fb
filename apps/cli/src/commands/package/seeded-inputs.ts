import { hash } from 'node:crypto';
import { DTYPES, tensor, type NamedTensors, type Tensor, type TensorInfo } from '@tensorguard/inference';
import { CliError } from '../../errors.ts';

/** Size of a free dimension that is not the first, when the user names none. */
const DEFAULT_FREE_DIMENSION = 32;
/** Size of a free first dimension: one sample. */
const DEFAULT_FREE_BATCH = 1;
/** Most elements of a made input: more would not fit in the header of a package. */
const MAX_SEEDED_ELEMENTS = 2 ** 20;

/** Bytes of the random source for one element. */
const DRAW_BYTES = 4;
const DRAW_LIMIT = 2 ** 32;

/**
 * Makes inputs for a model from a seed: the same seed gives the same inputs anywhere. Floats are from -1 to 1, integers and
 * booleans 0 or 1, which every vocabulary and index has.
 *
 * @throws CliError `model_unusable` when an input is too large for a self-test
 */
export function seededInputs(
  inputs: readonly TensorInfo[],
  dimensions: ReadonlyMap<string, number>,
  seed: string,
): NamedTensors {
  const sizeOf = (size: number | string, axis: number): number => {
    if (typeof size === 'number') return size;
    return dimensions.get(size) ?? (axis === 0 ? DEFAULT_FREE_BATCH : DEFAULT_FREE_DIMENSION);
  };
  return new Map(inputs.map((input) => [input.name, seededTensor(input, input.shape.map(sizeOf), seed)]));
}

function seededTensor({ name, dtype }: TensorInfo, shape: readonly number[], seed: string): Tensor {
  const { array, kind } = DTYPES[dtype];
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements > MAX_SEEDED_ELEMENTS) {
    throw new CliError(
      'model_unusable',
      `the input "${name}" is too large for a self-test: name smaller --dimension sizes`,
    );
  }
  const data = new array(elements);
  const outputLength = elements * DRAW_BYTES;
  const random = hash('shake256', `${seed}/${name}`, { outputEncoding: 'buffer', outputLength });
  for (let i = 0; i < elements; i++) {
    const draw = random.readUInt32LE(i * DRAW_BYTES) / DRAW_LIMIT;
    if (kind === 'float') data[i] = draw * 2 - 1;
    else data[i] = kind === 'bigint' ? BigInt(Math.round(draw)) : Math.round(draw);
  }
  return tensor(dtype, shape, data);
}
