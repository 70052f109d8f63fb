import { PlatformError } from '../errors.ts';

/** SQLSTATE of a violated unique constraint. */
const UNIQUE_VIOLATION = '23505';

/** Whether an error is a violated unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === UNIQUE_VIOLATION;
}

/**
 * SQLSTATE classes that mean "not now": connection trouble, a transaction that lost against another (deadlock), no resources,
 * an operator's intervention, a full disk.
 */
const UNAVAILABLE_CLASSES = new Set(['08', '40', '53', '57', '58']);

/** SQLSTATEs of values that no column holds: a NUL character, half a surrogate pair, a number or a time out of range. */
const UNSTORABLE_VALUES = new Set(['22021', '22P02', '22P05', '22003', '22007', '22008']);

/** Errors without a code by which the drivers say that there is no connection. */
const NO_CONNECTION =
  /timeout exceeded when trying to connect|Connection terminated|connection error and is not queryable|Query read timeout|after calling end on the pool|driver has already been destroyed|PGlite is clos/;

/** Tells what is not our mistake: values that cannot be stored (400), and a database that is away (503). */
export function refusalOr(error: unknown): unknown {
  if (error instanceof PlatformError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && UNSTORABLE_VALUES.has(code)) {
    return new PlatformError('request_invalid', 'a value that cannot be stored', {
      cause: error,
      detail: 'A value cannot be stored: a text with a forbidden character, or a number or time out of range.',
    });
  }
  const away = typeof code === 'string' && (UNAVAILABLE_CLASSES.has(code.slice(0, 2)) || /^E[A-Z]+$/.test(code));
  if (away || (error instanceof Error && NO_CONNECTION.test(error.message))) {
    return new PlatformError('unavailable', 'the database is not available', { cause: error });
  }
  return error;
}
