import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@tensorguard/core';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** A clock that moves only by {@link advance}; starts at the Unix epoch unless told otherwise. */
export class ManualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(nowMs = 0) {
    this.#now = nowMs;
  }

  now(): number {
    return this.#now;
  }

  /** Number of sleeps under way, to wait until code under test has come to one. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        leave();
        reject(abortError(signal));
      };
      const wake = (): void => {
        leave();
        resolve();
      };
      const sleeper: Sleeper = { due: this.#now + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Moves time on, waking sleepers in the order of their time. Between two of them the event loop turns, so that a sleep
   * begun by woken code within the span is woken as well.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let next = this.#earliest(end); next !== undefined; next = this.#earliest(end)) {
      this.#now = next.due;
      next.wake();
      await turn();
    }
    this.#now = end;
  }

  #earliest(end: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.due <= end && (first === undefined || sleeper.due < first.due)) first = sleeper;
    }
    return first;
  }
}

/** The same kind of error as Node's own timers give. */
function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('the sleep was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}
