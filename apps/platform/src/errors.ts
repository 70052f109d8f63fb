import type { ProblemCode } from '@tensorguard/contract';
import { CodedError, type ErrorContext } from '@tensorguard/core';

/** What a caller may learn beyond the code. */
export interface PlatformErrorContext extends ErrorContext {
  /** A sentence about this occurrence, safe to show. */
  readonly detail?: string;
  /** A narrower code, safe to show. */
  readonly reason?: string;
  /** When it may work, seconds from now; for codes that tell callers to come back. */
  readonly retryAfterSeconds?: number;
}

/**
 * A refusal of the platform. The code is public and decides the HTTP status (contract, `PROBLEMS`); message, details and
 * cause go to the log only.
 */
export class PlatformError extends CodedError<ProblemCode> {
  readonly detail: string | undefined;
  readonly reason: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, message: string, context: PlatformErrorContext = {}) {
    super(code, message, context);
    this.detail = context.detail;
    this.reason = context.reason;
    this.retryAfterSeconds = context.retryAfterSeconds;
  }
}

/** The answer for something that is not there, or is another tenant's. */
export function notFound(kind: string, id: string): PlatformError {
  return new PlatformError('not_found', `no ${kind} ${id}`, { detail: `There is no such ${kind}.` });
}
