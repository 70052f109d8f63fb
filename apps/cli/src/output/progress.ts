import type { Clock } from '@tensorguard/core';
import type { OutputStream } from '../cli-io.ts';
import { formatBytes } from './format.ts';

/** Shows how far a long piece of work is. */
export interface Progress {
  /** `done` of `total` bytes are through. */
  update(done: number, total: number): void;
  /** Clears the line. Call it before anything else is written. */
  end(): void;
}

/** A progress that shows nothing. */
const silentProgress: Progress = { update: () => undefined, end: () => undefined };

const BAR_CELLS = 24;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001B[K';
const MS_PER_SECOND = 1000;

/** A bar with share, bytes and speed on one line of a terminal; silent elsewhere. */
export function createProgress(stream: OutputStream, clock: Pick<Clock, 'now'>, label: string): Progress {
  if (!stream.isTTY) return silentProgress;
  const startedAt = clock.now();
  let drawnAt = -Infinity;
  return {
    update(done, total) {
      const now = clock.now();
      if (now - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = now;
      const seconds = Math.max((now - startedAt) / MS_PER_SECOND, Number.EPSILON);
      const speed = now > startedAt ? `  ${formatBytes(Math.round(done / seconds))}/s` : '';
      const line = `${label} ${bar(done, total)} ${formatBytes(done)} of ${formatBytes(total)}${speed}`;
      stream.write(CLEAR_LINE + line.slice(0, (stream.columns ?? Infinity) - 1));
    },
    end: () => void stream.write(CLEAR_LINE),
  };
}

function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const full = Math.round(share * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
