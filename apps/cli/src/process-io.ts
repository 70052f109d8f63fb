import { systemClock } from '@tensorguard/core';
import type { CliIo } from './cli-io.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The world of the running process. */
export function processIo(): CliIo {
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), clock: systemClock, interrupted };
}

/** The first signal asks to stop; the next one ends the process as usual. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.once(signal, stop);
  });
}
