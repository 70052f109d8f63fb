import { Readable } from 'node:stream';
import { LEDGER_EVENTS, type LedgerEntry, type LedgerProof } from '@tensorguard/contract';
import {
  BundleWriter,
  consistencyProof,
  inclusionProof,
  parseEntry,
  writeTlogProof,
  type BundleItem,
} from '@tensorguard/ledger';
import type { Database, Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { pageFrom, positionCursor } from '../../http/cursor.ts';
import * as log from './log-store.ts';
import * as store from './store.ts';

/** Entries that a bundle reads from the database at once. */
const BUNDLE_SLICE = 5_000;
/** Earlier checkpoints that a bundle carries at most. */
const BUNDLE_HISTORY = 64;

/** Filters of the audit trail as the contract parses them. */
export interface EntryQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly about?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Reads the log: entries, proofs, bundles. */
export type Ledger = ReturnType<typeof createLedger>;

/** Makes the reading side of the log. */
export function createLedger(options: { database: Database; origin: string; verifierKeys: readonly string[] }) {
  const { database, origin, verifierKeys } = options;

  const newest = async (tx: Tx): Promise<Row<'ledger_checkpoints'>> => {
    const checkpoint = await log.newestCheckpoint(tx);
    if (checkpoint) return checkpoint;
    throw new PlatformError('not_found', 'the log is empty', { detail: 'The log has no entry yet.' });
  };
  const prove = async (tx: Tx, seq: number) => {
    const row = await store.findEntry(tx, seq);
    if (!row) throw notFound('ledger entry', String(seq));
    const checkpoint = await newest(tx);
    const path = await inclusionProof(log.tileSource(tx), checkpoint.size, seq);
    return { row, checkpoint, path };
  };

  return {
    keys: () => ({ origin, verifierKeys: [...verifierKeys] }),

    async list(tenantId: string, query: EntryQuery) {
      const before = positionCursor(query.cursor);
      const types = (query.type ?? '').split(',').filter((type) => type !== '');
      return database.tenant(tenantId, async (tx) => {
        const rows = await store.listEntries(tx, { ...query, types, before });
        const { items, nextCursor } = pageFrom(rows, query.limit, (row) => [row.seq]);
        return { items: await entriesOf(tx, items), nextCursor };
      });
    },

    async proof(tenantId: string, seq: number): Promise<LedgerProof> {
      return database.tenant(tenantId, async (tx) => {
        const { row, checkpoint, path } = await prove(tx, seq);
        const [entry] = await entriesOf(tx, [row]);
        return {
          entry: entry!,
          raw: row.raw,
          leafHash: row.leaf_hash.toString('base64'),
          checkpoint: checkpoint.note,
          treeSize: checkpoint.size,
          inclusionProof: path.map((hash) => hash.toString('base64')),
        };
      });
    },

    async proofFile(tenantId: string, seq: number): Promise<string> {
      return database.tenant(tenantId, async (tx) => {
        const { checkpoint, path } = await prove(tx, seq);
        return writeTlogProof({ index: seq, proof: path, checkpoint: checkpoint.note });
      });
    },

    checkpoint: () => database.system(newest),

    async consistency(from: number, to: number): Promise<string[]> {
      return database.system(async (tx) => {
        const { size } = await newest(tx);
        if (from > to || to > size) throw notFound('tree', `${from} to ${to}`);
        const proof = await consistencyProof(log.tileSource(tx), to, from);
        return proof.map((hash) => hash.toString('base64'));
      });
    },

    /** The tenant's bundle as a stream; fails before the first byte when the log is empty. */
    async bundle(tenantId: string): Promise<Readable> {
      const { checkpoint, history } = await database.system(async (tx) => {
        const last = await newest(tx);
        return { checkpoint: last, history: await store.sampleCheckpoints(tx, last.size, BUNDLE_HISTORY) };
      });
      const writer = new BundleWriter({ checkpoint: checkpoint.note, history, keys: verifierKeys, tenant: tenantId });
      return Readable.from(writer.chunks(bundleItems(database, tenantId, checkpoint.size)), { objectMode: false });
    },

    /** Size, age and backlog, for the overview. */
    async state(tx: Tx) {
      const checkpoint = await log.newestCheckpoint(tx);
      return {
        size: checkpoint?.size ?? 0,
        checkpointAt: checkpoint?.at.toISOString() ?? null,
        pending: await log.countPending(tx),
      };
    },

    /** The newest entries of the transaction's tenant. */
    async recent(tx: Tx, limit: number): Promise<LedgerEntry[]> {
      const rows = await store.listEntries(tx, { types: [], limit });
      return entriesOf(tx, rows.slice(0, limit));
    },
  };
}

async function* bundleItems(database: Database, tenantId: string, size: number): AsyncGenerator<BundleItem> {
  for (let from = 0; from < size; from += BUNDLE_SLICE) {
    const slice = await database.system((tx) =>
      store.readBundleSlice(tx, tenantId, from, Math.min(BUNDLE_SLICE, size - from)),
    );
    for (const { seq, raw, leaf_hash } of slice) {
      yield raw === null ? { seq, leafHash: leaf_hash } : { seq, bytes: Buffer.from(raw, 'utf8') };
    }
  }
}

async function entriesOf(tx: Tx, rows: readonly Row<'ledger_entries'>[]): Promise<LedgerEntry[]> {
  const entries = rows.map((row) => parseEntry(Buffer.from(row.raw, 'utf8')));
  const names = await store.namesOf(
    tx,
    entries.flatMap(({ actor, subject }) => [actor, subject]),
  );
  return entries.map(({ seq, time, type, actor, subject, data }) => ({
    seq,
    time,
    type,
    title: LEDGER_EVENTS[type as keyof typeof LEDGER_EVENTS] ?? type,
    actor,
    actorName: names.get(actor.id) ?? null,
    subject,
    subjectName: names.get(subject.id) ?? null,
    data,
  }));
}
