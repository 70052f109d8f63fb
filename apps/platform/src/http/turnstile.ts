import { PlatformError } from '../errors.ts';

/** Lets a limited number of calls run at once; others wait in order, up to a limit of their own. */
export interface Turnstile {
  /** Runs the work when a place is free. @throws PlatformError `unavailable` when too many wait, or what `refuse` makes */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a turnstile. */
export function createTurnstile(limits: {
  readonly running: number;
  readonly waiting: number;
  /** Makes the refusal of a call that finds no place to wait. */
  readonly refuse?: () => PlatformError;
}): Turnstile {
  const { refuse = () => new PlatformError('unavailable', 'too many requests wait') } = limits;
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async pass(work) {
      if (running >= limits.running) {
        if (waiting.length >= limits.waiting) throw refuse();
        // The place is handed over: whoever ends wakes the next without letting a newcomer in between.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running++;
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
