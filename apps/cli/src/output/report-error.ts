import { ApiError } from '@tensorguard/contract';
import { CodedError, messageOf } from '@tensorguard/core';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES, exitReasonOf } from '../exit-codes.ts';
import { oneLine, styleFor, type Style } from './style.ts';

/** How an error is told. */
export interface ReportOptions {
  readonly json: boolean;
  readonly debug: boolean;
}

/** Causes of causes that are looked at. */
const MAX_CAUSES = 8;

/** An error in a form for programs. */
interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
  readonly issues?: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly usage?: string | undefined;
}

/** Tells an error on standard error and returns the exit code for it. A stack is shown with `--debug` only. */
export function reportError(error: unknown, { stderr, env }: CliIo, { json, debug }: ReportOptions): number {
  const facts = factsOf(error);
  const exit = EXIT_CODES[exitReasonOf(error)].code;
  if (json) {
    stderr.write(`${JSON.stringify({ error: { ...facts, exitCode: exit } })}\n`);
  } else {
    stderr.write(`${textOf(facts, styleFor(stderr, env))}\n`);
  }
  if (debug) stderr.write(`${stacksOf(error)}\n`);
  return exit;
}

function factsOf(error: unknown): ErrorFacts {
  if (error instanceof ApiError) {
    const { code, problem } = error;
    if (!problem) return { code, message: error.message };
    const { title, detail, requestId, reason, issues } = problem;
    return { code, message: title, detail, requestId, reason, issues };
  }
  if (error instanceof CodedError) {
    const { issues, usage, path } = error.details as Pick<ErrorFacts, 'issues' | 'usage'> & { path?: unknown };
    const place = typeof path === 'string' && !error.message.includes(path) ? path : undefined;
    const detail = [place, systemReason(error)].filter((part) => part !== undefined).join(', ') || undefined;
    return { code: error.code, message: error.message, detail, issues, usage };
  }
  return { code: 'internal', message: `${messageOf(error)} (run it again with --debug to see where)` };
}

/** What the operating system said, such as ENOENT. */
function systemReason(error: Error): string | undefined {
  for (let cause: unknown = error.cause, depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth++) {
    const { code } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
    cause = cause.cause;
  }
  return undefined;
}

function textOf({ code, message, detail, requestId, reason, issues, usage }: ErrorFacts, style: Style): string {
  const said = [
    `${message}${detail === undefined ? '' : ` (${detail})`}`,
    ...(reason === undefined ? [] : [`reason ${reason}`]),
    ...(requestId === undefined ? [] : [`request id ${requestId}`]),
  ];
  // A message may have lines of its own, such as one for each setting; each is made safe by itself.
  const first = said.join(', ').split('\n').map(oneLine).join('\n');
  const more = [
    ...(issues ?? []).map(({ path, message }) => `  ${oneLine(path)}: ${oneLine(message)}`),
    ...(usage === undefined ? [] : [`Usage: ${usage}`, `Help: ${commandOf(usage)} --help`]),
  ];
  return [`${style('bad', code)}: ${first}`, ...more].join('\n');
}

function commandOf(usage: string): string {
  return usage.replace(/ [[<].*/, '');
}

function stacksOf(error: unknown): string {
  const stacks: string[] = [];
  for (let current = error; current instanceof Error && stacks.length < MAX_CAUSES; current = current.cause) {
    stacks.push(current.stack ?? current.message);
  }
  return stacks.join('\ncaused by ');
}
