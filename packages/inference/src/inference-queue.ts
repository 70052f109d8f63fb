import { systemClock, type Clock } from '@tensorguard/core';
import { InferenceError } from './errors.ts';
import { withDeadline, type DeadlineOptions } from './internal/deadline.ts';

/** Classes of work, most urgent first. A waiting job of a class runs before all of the classes below it. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Jobs that may wait unless told otherwise. */
export const DEFAULT_MAX_QUEUED = 256;

/** Size of the queue. */
export interface InferenceQueueOptions {
  /** Jobs that run at once. Default 1: runs of one model follow each other anyway. */
  readonly concurrency?: number;
  /** Jobs that may wait; one more gets `queue_full`. Default 256. */
  readonly maxQueued?: number;
  readonly clock?: Clock;
}

/** Limits of one job: `deadlineMs` is milliseconds from the submission, waiting included. */
export interface QueueJobOptions extends DeadlineOptions {
  readonly priority?: Priority;
}

/** What the queue is doing, for metrics. Counts are since its start. */
export interface InferenceQueueStats {
  readonly running: number;
  readonly queued: number;
  readonly completed: number;
  readonly failed: number;
  readonly expired: number;
  readonly refused: number;
}

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (error: InferenceError) => void;
}

/**
 * A bounded queue with priorities. A job whose time is over leaves the queue and never runs; one that is running when its
 * time is over is given up by the caller, but keeps its place until it really ends, so that the limit holds.
 */
export class InferenceQueue {
  readonly #concurrency: number;
  readonly #maxQueued: number;
  readonly #clock: Clock;
  readonly #waiting: Readonly<Record<Priority, Set<Waiter>>> = { high: new Set(), normal: new Set(), low: new Set() };
  readonly #counts = { completed: 0, failed: 0, expired: 0, refused: 0 };
  #running = 0;
  #closed = false;
  readonly #idle = new Set<() => void>();

  constructor(options: InferenceQueueOptions = {}) {
    this.#concurrency = positive('concurrency', options.concurrency ?? 1);
    this.#maxQueued = positive('maxQueued', options.maxQueued ?? DEFAULT_MAX_QUEUED);
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Runs a job when its turn comes. The job's signal fires when its caller no longer waits.
   *
   * @throws InferenceError `queue_full`, `queue_closed`, `deadline_exceeded`, `aborted`, and whatever the job throws
   */
  async submit<T>(job: (signal: AbortSignal) => Promise<T>, options: QueueJobOptions = {}): Promise<T> {
    const { priority = 'normal' } = options;
    this.#admitOrThrow();
    try {
      return await withDeadline(this.#clock, options, async (expired) => {
        await this.#turn(priority, expired);
        return this.#run(job, expired);
      });
    } catch (error) {
      if (error instanceof InferenceError && error.code === 'deadline_exceeded') this.#counts.expired++;
      throw error;
    }
  }

  get stats(): InferenceQueueStats {
    return { running: this.#running, queued: this.#queued(), ...this.#counts };
  }

  /** Refuses waiting and new jobs with `queue_closed`; resolves when the running ones have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const priority of PRIORITIES) {
      for (const waiter of this.#waiting[priority]) waiter.refuse(closed());
      this.#waiting[priority].clear();
    }
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.add(resolve));
  }

  #admitOrThrow(): void {
    if (!this.#closed && (this.#running < this.#concurrency || this.#queued() < this.#maxQueued)) return;
    this.#counts.refused++;
    if (this.#closed) throw closed();
    throw new InferenceError('queue_full', 'too many jobs are waiting', { details: { maxQueued: this.#maxQueued } });
  }

  /** Takes a place among the running jobs, at once or when one is free. */
  async #turn(priority: Priority, expired: AbortSignal): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    const waiting = this.#waiting[priority];
    await new Promise<void>((admit, refuse) => {
      const waiter: Waiter = { admit, refuse };
      waiting.add(waiter);
      const leave = (): void => {
        if (waiting.delete(waiter)) refuse(expired.reason as InferenceError);
      };
      expired.addEventListener('abort', leave, { once: true });
    });
  }

  async #run<T>(job: (signal: AbortSignal) => Promise<T>, expired: AbortSignal): Promise<T> {
    try {
      // The turn may have come in the same moment as the end of the time.
      expired.throwIfAborted();
      const result = await job(expired);
      this.#counts.completed++;
      return result;
    } catch (error) {
      if (!expired.aborted) this.#counts.failed++;
      throw error;
    } finally {
      this.#release();
    }
  }

  /** Hands the place on to the most urgent waiter, or frees it. */
  #release(): void {
    for (const priority of PRIORITIES) {
      const [next] = this.#waiting[priority];
      if (next === undefined) continue;
      this.#waiting[priority].delete(next);
      next.admit();
      return;
    }
    this.#running--;
    if (this.#running > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  #queued(): number {
    return PRIORITIES.reduce((sum, priority) => sum + this.#waiting[priority].size, 0);
  }
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`${name} must be a whole number from 1 on`);
}

function closed(): InferenceError {
  return new InferenceError('queue_closed', 'the queue takes no more jobs');
}
