import type { AgentSettings, ApiClient, SignedEnvelope } from '@tensorguard/contract';
import { canonicalJson, digestOf, messageOf, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import type { SigningPublicKey } from '@tensorguard/tgsp';
import type { LineStatus } from '../agent-status.ts';
import { AgentError, codeOf } from '../errors.ts';
import type { WireKey } from '../identity/directive-keys.ts';
import type { ReleaseLoader } from '../models/load-release.ts';
import type { PackageStore } from '../models/package-store.ts';
import { fetchDesired, type DesiredState } from './fetch-desired.ts';
import type { LineStore } from './line-store.ts';
import { LineWorker } from './line-worker.ts';
import { makeReport } from './report.ts';
import { claimedDirective, verifyDirective } from './verify-directive.ts';

/** Most lines that one agent runs; as many as a heartbeat can name. */
export const MAX_LINES = 64;

/** What reconciling works with. */
export interface ReconcilerOptions {
  readonly tenantId: string;
  readonly store: LineStore;
  readonly packages: PackageStore;
  readonly load: ReleaseLoader;
  readonly client: () => ApiClient;
  /** Keys that sign directives, the ones in force now. */
  readonly directiveKeys: () => readonly SigningPublicKey[];
  /** Takes over keys that came over the authenticated connection; durable when it resolves. */
  readonly useDirectiveKeys: (keys: readonly WireKey[]) => Promise<void>;
  readonly onSettings: (settings: AgentSettings) => void;
  readonly onReport: () => void;
  readonly onIdentityRefused: () => void;
  readonly clock: Clock;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
}

/** Turns the platform's desired state into running releases, line by line. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #lines = new Map<string, LineWorker>();
  readonly #ended = new AbortController();
  #etag: string | undefined;
  #checking: Promise<void> | undefined;
  #checkAgain = false;
  #collecting: Promise<void> = Promise.resolve();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    for (const record of options.store.all()) {
      // After an enrolment into another tenant, what was known of the old one's lines means nothing.
      if (record.directive.tenantId === options.tenantId) this.#open(record.line, record);
    }
  }

  /** Brings back what ran before the restart, and goes on with what was cut off. */
  start(): void {
    for (const worker of this.#lines.values()) worker.wake();
  }

  /** The worker of a line, for the local API. */
  line(name: string): LineWorker | undefined {
    return this.#lines.get(name);
  }

  /** Lines in order of their names. */
  lines(): LineWorker[] {
    return [...this.#lines.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, worker]) => worker);
  }

  status(): LineStatus[] {
    return this.lines().map((worker) => worker.status());
  }

  /**
   * Fetches the desired state now and follows it. Calls while one is under way share one more fetch after it.
   *
   * @throws AgentError `platform_*`, `identity_expired`, `identity_revoked`, `state_unwritable`
   */
  async check(): Promise<void> {
    if (this.#checking !== undefined) {
      this.#checkAgain = true;
      return this.#checking;
    }
    this.#checking = this.#checkUntilQuiet().finally(() => {
      this.#checking = undefined;
      this.#checkAgain = false;
    });
    return this.#checking;
  }

  /** Ends all work and takes every model out of memory. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await Promise.all([...this.#lines.values()].map((worker) => worker.stop()));
    await this.#checking?.catch(() => undefined);
    await this.#collecting;
  }

  async #checkUntilQuiet(): Promise<void> {
    do {
      this.#checkAgain = false;
      const desired = await fetchDesired(this.#options.client(), this.#etag, this.#ended.signal);
      if (desired !== undefined) await this.#follow(desired);
    } while (this.#checkAgain && !this.#ended.signal.aborted);
  }

  async #follow(desired: DesiredState): Promise<void> {
    const { useDirectiveKeys, onSettings, directiveKeys, tenantId } = this.#options;
    onSettings(desired.settings);
    await useDirectiveKeys(desired.directiveKeys);
    const trust = { keys: directiveKeys(), tenantId };
    for (const envelope of desired.directives) {
      if (this.#ended.signal.aborted) return;
      try {
        const directive = verifyDirective(envelope, trust);
        this.#worker(directive.line).accept(directive);
      } catch (error) {
        this.#refuse(envelope, error);
      }
    }
    // Only an answer that was worked through is not asked for again.
    this.#etag = desired.etag;
  }

  #worker(line: string): LineWorker {
    const known = this.#lines.get(line);
    if (known !== undefined) return known;
    if (this.#lines.size >= MAX_LINES) {
      throw new AgentError('too_many_lines', `an agent runs at most ${MAX_LINES} lines`, { details: { line } });
    }
    return this.#open(line, undefined);
  }

  #open(line: string, record: ConstructorParameters<typeof LineWorker>[1]): LineWorker {
    const { store, load, clock, retry, logger, onReport, onIdentityRefused } = this.#options;
    const onApplied = (): Promise<void> => this.#collectGarbage();
    const worker = new LineWorker(
      { line, store, load, clock, retry, logger, onReport, onIdentityRefused, onApplied },
      record,
    );
    this.#lines.set(line, worker);
    return worker;
  }

  /** A directive that must not be followed changes nothing but the log and, once, a report. */
  #refuse(envelope: SignedEnvelope, error: unknown): void {
    const code = codeOf(error);
    if (code === 'state_unwritable' || code === 'internal') throw error;
    const claimed = claimedDirective(envelope);
    const report = makeReport(claimed, {
      state: 'refused',
      runningReleaseId: this.#lines.get(claimed.line)?.slot.current?.release.id ?? null,
      code,
      message: messageOf(error),
      now: this.#options.clock.now(),
    });
    const isNews = this.#options.store.refuse(digestOf(`${code}\n${canonicalJson(envelope)}`), report);
    this.#options.logger.warn('directive.refused', { line: claimed.line, number: claimed.number, code, error });
    if (isNews) this.#options.onReport();
  }

  /** Removes packages that no line runs, ran before, or is about to run. Never rejects. */
  #collectGarbage(): Promise<void> {
    this.#collecting = this.#collectAfter(this.#collecting);
    return this.#collecting;
  }

  async #collectAfter(before: Promise<void>): Promise<void> {
    await before;
    try {
      const removed = await this.#options.packages.removeExcept(this.#neededDigests());
      if (removed > 0) this.#options.logger.info('packages.removed', { removed });
    } catch (error) {
      this.#options.logger.warn('packages.not_removed', { error });
    }
  }

  #neededDigests(): string[] {
    return [...this.#lines.values()].flatMap(({ record }) => {
      if (record === undefined) return [];
      const wanted = record.outcome === null ? record.directive.release?.digest : undefined;
      return [wanted, record.applied?.digest, record.previousDigest].filter((digest) => typeof digest === 'string');
    });
  }
}
