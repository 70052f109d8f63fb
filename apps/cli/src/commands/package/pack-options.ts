import { list, listOf, number, numberOr, requiredText, text, textOr } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { parseInputFile } from './input-files.ts';

/** Most vectors that `--self-test-auto` records; a manifest takes no more. */
const MAX_AUTO_VECTORS = 64;
/** Tolerances of recorded vectors: room for another processor's order of additions in 32-bit floats. */
const DEFAULT_ABS_TOLERANCE = 1e-4;
const DEFAULT_REL_TOLERANCE = 1e-3;

/** Options of `package pack`. */
export const packOptions = {
  name: requiredText('line', 'Package line that this is a release of'),
  version: requiredText('version', 'Version of the model, such as 1.4.0'),
  model: requiredText('file', 'The ONNX model', { completes: 'file' }),
  licence: requiredText('spdx', 'Licence of the model, SPDX id'),
  source: requiredText('text', 'Where the model comes from'),
  signingKey: requiredText('file', 'Private signing key', { completes: 'file' }),
  recipient: list('file', 'Public recipient key, or the word platform', { completes: 'file', required: true }),
  out: requiredText('file', 'Package to write', { completes: 'file' }),
  file: listOf('path[:role]', 'Another file; roles: weights, config, licence, other', parseInputFile),
  selfTest: text('file', 'Self-test vectors as JSON: [{inputs, outputs, tolerance}]', { completes: 'file' }),
  selfTestAuto: number('n', 'Run the model on n made inputs and record what it gives', {
    min: 1,
    max: MAX_AUTO_VECTORS,
    integer: true,
  }),
  dimension: listOf('name=size', 'Size of a free dimension for --self-test-auto', parseDimension),
  toleranceAbs: numberOr(DEFAULT_ABS_TOLERANCE, 'number', 'Absolute tolerance for --self-test-auto', { min: 0 }),
  toleranceRel: numberOr(DEFAULT_REL_TOLERANCE, 'number', 'Relative tolerance for --self-test-auto', { min: 0 }),
  builder: text('text', 'Who or what built the model'),
  sourceDigest: text('digest', 'Digest of what the model was built from, sha256:…'),
  minAgentVersion: text('version', 'Oldest agent that can run it'),
  architecture: list('name', 'Processor that can run it, such as x64'),
  minMemory: number('bytes', 'Memory that an agent needs', { min: 0, integer: true }),
  chunkSize: number('bytes', 'Bytes of a chunk: a power of two from 65536 to 1048576', { integer: true }),
  createdAt: textOr('now', 'time', 'Time of creation, RFC 3339'),
};

function parseDimension(given: string): readonly [string, number] {
  const at = given.lastIndexOf('=');
  const size = Number(given.slice(at + 1));
  if (at > 0 && Number.isSafeInteger(size) && size > 0) return [given.slice(0, at), size];
  throw new CliError('input_invalid', `A dimension is written name=size, not "${given}".`);
}
