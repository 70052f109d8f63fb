import type { Heartbeat } from '@tensorguard/contract';
import type { Clock, Logger } from '@tensorguard/core';
import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { PlatformError } from '../../errors.ts';

/** Heartbeats are written together this often, milliseconds. */
const FLUSH_MS = 1_000;
/** Rows of one statement. */
const MAX_ROWS = 2_000;

interface Seen {
  readonly agentId: string;
  readonly tenantId: string;
  readonly seenAt: number;
  readonly clockSkewMs: number;
  readonly heartbeat: Heartbeat;
}

/** Gathers heartbeats and writes them in batches, so that 100,000 agents do not mean 100,000 transactions. */
export interface LastSeen {
  note(agent: { id: string; tenantId: string }, heartbeat: Heartbeat): void;
  /** Writes what was gathered. */
  flush(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Makes the store of heartbeats. */
export function createLastSeen(options: { database: Database; clock: Clock; logger: Logger }): LastSeen {
  const { database, clock, logger } = options;
  const stopping = new AbortController();
  let waiting = new Map<string, Seen>();
  let loop: Promise<void> | undefined;

  /** One row that cannot be stored must not keep the others from being stored: it is found and dropped. */
  const writeAll = async (rows: readonly Seen[]): Promise<void> => {
    try {
      await write(database, rows);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'request_invalid')) throw error;
      if (rows.length === 1) return logger.warn('heartbeat_dropped', { agentId: rows[0]!.agentId, error });
      const middle = Math.ceil(rows.length / 2);
      await writeAll(rows.slice(0, middle));
      await writeAll(rows.slice(middle));
    }
  };

  const flush = async (): Promise<void> => {
    const batch = [...waiting.values()];
    waiting = new Map();
    for (let from = 0; from < batch.length; from += MAX_ROWS) {
      const rows = batch.slice(from, from + MAX_ROWS);
      try {
        await writeAll(rows);
      } catch (error) {
        // Newer heartbeats that came meanwhile win over these.
        for (const row of batch.slice(from)) if (!waiting.has(row.agentId)) waiting.set(row.agentId, row);
        throw error;
      }
    }
  };

  const keepFlushing = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await clock.sleep(FLUSH_MS, stopping.signal).catch(() => undefined);
      await flush().catch((error: unknown) => logger.error('heartbeats_not_stored', { error }));
    }
  };

  return {
    note(agent, heartbeat) {
      const seenAt = clock.now();
      waiting.set(agent.id, {
        agentId: agent.id,
        tenantId: agent.tenantId,
        seenAt,
        clockSkewMs: Math.round(Date.parse(heartbeat.sentAt) - seenAt),
        heartbeat,
      });
    },
    flush,
    start() {
      loop ??= keepFlushing();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/** Largest clock difference that is stored, milliseconds (about 24 days): the column is a 32-bit integer. */
const MAX_SKEW_MS = 2_000_000_000;

async function write(database: Database, rows: readonly Seen[]): Promise<void> {
  const skews = rows.map((row) => Math.max(-MAX_SKEW_MS, Math.min(MAX_SKEW_MS, row.clockSkewMs)));
  await database.system(async (tx) => {
    await sql`
      insert into agent_last_seen (agent_id, tenant_id, seen_at, clock_skew_ms, telemetry, models)
      select seen.* from unnest(
        ${rows.map((row) => row.agentId)}::text[], ${rows.map((row) => row.tenantId)}::text[],
        ${rows.map((row) => new Date(row.seenAt).toISOString())}::timestamptz[], ${skews}::integer[],
        ${rows.map((row) => JSON.stringify(row.heartbeat.telemetry))}::jsonb[],
        ${rows.map((row) => JSON.stringify(row.heartbeat.models))}::jsonb[])
        as seen (agent_id, tenant_id, seen_at, clock_skew_ms, telemetry, models)
      where exists (select from agents where agents.id = seen.agent_id)
      on conflict (agent_id) do update set
        seen_at = excluded.seen_at, clock_skew_ms = excluded.clock_skew_ms,
        telemetry = excluded.telemetry, models = excluded.models`.execute(tx.sql);
    for (const tenantId of new Set(rows.map((row) => row.tenantId))) tx.changed(tenantId, 'agents');
  });
}
