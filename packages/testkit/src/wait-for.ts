import { setTimeout as delay } from 'node:timers/promises';
import { TestkitError } from './errors.ts';

/** How long and how often to look. */
export interface WaitForOptions {
  /** Default 5 seconds. */
  readonly timeoutMs?: number;
  /** Default 10 milliseconds. */
  readonly intervalMs?: number;
  /** What is waited for, for the error's message. */
  readonly what?: string;
}

type Falsy = false | 0 | 0n | '' | null | undefined;

/**
 * Asks again and again until the answer is truthy and returns it. An error counts as "not yet" and is the cause when time
 * runs out.
 *
 * @throws TestkitError `wait_timeout`
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitForOptions = {},
): Promise<Exclude<T, Falsy>> {
  const { timeoutMs = 5_000, intervalMs = 10, what = 'the condition' } = options;
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const answer = await condition();
      if (answer) return answer as Exclude<T, Falsy>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(intervalMs);
  } while (performance.now() < end);
  throw new TestkitError('wait_timeout', `${what} did not come true within ${timeoutMs} ms`, {
    cause,
    details: { timeoutMs },
  });
}
