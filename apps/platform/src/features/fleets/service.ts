import type { Fleet } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { isUniqueViolation, type Database, type Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import { nameCursor, pageFrom } from '../../http/cursor.ts';
import type { Agents, ConnectionCounts } from '../agents/service.ts';
import type { TrustSummary } from '../agents/trust-summary.ts';
import * as store from './store.ts';

const NO_AGENTS: ConnectionCounts = { total: 0, online: 0, late: 0, offline: 0, revoked: 0 };

/** Lists and makes fleets. */
export type Fleets = ReturnType<typeof createFleets>;

/** Makes the fleets service. */
export function createFleets({ database, agents }: { database: Database; agents: Agents }) {
  return {
    async list(tenantId: string, page: { limit: number; cursor?: string | undefined }) {
      const after = nameCursor(page.cursor);
      const { rows, counts, now } = await database.tenant(tenantId, async (tx) => ({
        rows: await store.listFleets(tx, after, page.limit),
        counts: await agents.countsByFleet(tx),
        now: tx.now,
      }));
      const trust = await agents.trustSummary(tenantId, now);
      const { items, nextCursor } = pageFrom(rows, page.limit, (row) => [row.name, row.id]);
      return { items: items.map((row) => fleetOf(row, counts, trust)), nextCursor };
    },

    async get(tenantId: string, fleetId: string): Promise<Fleet> {
      const { row, counts, now } = await database.tenant(tenantId, async (tx) => ({
        row: await requireFleet(tx, fleetId),
        counts: await agents.countsByFleet(tx),
        now: tx.now,
      }));
      return fleetOf(row, counts, await agents.trustSummary(tenantId, now));
    },

    async create(operator: Operator, input: { name: string; environment: string; region: string }): Promise<Fleet> {
      const { tenantId } = operator;
      return database
        .tenant(tenantId, async (tx) => {
          const row = { id: newId('flt', tx.now), tenant_id: tenantId, ...input, created_at: new Date(tx.now) };
          await store.insertFleet(tx, row);
          tx.record({
            tenantId,
            type: 'fleet.created',
            actor: partyOf(operator),
            subject: { kind: 'fleet', id: row.id },
            data: { ...input },
          });
          tx.changed(tenantId, 'fleets', row.id);
          return fleetOf(row, new Map(), undefined);
        })
        .catch((error: unknown) => {
          if (!isUniqueViolation(error)) throw error;
          throw new PlatformError('name_taken', 'a fleet of this name exists', { cause: error });
        });
    },
  };
}

/** The fleet of an id in the transaction's tenant. @throws PlatformError `not_found` */
export async function requireFleet(tx: Tx, fleetId: string): Promise<Row<'fleets'>> {
  const row = await store.findFleet(tx, fleetId);
  if (!row) throw notFound('fleet', fleetId);
  return row;
}

function fleetOf(
  row: Row<'fleets'>,
  counts: ReadonlyMap<string, ConnectionCounts>,
  trust: TrustSummary | undefined,
): Fleet {
  return {
    id: row.id,
    name: row.name,
    environment: row.environment,
    region: row.region,
    createdAt: row.created_at.toISOString(),
    agents: counts.get(row.id) ?? NO_AGENTS,
    averageTrust: trust?.averageByFleet.get(row.id) ?? null,
  };
}
