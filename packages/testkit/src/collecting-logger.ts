import { createLogger, type Logger, type LogLevel } from '@tensorguard/core';

/** One log line as a reader of the log would parse it. */
export interface CollectedLine {
  readonly time: string;
  readonly level: LogLevel;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A real logger whose lines stay in memory. */
export interface CollectingLogger extends Logger {
  /** All lines so far, those of child loggers included. */
  readonly lines: readonly CollectedLine[];
  /** The lines of one event. */
  readonly of: (event: string) => CollectedLine[];
}

/** Makes a logger for tests. It writes through the product's own logger, so redaction and serialisation are the real ones. */
export function collectingLogger(level: LogLevel = 'debug'): CollectingLogger {
  const lines: CollectedLine[] = [];
  const logger = createLogger({ level, write: (line) => void lines.push(JSON.parse(line) as CollectedLine) });
  return { ...logger, lines, of: (event) => lines.filter((line) => line.event === event) };
}
