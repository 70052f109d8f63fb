import { isoTime, type Clock, type JsonValue, type Logger } from '@tensorguard/core';
import { LogAppender, parseCheckpoint, signCheckpoint, type EntryDraft, type NoteSigner } from '@tensorguard/ledger';
import type { Database, Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import * as store from './log-store.ts';

/** Most events in one batch. */
export const MAX_BATCH_EVENTS = 2_000;
/** Looks for waiting events at least this often, milliseconds: for events of other processes. */
const IDLE_POLL_MS = 1_000;
/** Waits this long after a failure, milliseconds. */
const RETRY_MS = 1_000;

/** Orders events into the log. One process does it at a time; any may. */
export interface Sequencer {
  /** Sequences what waits now; returns the number of entries that were appended. */
  run(): Promise<number>;
  /** Keeps going until stopped. */
  start(): void;
  stop(): Promise<void>;
}

/** What the sequencer needs. */
export interface SequencerOptions {
  readonly database: Database;
  /** Name of the log. */
  readonly origin: string;
  readonly signers: readonly NoteSigner[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes a sequencer; it does nothing until it is run or started. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const { database, origin, signers, clock, logger } = options;
  const stopping = new AbortController();
  let appender: LogAppender | undefined;
  let wake: (() => void) | undefined;
  let loop: Promise<void> | undefined;

  /** The appender of this process if it still stands where the log stands, else one resumed from the stored tiles. */
  const appenderAt = async (tx: Tx): Promise<LogAppender> => {
    const newest = await store.newestCheckpoint(tx);
    const size = newest?.size ?? 0;
    if (appender?.size === size) return appender;
    const root = newest && parseCheckpoint(newest.note).root;
    return LogAppender.resume({ store: store.tileSource(tx), size, ...(root ? { root } : {}) });
  };

  const sequenceBatch = async (): Promise<number> => {
    const log = await database
      .system(async (tx) => {
        if (!(await store.trySequencerLock(tx))) return undefined;
        const events = await store.takeFromOutbox(tx, MAX_BATCH_EVENTS);
        if (events.length === 0) return { count: 0 };
        const current = await appenderAt(tx);
        const oldSize = current.size;
        const { size, root, entries, tiles } = current.append(events.map(draftOf));
        await store.insertEntries(
          tx,
          entries.map(({ seq, bytes, leafHash }, i) => rowOf(seq, events[i]!, bytes, leafHash)),
        );
        await store.replaceTiles(tx, { from: oldSize, to: size }, tiles);
        const note = await signCheckpoint({ origin, size, root, signers, time: tx.now });
        await store.insertCheckpoint(tx, { size, note, at: new Date(tx.now) });
        for (const tenantId of new Set(events.map((event) => event.tenant_id))) tx.changed(tenantId, 'ledger');
        return { count: entries.length, appender: current };
      })
      .catch((error: unknown) => {
        // The appender may be ahead of what was stored: the next batch starts from the stored state again.
        appender = undefined;
        throw error;
      });
    if (log?.appender) appender = log.appender;
    return log?.count ?? 0;
  };

  const run = async (): Promise<number> => {
    let total = 0;
    for (;;) {
      const count = await sequenceBatch();
      total += count;
      if (count < MAX_BATCH_EVENTS || stopping.signal.aborted) return total;
    }
  };

  const keepRunning = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let woken = false;
      const sleeping = new AbortController();
      wake = () => {
        woken = true;
        sleeping.abort();
      };
      let pauseMs = IDLE_POLL_MS;
      try {
        await run();
      } catch (error) {
        pauseMs = RETRY_MS;
        logger.error('sequencer_failed', { error });
      }
      if (!woken)
        await clock.sleep(pauseMs, AbortSignal.any([sleeping.signal, stopping.signal])).catch(() => undefined);
    }
  };

  database.onLedgerEvents(() => wake?.());
  return {
    run,
    start() {
      loop ??= keepRunning();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

function draftOf(event: Row<'ledger_outbox'>): EntryDraft {
  return {
    time: isoTime(event.at.getTime()),
    tenant: event.tenant_id,
    type: event.type,
    actor: { kind: event.actor_kind, id: event.actor_id },
    subject: { kind: event.subject_kind, id: event.subject_id },
    data: event.data as Record<string, JsonValue>,
  };
}

function rowOf(seq: number, event: Row<'ledger_outbox'>, bytes: Buffer, leafHash: Buffer): Row<'ledger_entries'> {
  return {
    seq,
    tenant_id: event.tenant_id,
    at: event.at,
    type: event.type,
    actor_id: event.actor_id,
    subject_id: event.subject_id,
    raw: bytes.toString('utf8'),
    leaf_hash: leafHash,
  };
}
