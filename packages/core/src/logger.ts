import { CodedError } from './errors.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Facts of one log line; keys that look like secrets are redacted. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log: one JSON object a line. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds the given fields to each line. */
  child(fields: LogFields): Logger;
}

/** Where lines go, from which level on, and what each carries. */
export interface LoggerOptions {
  readonly level?: LogLevel;
  readonly fields?: LogFields;
  readonly write?: (line: string) => void;
  readonly now?: () => number;
}

const SECRET_KEY = /(secret|password|passphrase|token|authorization|cookie|private.?key)$/i;
const REDACTED = '[redacted]';

/** Makes a logger that writes to standard error unless told otherwise. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', fields = {}, now = Date.now } = options;
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const threshold = LOG_LEVELS.indexOf(level);

  const emit = (at: LogLevel, event: string, extra: LogFields = {}): void => {
    if (LOG_LEVELS.indexOf(at) < threshold) return;
    const record = { time: new Date(now()).toISOString(), level: at, event, ...fields, ...extra };
    write(`${JSON.stringify(record, plain)}\n`);
  };
  return {
    debug: (event, extra) => emit('debug', event, extra),
    info: (event, extra) => emit('info', event, extra),
    warn: (event, extra) => emit('warn', event, extra),
    error: (event, extra) => emit('error', event, extra),
    child: (extra) => createLogger({ level, now, write, fields: { ...fields, ...extra } }),
  };
}

/** A logger that drops everything. */
export const silentLogger: Logger = createLogger({ write: () => undefined });

function plain(key: string, value: unknown): unknown {
  if (SECRET_KEY.test(key) && typeof value === 'string') return REDACTED;
  if (value instanceof CodedError) {
    return { code: value.code, message: value.message, details: value.details, cause: value.cause };
  }
  if (value instanceof Error) return { message: value.message, stack: value.stack, cause: value.cause };
  if (typeof value === 'bigint') return value.toString();
  return value;
}
