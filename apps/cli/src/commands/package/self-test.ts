import { readFile } from 'node:fs/promises';
import {
  formatTensors,
  parseSelfTest,
  runSelfTest,
  type LoadedModel,
  type SelfTestReport,
  type SelfTestVector,
} from '@tensorguard/inference';
import type { Digest } from '@tensorguard/core';
import type { SelfTest } from '@tensorguard/tgsp';
import { CliError } from '../../errors.ts';
import { seededInputs } from './seeded-inputs.ts';

/** How far an output may be from the recorded one: another processor adds in another order. */
interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** How vectors are made from the model itself. */
export interface RecordOptions {
  readonly count: number;
  /** Sizes of free dimensions by name. */
  readonly dimensions: ReadonlyMap<string, number>;
  readonly tolerance: Tolerance;
  /** Digest of the model file: the seed of the inputs. */
  readonly modelDigest: Digest;
}

/** Runs the model on seeded inputs and keeps what it really gives. @throws CliError `model_unusable`, InferenceError */
export async function recordSelfTest(model: LoadedModel, options: RecordOptions): Promise<SelfTestVector[]> {
  const { count, dimensions, tolerance, modelDigest } = options;
  const vectors: SelfTestVector[] = [];
  for (let i = 0; i < count; i++) {
    const inputs = seededInputs(model.inputs, dimensions, `${modelDigest}/${i}`);
    try {
      vectors.push({ inputs, outputs: await model.run(inputs), tolerance });
    } catch (cause) {
      const free = [...new Set(model.inputs.flatMap(({ shape }) => shape.filter((size) => typeof size === 'string')))];
      const advice = free.length > 0 ? `; try other sizes with --dimension for ${free.join(', ')}` : '';
      throw new CliError('model_unusable', `the model does not run on made inputs${advice}`, { cause });
    }
  }
  return vectors;
}

/** Reads vectors that the user wrote. @throws CliError `file_unreadable`, `input_invalid`; InferenceError */
export async function readSelfTest(path: string): Promise<SelfTestVector[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError('file_unreadable', `cannot read ${path}`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError('input_invalid', `${path} is not JSON`, { cause });
  }
  return parseSelfTest(value);
}

/** Runs vectors here first: what fails at home would fail on every agent. @throws CliError `self_test_failed` */
export async function requirePass(model: LoadedModel, vectors: readonly SelfTestVector[]): Promise<SelfTestReport> {
  const report = await runSelfTest(model, vectors);
  if (report.passed) return report;
  const issues = report.mismatches.map((mismatch) => ({
    path: `vector ${mismatch.vector}`,
    message: saying(mismatch),
  }));
  throw new CliError('self_test_failed', 'the model does not give what the self-test expects', { details: { issues } });
}

/** The form of vectors in a manifest. */
export function manifestSelfTest(vectors: readonly SelfTestVector[]): SelfTest[] {
  return vectors.map(({ inputs, outputs, tolerance }) => ({
    inputs: manifestTensors(inputs),
    outputs: manifestTensors(outputs),
    tolerance,
  }));
}

function manifestTensors(tensors: SelfTestVector['inputs']): SelfTest['inputs'] {
  const entries = Object.entries(formatTensors(tensors, 'base64'));
  return Object.fromEntries(
    entries.map(([name, { dtype, shape, data }]) => [name, { dtype, shape: [...shape], data: String(data) }]),
  );
}

function saying(mismatch: SelfTestReport['mismatches'][number]): string {
  switch (mismatch.kind) {
    case 'value':
      return `${mismatch.output}[${mismatch.index}] is ${mismatch.actual}, not ${mismatch.expected}`;
    case 'missing':
      return `there is no output ${mismatch.output}`;
    case 'dtype':
      return `${mismatch.output} is ${mismatch.actual}, not ${mismatch.expected}`;
    case 'shape':
      return `${mismatch.output} has shape [${mismatch.actual.join(', ')}], not [${mismatch.expected.join(', ')}]`;
    case 'run':
      return `${mismatch.code}: ${mismatch.message}`;
  }
}
