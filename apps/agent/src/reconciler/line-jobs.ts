import type { Directive } from '@tensorguard/contract';
import type { LineRecord, ReleaseRef } from './line-store.ts';
import type { ClaimedDirective } from './verify-directive.ts';

/**
 * What a line can have to do. `advance`: follow the open directive; `stop`: the open directive orders nothing to run;
 * `restore`: bring back what ran before a restart. `dueAt` is milliseconds since the epoch.
 */
export type Job =
  | { readonly kind: 'advance'; readonly dueAt: number; readonly directive: Directive; readonly release: ReleaseRef }
  | { readonly kind: 'stop'; readonly dueAt: number; readonly directive: Directive; readonly release: null }
  | { readonly kind: 'restore'; readonly dueAt: number; readonly release: ReleaseRef };

/** When each kind of work may be tried again; `Infinity` when it is given up until a new directive. */
export interface JobTimes {
  advanceAt: number;
  restoreAt: number;
}

/** The next thing to do for a line, the earlier one of two; undefined when the line is as it should be. */
export function nextJob(record: LineRecord | undefined, isLoaded: boolean, times: JobTimes): Job | undefined {
  if (record === undefined) return undefined;
  const { directive, outcome, applied } = record;
  const open = outcome === null;
  if (open && directive.release === null) {
    return finite({ kind: 'stop', dueAt: times.advanceAt, directive, release: null });
  }
  const advance: Job | undefined =
    open && directive.release !== null
      ? finite({ kind: 'advance', dueAt: times.advanceAt, directive, release: directive.release })
      : undefined;
  const isMissing = !isLoaded && applied !== null && !(open && sameRelease(applied, directive.release));
  const restore: Job | undefined =
    isMissing && applied !== null ? finite({ kind: 'restore', dueAt: times.restoreAt, release: applied }) : undefined;
  // What ran before answers soonest, so it goes first when both are due.
  if (advance === undefined || restore === undefined) return restore ?? advance;
  return advance.dueAt < restore.dueAt ? advance : restore;
}

/** Whether two references mean the same package under the same release. */
export function sameRelease(a: ReleaseRef | null | undefined, b: ReleaseRef | null | undefined): boolean {
  if (!a || !b) return false;
  return a.id === b.id && a.digest === b.digest;
}

/** What a report says of a directive. */
export function claimOf({ line, number, rolloutId, release }: Directive): ClaimedDirective {
  return { line, number, rolloutId, releaseId: release?.id ?? null };
}

function finite(job: Job): Job | undefined {
  return job.dueAt === Infinity ? undefined : job;
}
