import type { Logger } from '@tensorguard/core';

/** Everything is tidied this often, milliseconds (1 hour), the first time at the start. */
export const HOUSEKEEPING_MS = 3_600_000;

/** Removes what is not needed any more, in the background. */
export interface Housekeeping {
  start(): void;
  /** Lets the tasks under way end. */
  stop(): Promise<void>;
}

/** Makes the housekeeping over named tasks. One after the other; a task that fails is logged and does not keep the others away. */
export function createHousekeeping(options: {
  tasks: Readonly<Record<string, () => Promise<unknown>>>;
  logger: Logger;
}): Housekeeping {
  const { logger } = options;
  let stopped = false;
  let round: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const runAll = async (): Promise<void> => {
    for (const [task, run] of Object.entries(options.tasks)) {
      if (stopped) return;
      try {
        logger.debug('housekeeping_done', { task, result: await run() });
      } catch (error) {
        logger.error('housekeeping_failed', { task, error });
      }
    }
  };
  const startRound = (): void => {
    round ??= runAll().finally(() => (round = undefined));
  };

  return {
    start() {
      if (timer !== undefined || stopped) return;
      startRound();
      timer = setInterval(startRound, HOUSEKEEPING_MS).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await round;
    },
  };
}
