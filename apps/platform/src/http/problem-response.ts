import { PROBLEM_MEDIA_TYPE, PROBLEMS, type Problem, type ProblemCode } from '@tensorguard/contract';
import { CodedError } from '@tensorguard/core';
import type { z } from 'zod';
import { PlatformError } from '../errors.ts';

/** Fields of a request that do not fit. */
export class InvalidRequest extends PlatformError {
  readonly issues: readonly { path: string; message: string }[];

  constructor(part: string, error: z.ZodError) {
    super('request_invalid', `the ${part} does not fit the schema`);
    this.issues = error.issues.slice(0, 20).map((issue) => ({
      path: [part, ...issue.path.map(String)].join('.'),
      message: issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}`.slice(0, 200) : issue.message,
    }));
  }
}

/** The problem document of anything that was thrown. What is not meant for callers becomes `internal`. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const known = thrown instanceof PlatformError ? thrown : undefined;
  const code: ProblemCode = known?.code ?? 'internal';
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:tensorguard:problem:${code}`,
    title,
    status,
    code,
    requestId,
    ...(known?.detail === undefined ? {} : { detail: known.detail }),
    ...(known?.reason === undefined ? {} : { reason: known.reason }),
    ...(known instanceof InvalidRequest ? { issues: [...known.issues] } : {}),
  };
}

/** The HTTP answer of a problem. */
export function problemResponse(problem: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, 'content-type': PROBLEM_MEDIA_TYPE, 'cache-control': 'no-store' },
  });
}

/** Whether an error deserves a line at error level: it is ours, not the caller's. */
export function isOurFault(thrown: unknown): boolean {
  return !(thrown instanceof CodedError && thrown instanceof PlatformError) || PROBLEMS[thrown.code].status >= 500;
}
