import type { ChangeTopic } from '@tensorguard/contract';
import type { Clock, Logger } from '@tensorguard/core';
import { Kysely, sql, type RawBuilder, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { refusalOr } from './database-failure.ts';
import { openDialect, type DatabaseLocation } from './dialects.ts';
import { requireRecordable, type LedgerEvent } from './ledger-event.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

export { isUniqueViolation } from './database-failure.ts';
export type { LedgerEvent, Party } from './ledger-event.ts';

/** What a committed transaction changed, for pages and workers that follow. */
export interface Change {
  readonly tenantId: string;
  readonly topic: ChangeTopic;
  readonly ids: readonly string[];
}

/** A running transaction: queries, and what has to happen together with them. */
export interface Tx {
  readonly sql: Transaction<Tables>;
  /** Time of the transaction, milliseconds since the epoch. */
  readonly now: number;
  /** Stores a ledger event in this very transaction. */
  record(event: LedgerEvent): void;
  /** Announces a change after the commit. */
  changed(tenantId: string, topic: ChangeTopic, ...ids: string[]): void;
  /** Runs after the commit, never after a rollback. */
  afterCommit(action: () => void): void;
}

/** The platform's database. */
export interface Database {
  /** Runs a transaction that sees and changes one tenant's rows only (row-level security). */
  tenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs a transaction over all tenants: sign-in, enrolment, workers. */
  system<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Announced after each commit that changed something. */
  onChange(listener: (changes: readonly Change[]) => void): () => void;
  /** Announced after each commit that stored ledger events. */
  onLedgerEvents(listener: () => void): () => void;
  /** Brings the schema up to date. */
  migrate(): Promise<void>;
  /** Takes every migration back; for the migration tests. */
  migrateDown(): Promise<void>;
  /** Answers when a query does. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Events that one statement stores: it takes 65,535 parameters, and the kill switch may stop a fleet of any size. */
const EVENTS_PER_STATEMENT = 5_000;

/** What a database needs from outside. */
export interface DatabaseOptions {
  readonly location: DatabaseLocation;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A value for a JSON column. */
export function json(value: unknown): RawBuilder<never> {
  return sql<never>`${JSON.stringify(value)}::jsonb`;
}

/** Opens a database. Call `migrate` before the first transaction. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { clock, logger } = options;
  const dialect = await openDialect(options.location, (error) => logger.error('database_connection_lost', { error }));
  const kysely = new Kysely<Tables>({ dialect });
  const changeListeners = new Set<(changes: readonly Change[]) => void>();
  const ledgerListeners = new Set<() => void>();

  /** The transaction is committed: whatever a listener does, its caller must hear that, and the other listeners too. */
  const announce = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      logger.error('after_commit_failed', { error });
    }
  };

  const transact = async <T>(tenantId: string | undefined, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const events: LedgerEvent[] = [];
    const changes: Change[] = [];
    const actions: (() => void)[] = [];
    const now = clock.now();
    const result = await kysely
      .transaction()
      .execute(async (transaction) => {
        if (tenantId !== undefined) {
          await sql`select set_config('role', 'tensorguard_tenant', true), set_config('tensorguard.tenant', ${tenantId}, true)`.execute(
            transaction,
          );
        }
        const answer = await work({
          sql: transaction,
          now,
          record: (event) => void events.push(event),
          changed: (id, topic, ...ids) => void changes.push({ tenantId: id, topic, ids }),
          afterCommit: (action) => void actions.push(action),
        });
        if (events.length > 0) await storeEvents(transaction, events, now);
        return answer;
      })
      .catch((error: unknown) => {
        throw refusalOr(error);
      });
    for (const action of actions) announce(action);
    if (changes.length > 0) for (const listener of changeListeners) announce(() => listener(changes));
    if (events.length > 0) for (const listener of ledgerListeners) announce(listener);
    return result;
  };
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => ({ ...migrations }) } });

  return {
    tenant: (tenantId, work) => transact(tenantId, work),
    system: (work) => transact(undefined, work),
    onChange: (listener) => subscribe(changeListeners, listener),
    onLedgerEvents: (listener) => subscribe(ledgerListeners, listener),
    async migrate() {
      const { error } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
    },
    async migrateDown() {
      for (const _ of Object.keys(migrations)) {
        const { error } = await migrator.migrateDown();
        if (error !== undefined) throw error;
      }
    },
    async ping() {
      await sql`select 1`.execute(kysely);
    },
    close: () => kysely.destroy(),
  };
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

async function storeEvents(
  transaction: Transaction<Tables>,
  events: readonly LedgerEvent[],
  now: number,
): Promise<void> {
  for (const event of events) requireRecordable(event, now);
  const rows = events.map((event) => ({
    tenant_id: event.tenantId,
    at: new Date(now),
    type: event.type,
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    data: json(event.data ?? {}),
  }));
  for (let from = 0; from < rows.length; from += EVENTS_PER_STATEMENT) {
    const part = rows.slice(from, from + EVENTS_PER_STATEMENT);
    await transaction.insertInto('ledger_outbox').values(part).execute();
  }
}
