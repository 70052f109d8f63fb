import type { Clock } from '@tensorguard/core';
import { InferenceError } from '../errors.ts';

/** Longest time that a Node timer can hold, 24.8 days; a later deadline is none. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Limits of one piece of work. */
export interface DeadlineOptions {
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives up waiting for work when its time is over or the caller's signal fires. The work sees the same on the signal that
 * it gets.
 *
 * @throws InferenceError `deadline_exceeded`, `aborted`, and whatever the work throws
 */
export async function withDeadline<T>(
  clock: Clock,
  options: DeadlineOptions,
  work: (expired: AbortSignal) => Promise<T>,
): Promise<T> {
  const { deadlineMs, signal } = options;
  if (signal?.aborted) throw aborted(signal.reason);
  if (deadlineMs !== undefined && !(deadlineMs > 0)) throw deadlineExceeded();
  const expired = new AbortController();
  const finished = new AbortController();
  const onAbort = (): void => expired.abort(aborted(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (deadlineMs !== undefined && deadlineMs <= MAX_TIMER_MS) {
    clock.sleep(deadlineMs, finished.signal).then(
      () => expired.abort(deadlineExceeded()),
      () => undefined,
    );
  }
  try {
    return await Promise.race([work(expired.signal), rejection(expired.signal)]);
  } finally {
    finished.abort();
    signal?.removeEventListener('abort', onAbort);
  }
}

export function deadlineExceeded(): InferenceError {
  return new InferenceError('deadline_exceeded', 'the work was not done within its deadline');
}

export function aborted(cause: unknown): InferenceError {
  return new InferenceError('aborted', 'the caller gave the work up', { cause });
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as InferenceError), { once: true });
  });
}
