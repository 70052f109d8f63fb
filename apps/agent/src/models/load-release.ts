import type { ApiClient } from '@tensorguard/contract';
import { checkDescription, parseSelfTest, runSelfTest, type LoadedModel } from '@tensorguard/inference';
import type { Manifest, RecipientPrivateKey } from '@tensorguard/tgsp';
import { AgentError } from '../errors.ts';
import type { ReleaseRef } from '../reconciler/line-store.ts';
import { RunStats } from '../telemetry/run-stats.ts';
import type { MachineLimits } from './compatibility.ts';
import { downloadPackage } from './download-package.ts';
import type { ModelLoader } from './model-loader.ts';
import type { PackageStore } from './package-store.ts';
import { requestContentKey } from './unlock-package.ts';
import { verifyPackage, type TrustedPackage } from './verify-package.ts';

/** Longest time for one vector of a self-test, milliseconds. */
const SELF_TEST_RUN_MS = 60_000;

/** Steps of bringing a release up, in order; each has its time in the report. */
export const LOAD_STEPS = ['download', 'verify', 'key', 'load', 'selfTest'] as const;
export type LoadStep = (typeof LOAD_STEPS)[number];
/** Milliseconds by step, for the steps that were done. */
export type LoadTimings = Partial<Record<LoadStep, number>>;

/** What the steps work with; everything that belongs to one agent. */
export interface ReleaseLoaderOptions {
  readonly agentId: string;
  /** The key that released keys are sealed to. */
  readonly recipientKey: () => RecipientPrivateKey;
  readonly store: PackageStore;
  /** The client with the current certificate. */
  readonly client: () => ApiClient;
  readonly machine: MachineLimits;
  readonly loadModel: ModelLoader;
  readonly modelThreads: number;
  readonly freeDiskBytes: (path: string) => Promise<number>;
  readonly diskReserveBytes: number;
  readonly now: () => number;
}

/** A release in memory that answers requests. */
export interface LoadedRelease {
  readonly release: ReleaseRef;
  /** Version that the publisher gave. */
  readonly version: string;
  readonly model: LoadedModel;
  readonly stats: RunStats;
  dispose(): Promise<void>;
}

/** Brings a release from the platform into memory. `timings` is filled as the steps end, also when a later one fails. */
export type ReleaseLoader = (
  line: string,
  release: ReleaseRef,
  timings: LoadTimings,
  signal: AbortSignal,
) => Promise<LoadedRelease>;

/**
 * Makes the loader: download, verify, unlock, load, self-test. Plaintext exists in memory only; the content key and the
 * model's bytes are wiped after use, also on failure.
 */
export function releaseLoader(options: ReleaseLoaderOptions): ReleaseLoader {
  return async (line, release, timings, signal) => {
    const { store, freeDiskBytes, diskReserveBytes, machine } = options;
    const download = { release, store, client: options.client(), freeDiskBytes, diskReserveBytes, signal };
    const path = await timed(timings, 'download', signal, () => downloadPackage(download));
    const trusted = await timed(timings, 'verify', signal, () => verifyPackage(path, line, release, machine));
    try {
      const { manifest } = trusted.verified;
      const model = await unlockAndLoad(options, trusted, release, timings, signal);
      try {
        await timed(timings, 'selfTest', signal, () => requireSelfTest(manifest, model));
        const dispose = (): Promise<void> => model.dispose();
        return { release, version: manifest.version, model, stats: new RunStats(), dispose };
      } catch (error) {
        await model.dispose();
        throw error;
      }
    } finally {
      await trusted.source.close();
    }
  };
}

async function unlockAndLoad(
  options: ReleaseLoaderOptions,
  { verified, modelPath }: TrustedPackage,
  release: ReleaseRef,
  timings: LoadTimings,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const { agentId, now } = options;
  const request = { release, agentId, recipientKey: options.recipientKey(), client: options.client(), now, signal };
  const contentKey = await timed(timings, 'key', signal, () => requestContentKey(request));
  try {
    return await timed(timings, 'load', signal, async () => {
      const bytes = await verified.readFile(contentKey, modelPath);
      contentKey.fill(0);
      const model = await options.loadModel({ bytes, threads: options.modelThreads });
      try {
        checkDescription(verified.manifest.model, model.metadata);
        return model;
      } catch (error) {
        await model.dispose();
        throw error;
      }
    });
  } finally {
    contentKey.fill(0);
  }
}

/** @throws AgentError `self_test_failed`, with the first mismatches; InferenceError `self_test_invalid` */
async function requireSelfTest({ selfTest }: Manifest, model: LoadedModel): Promise<void> {
  if (selfTest.length === 0) return;
  const report = await runSelfTest(model, parseSelfTest(selfTest), { deadlineMs: SELF_TEST_RUN_MS });
  if (report.passed) return;
  const { mismatchCount, comparedElements, mismatches } = report;
  throw new AgentError(
    'self_test_failed',
    `the model does not give what its self-test expects: ${mismatchCount} of ${comparedElements} values differ`,
    { details: { mismatchCount, mismatches: mismatches.slice(0, 3) } },
  );
}

async function timed<T>(timings: LoadTimings, step: LoadStep, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw new AgentError('superseded', 'the work is not wanted any more', { cause: signal.reason });
  const start = performance.now();
  const result = await work();
  timings[step] = Math.round((performance.now() - start) * 10) / 10;
  return result;
}
