import { ID_PREFIXES, type DeploymentReport } from '@tensorguard/contract';
import { isoTime, newId } from '@tensorguard/core';
import type { ClaimedDirective } from './verify-directive.ts';

/** Longest code and message in a report, characters. */
const MAX_CODE_CHARS = 80;
const MAX_MESSAGE_CHARS = 500;

/** What a report says beside the directive that it is about. */
export interface ReportFacts {
  readonly state: DeploymentReport['state'];
  readonly runningReleaseId: string | null;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** Milliseconds by step. */
  readonly timings?: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Makes a report, with an id of its own. */
export function makeReport(about: ClaimedDirective, facts: ReportFacts): DeploymentReport {
  const { code, message, timings, now, state, runningReleaseId } = facts;
  return {
    id: newId(ID_PREFIXES.report, now),
    at: isoTime(now),
    line: about.line,
    directiveNumber: about.number,
    rolloutId: about.rolloutId,
    releaseId: about.releaseId,
    state,
    runningReleaseId,
    ...(code === undefined ? {} : { code: code.slice(0, MAX_CODE_CHARS) }),
    ...(message === undefined ? {} : { message: message.slice(0, MAX_MESSAGE_CHARS) }),
    ...(timings === undefined ? {} : { timings }),
  };
}
