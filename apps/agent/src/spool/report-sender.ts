import { Backoff, messageOf, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import { ApiError, type DeploymentReport } from '@tensorguard/contract';
import { codeOf } from '../errors.ts';
import type { ReportSpool } from './report-spool.ts';

/** Codes that say that a delivery can never succeed as it is. */
const REFUSED_FOR_GOOD: ReadonlySet<string> = new Set(['request_invalid', 'request_malformed', 'body_too_large']);

/** What the sender works with. */
export interface ReportSenderOptions {
  readonly spool: ReportSpool;
  /** Delivers reports and gives the ids that are stored now. */
  readonly deliver: (reports: readonly DeploymentReport[]) => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Delivers spooled reports, oldest first, at least once: a report is forgotten when the platform says that it is stored. One
 * loop at a time; failures wait with growing pauses, and a wake-up ends the pause.
 */
export class ReportSender {
  readonly #options: ReportSenderOptions;
  readonly #backoff: Backoff;
  #running: Promise<void> | undefined;
  #pause: AbortController | undefined;
  /** Deliver one by one after a batch was refused, to find the report that is at fault. */
  #singly = false;

  constructor(options: ReportSenderOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.retry);
  }

  /** Tries now, whatever pause there was. Never rejects. */
  wake(): void {
    this.#pause?.abort();
    if (this.#options.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // A report that came between the last look and this moment must not wait.
      if (this.#options.spool.size > 0) this.wake();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { spool, signal, logger } = this.#options;
    while (spool.size > 0 && !signal.aborted) {
      const batch = spool.oldest(this.#singly ? 1 : undefined);
      try {
        const delivered = spool.confirm(await this.#options.deliver(batch));
        if (delivered === 0) throw new ApiError('answer_invalid', 200, 'no report of the delivery was stored');
        this.#backoff.reset();
        logger.debug('reports.delivered', { delivered });
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && REFUSED_FOR_GOOD.has(error.code)) this.#refused(batch, error);
        else await this.#wait(error);
      }
    }
    this.#singly = false;
  }

  #refused(batch: readonly DeploymentReport[], error: ApiError): void {
    const [only, ...more] = batch;
    if (more.length > 0) this.#singly = true;
    else if (only !== undefined) {
      this.#options.spool.reject(only, error.code);
      this.#options.logger.error('report.rejected', { report: only, code: error.code });
    }
  }

  async #wait(cause: unknown): Promise<void> {
    const { clock, signal, logger, spool } = this.#options;
    const delayMs = this.#backoff.next();
    logger.debug('reports.delayed', { code: codeOf(cause), message: messageOf(cause), waiting: spool.size, delayMs });
    this.#pause = new AbortController();
    await clock.sleep(delayMs, AbortSignal.any([signal, this.#pause.signal])).catch(() => undefined);
    this.#pause = undefined;
  }
}
