import { canonicalJson, Backoff, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import type { Directive } from '@tensorguard/contract';
import { ModelSlot } from '@tensorguard/inference';
import type { LineStatus } from '../agent-status.ts';
import { AgentError } from '../errors.ts';
import type { LoadedRelease, LoadTimings, ReleaseLoader } from '../models/load-release.ts';
import { judgeFailure, type Judgement } from './judge-failure.ts';
import { claimOf, nextJob, sameRelease, type Job, type JobTimes } from './line-jobs.ts';
import type { LineRecord, LineStore, Outcome, ReleaseRef } from './line-store.ts';
import { makeReport } from './report.ts';
import { requireCurrent } from './verify-directive.ts';

/** What a line works with. */
export interface LineWorkerOptions {
  readonly line: string;
  readonly store: LineStore;
  readonly load: ReleaseLoader;
  readonly clock: Clock;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
  /** Called after each report that was stored. */
  readonly onReport: () => void;
  /** Called when the platform, asked for something, does not accept the identity. */
  readonly onIdentityRefused: () => void;
  /** Called when a release took its place, so that files of others can go. */
  readonly onApplied: () => Promise<void>;
}

/** A release that is being brought up. */
interface Attempt {
  readonly kind: 'advance' | 'restore';
  readonly release: ReleaseRef;
  readonly abort: AbortController;
}

/**
 * Follows the directives of one line, one after the other and apart from other lines. The running release keeps answering
 * until its successor has passed every check; whatever fails leaves it in place.
 */
export class LineWorker {
  readonly slot = new ModelSlot<LoadedRelease>();
  readonly #options: LineWorkerOptions;
  readonly #logger: Logger;
  readonly #backoff: Backoff;
  readonly #ended = new AbortController();
  readonly #times: JobTimes = { advanceAt: 0, restoreAt: 0 };
  #record: LineRecord | undefined;
  #problem: Judgement | undefined;
  /** Code of the last failure that was reported, so that a retry does not report it again. */
  #reportedCode: string | undefined;
  #running: Promise<void> | undefined;
  #attempt: Attempt | undefined;
  readonly #draining = new Set<Promise<void>>();
  #pause: AbortController | undefined;

  constructor(options: LineWorkerOptions, record: LineRecord | undefined) {
    this.#options = options;
    this.#logger = options.logger.child({ line: options.line });
    this.#backoff = new Backoff(options.retry);
    this.#record = record;
  }

  /** The record as it is on disk. */
  get record(): LineRecord | undefined {
    return this.#record;
  }

  /**
   * Takes a verified directive. Its number is on disk before anything is done about it. A directive that is known already
   * changes nothing.
   *
   * @throws AgentError `directive_number_too_low`, `directive_number_reused`, `directive_expired`, `state_unwritable`
   */
  accept(directive: Directive): void {
    const known = this.#record;
    if (known !== undefined && directive.number <= known.directive.number) return requireKnown(directive, known);
    requireCurrent(directive, this.#options.clock.now());
    const { release } = directive;
    const record: LineRecord = { ...(known ?? this.#emptyRecord(directive)), directive, outcome: null };
    if (release !== null && sameRelease(this.slot.current?.release, release)) {
      const settled: LineRecord = { ...record, applied: release, outcome: { state: 'applied' } };
      if (isRenewal(directive, known)) this.#putQuietly(settled);
      else this.#put(settled);
    } else if (release === null || isSameOrder(directive, known)) {
      this.#putQuietly(record);
    } else {
      this.#put(record, { state: 'received' });
    }
    this.#logger.info('directive.accepted', { number: directive.number, releaseId: release?.id ?? null });
    this.#startOver(release);
    this.wake();
  }

  /** Looks for something to do now. Never rejects. */
  wake(): void {
    this.#pause?.abort();
    if (this.#ended.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // A wake-up between the last look and this moment must not be lost.
      if (this.#nextJob() !== undefined) this.wake();
    });
  }

  status(): LineStatus {
    const record = this.#record;
    const current = this.slot.current;
    const { release } = current ?? {};
    const outcome = record?.outcome;
    const problem = this.#problem ?? (outcome?.code === undefined ? undefined : outcome);
    return {
      line: this.#options.line,
      state: this.#state(),
      release: release === undefined ? null : { id: release.id, number: release.number, digest: release.digest },
      directive: {
        number: record?.directive.number ?? 0,
        releaseId: record?.directive.release?.id ?? null,
      },
      problem: problem === undefined ? null : { code: problem.code ?? 'unknown', message: problem.message ?? '' },
      inference: current?.stats.snapshot() ?? null,
    };
  }

  /** Ends the work and takes the model out of memory; requests in flight end first. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#attempt?.abort.abort();
    await this.#running;
    await this.slot.wipe();
    await Promise.all(this.#draining);
  }

  /** A new directive clears what was known of the one before, and ends work that it does not order. */
  #startOver(release: ReleaseRef | null): void {
    this.#settled();
    this.#times.advanceAt = 0;
    this.#times.restoreAt = 0;
    const attempt = this.#attempt;
    if (attempt === undefined || sameRelease(attempt.release, release)) return;
    // What ran before a restart goes on coming back: it serves until the new release is up.
    if (attempt.kind === 'advance' || release === null) attempt.abort.abort();
  }

  #state(): LineStatus['state'] {
    if (this.#attempt !== undefined) return 'working';
    if (this.#problem?.retry === true) return 'waiting';
    return this.slot.current === undefined ? 'empty' : 'loaded';
  }

  async #run(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const job = this.#nextJob();
      if (job === undefined) return;
      const waitMs = job.dueAt - this.#options.clock.now();
      if (waitMs > 0) await this.#sleep(waitMs);
      else await this.#do(job);
    }
  }

  #nextJob(): Job | undefined {
    return nextJob(this.#record, this.slot.current !== undefined, this.#times);
  }

  async #sleep(ms: number): Promise<void> {
    this.#pause = new AbortController();
    const signal = AbortSignal.any([this.#ended.signal, this.#pause.signal]);
    await this.#options.clock.sleep(ms, signal).catch(() => undefined);
    this.#pause = undefined;
  }

  async #do(job: Job): Promise<void> {
    const timings: LoadTimings = {};
    try {
      switch (job.kind) {
        case 'stop':
          return await this.#unload(job.directive);
        case 'restore':
          return await this.#restore(job.release, timings);
        case 'advance':
          return await this.#advance(job.directive, job.release, timings);
      }
    } catch (error) {
      this.#failed(job, error, timings);
    }
  }

  async #unload(directive: Directive): Promise<void> {
    requireCurrent(directive, this.#options.clock.now());
    await this.slot.wipe();
    if (this.#record?.directive.number !== directive.number) return;
    this.#put({ ...this.#record, applied: null, previousDigest: null, outcome: { state: 'stopped' } });
    await this.#options.onApplied();
  }

  async #advance(directive: Directive, release: ReleaseRef, timings: LoadTimings): Promise<void> {
    requireCurrent(directive, this.#options.clock.now());
    // It is loaded already when only the record of it could not be written.
    if (!sameRelease(this.slot.current?.release, release)) await this.#loadAndSwap('advance', release, timings);
    // While it was brought up, a newer directive may have come that orders the same release.
    const record = this.#record;
    if (record === undefined || record.outcome !== null || !sameRelease(record.directive.release, release)) return;
    const before = record.applied;
    const previousDigest = before === null || before.digest === release.digest ? record.previousDigest : before.digest;
    this.#put({ ...record, applied: release, previousDigest, outcome: { state: 'applied' } }, { timings });
    this.#settled();
    await this.#options.onApplied();
  }

  /** Brings back what ran before a restart. */
  async #restore(release: ReleaseRef, timings: LoadTimings): Promise<void> {
    await this.#loadAndSwap('restore', release, timings);
    this.#settled();
    this.#logger.info('release.restored', { releaseId: release.id, timings });
  }

  #settled(): void {
    this.#problem = undefined;
    this.#reportedCode = undefined;
    this.#backoff.reset();
  }

  /** The swap is at once; the old model goes when its last request has ended, which nothing here waits for. */
  async #loadAndSwap(kind: Attempt['kind'], release: ReleaseRef, timings: LoadTimings): Promise<void> {
    const abort = new AbortController();
    this.#attempt = { kind, release, abort };
    try {
      const loaded = await this.#options.load(this.#options.line, release, timings, abort.signal);
      if (abort.signal.aborted) {
        await loaded.dispose();
        throw new AgentError('superseded', 'the release is not wanted any more');
      }
      this.#drain(this.slot.swap(loaded));
    } finally {
      this.#attempt = undefined;
    }
  }

  #drain(swapped: Promise<void>): void {
    const drained = swapped
      .catch((error: unknown) => this.#logger.error('release.disposal_failed', { error }))
      .finally(() => this.#draining.delete(drained));
    this.#draining.add(drained);
  }

  #failed(job: Job, error: unknown, timings: LoadTimings): void {
    const judgement = judgeFailure(error);
    const { code, message, retry } = judgement;
    if (this.#ended.signal.aborted || this.#overtaken(job)) return;
    if (code === 'identity_revoked') {
      this.#ended.abort();
      return this.#options.onIdentityRefused();
    }
    this.#problem = judgement;
    const now = this.#options.clock.now();
    this.#logger.warn('directive.not_followed', { job: job.kind, code, message, retry, error });
    const nextAt = retry ? now + this.#backoff.next() : Infinity;
    if (job.kind === 'restore') this.#times.restoreAt = nextAt;
    else this.#times.advanceAt = nextAt;
    try {
      this.#recordFailure(job, judgement, timings);
    } catch (storeError) {
      // Without a record the directive stays open: it is tried again when the disk works.
      this.#logger.error('state.unwritable', { error: storeError });
      this.#times.advanceAt = now + this.#backoff.next();
    }
  }

  /** Work that was ended because a newer directive orders something else failed nobody. */
  #overtaken(job: Job): boolean {
    const { release = null } = this.#record?.directive ?? {};
    if (job.kind === 'stop') return release !== null;
    return job.kind === 'advance' ? !sameRelease(release, job.release) : release === null;
  }

  #recordFailure(job: Job, judgement: Judgement, timings: LoadTimings): void {
    const record = this.#record!;
    const { state, retry, report, code, message } = judgement;
    const outcome = retry || job.kind === 'restore' ? record.outcome : { state, code, message };
    const isNews = report && this.#reportedCode !== code;
    if (isNews) {
      this.#put({ ...record, outcome }, { state, code, message, timings });
      this.#reportedCode = code;
    } else if (outcome !== record.outcome) {
      this.#putQuietly({ ...record, outcome });
    }
  }

  /** Stores the record of a change that the platform need not hear of. */
  #putQuietly(record: LineRecord): void {
    this.#options.store.put(record);
    this.#record = record;
  }

  /** Stores the record and the report about it in one step. */
  #put(record: LineRecord, facts: Partial<Outcome> | { state: 'received' } | { timings: LoadTimings } = {}): void {
    const stated = 'state' in facts && facts.state !== undefined ? facts.state : record.outcome?.state;
    const report = makeReport(claimOf(record.directive), {
      runningReleaseId: this.slot.current?.release.id ?? null,
      now: this.#options.clock.now(),
      ...facts,
      state: stated ?? 'received',
    });
    this.#options.store.put(record, report);
    this.#record = record;
    this.#logger.info('report.stored', { state: report.state, number: report.directiveNumber, code: report.code });
    this.#options.onReport();
  }

  #emptyRecord(directive: Directive): LineRecord {
    return { line: this.#options.line, directive, outcome: null, applied: null, previousDigest: null };
  }
}

/** Whether a directive only takes the place of one that was followed to its end: no news for anybody. */
function isRenewal(directive: Directive, known: LineRecord | undefined): boolean {
  return known?.outcome?.state === 'applied' && isSameOrder(directive, known);
}

/** Whether a directive orders what the one before ordered, for the same rollout. */
function isSameOrder({ rolloutId, release }: Directive, known: LineRecord | undefined): boolean {
  const before = known?.directive;
  return before?.rolloutId === rolloutId && sameRelease(before.release, release);
}

function requireKnown(directive: Directive, { directive: known }: LineRecord): void {
  const details = { number: directive.number, highestSeen: known.number };
  if (directive.number < known.number) {
    throw new AgentError('directive_number_too_low', 'a higher directive was seen before', { details });
  }
  if (canonicalJson(directive) !== canonicalJson(known)) {
    throw new AgentError('directive_number_reused', 'another directive had this number', { details });
  }
}
