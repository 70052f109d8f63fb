import { ApiError } from '@tensorguard/contract';

/** Times that a query is tried again on its own. */
const MAX_RETRIES = 2;

/** Whether an error says that nobody is signed in any more. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** Tries again what may pass by itself: no answer, or a platform that is starting. A refusal stays a refusal. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const passing = error instanceof ApiError && (error.status === 0 || error.status === 503);
  return passing && failures < MAX_RETRIES;
}
