import {
  formatTensors,
  InferenceQueue,
  parseTensors,
  PRIORITIES,
  type InferenceQueueStats,
  type NamedTensors,
  type TensorInfo,
  type TensorJson,
} from '@tensorguard/inference';
import type { Clock } from '@tensorguard/core';
import { z } from 'zod';
import type { LoadedRelease } from '../models/load-release.ts';
import type { LineWorker } from '../reconciler/line-worker.ts';
import { ApiProblemError, problemOf } from './api-error.ts';

const MAX_DEADLINE_MS = 3_600_000;

const inferRequest = z.strictObject({
  inputs: z.record(z.string(), z.unknown()),
  priority: z.enum(PRIORITIES).optional(),
  deadlineMs: z.number().min(1).max(MAX_DEADLINE_MS).optional(),
  encoding: z.enum(['numbers', 'base64']).default('numbers'),
});

/** Answer to an inference request; times are milliseconds. */
export interface InferAnswer {
  readonly outputs: Readonly<Record<string, TensorJson>>;
  readonly release: { readonly id: string; readonly number: number; readonly version: string };
  readonly timings: { readonly queueMs: number; readonly runMs: number; readonly totalMs: number };
}

/** What requests work with. */
export interface InferenceOptions {
  readonly line: (name: string) => LineWorker | undefined;
  readonly maxConcurrentRuns: number;
  readonly queueLimit: number;
  readonly defaultDeadlineMs: number;
  readonly clock: Clock;
}

/** Serves inference requests: one bounded queue for each line, so that a busy model does not hold up another. */
export class InferenceService {
  readonly #options: InferenceOptions;
  readonly #queues = new Map<string, InferenceQueue>();

  constructor(options: InferenceOptions) {
    this.#options = options;
  }

  /**
   * Runs the line's model on the inputs of an untrusted request. `signal` fires when the caller has gone.
   *
   * @throws ApiProblemError `not_found`, `request_invalid`; InferenceError
   */
  async infer(line: string, body: unknown, signal: AbortSignal): Promise<InferAnswer> {
    const start = performance.now();
    const worker = this.#options.line(line);
    if (worker === undefined) throw new ApiProblemError('not_found', 'there is no such line here');
    const parsed = inferRequest.safeParse(body);
    if (!parsed.success) throw new ApiProblemError('request_invalid', z.prettifyError(parsed.error));
    const { inputs, priority = 'normal', deadlineMs = this.#options.defaultDeadlineMs, encoding } = parsed.data;
    const job = (
      expired: AbortSignal,
    ): Promise<Omit<InferAnswer, 'timings'> & { startedAt: number; runMs: number }> => {
      const startedAt = performance.now();
      return worker.slot.use(async (loaded) => {
        const { outputs, runMs } = await runOn(loaded, inputs, expired);
        const { id, number } = loaded.release;
        const release = { id, number, version: loaded.version };
        return { outputs: formatTensors(outputs, encoding), release, startedAt, runMs };
      });
    };
    const { outputs, release, startedAt, runMs } = await this.#queue(line).submit(job, {
      priority,
      deadlineMs,
      signal,
    });
    const timings = {
      queueMs: milliseconds(startedAt - start),
      runMs: milliseconds(runMs),
      totalMs: milliseconds(performance.now() - start),
    };
    return { outputs, release, timings };
  }

  /** Figures of each queue that was used. */
  stats(): ReadonlyMap<string, InferenceQueueStats> {
    return new Map([...this.#queues].map(([line, queue]) => [line, queue.stats]));
  }

  /** Refuses waiting and new requests; resolves when running ones have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  #queue(line: string): InferenceQueue {
    let queue = this.#queues.get(line);
    if (queue === undefined) {
      const { maxConcurrentRuns: concurrency, queueLimit: maxQueued, clock } = this.#options;
      queue = new InferenceQueue({ concurrency, maxQueued, clock });
      this.#queues.set(line, queue);
    }
    return queue;
  }
}

async function runOn(
  { model, stats }: LoadedRelease,
  inputs: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<{ outputs: NamedTensors; runMs: number }> {
  try {
    const feeds = parseTensors(withDeclaredTypes(model.inputs, inputs));
    const start = performance.now();
    const outputs = await model.run(feeds, { signal });
    const runMs = performance.now() - start;
    stats.answered(runMs);
    return { outputs, runMs };
  } catch (error) {
    // What a caller did wrong says nothing about the model.
    if (!signal.aborted && problemOf(error).status >= 500) stats.failed();
    throw error;
  }
}

/** A tensor without an element type has the one that the model declares. */
function withDeclaredTypes(
  declared: readonly TensorInfo[],
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const types = new Map(declared.map(({ name, dtype }) => [name, dtype]));
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const isBare = typeof value === 'object' && value !== null && !('dtype' in value) && !Array.isArray(value);
      return [name, isBare && types.has(name) ? { ...value, dtype: types.get(name) } : value];
    }),
  );
}

function milliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
