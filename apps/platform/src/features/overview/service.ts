import type { Overview } from '@tensorguard/contract';
import type { Database, Tx } from '../../db/database.ts';
import type { Agents, ConnectionCounts } from '../agents/service.ts';
import type { Ledger } from '../ledger/service.ts';
import type { Rollouts } from '../rollouts/service.ts';

/** Entries that the overview shows. */
const RECENT_ENTRIES = 12;

/** Puts the state of the world on one page. */
export function createOverview(options: { database: Database; agents: Agents; rollouts: Rollouts; ledger: Ledger }) {
  const { database, agents, rollouts, ledger } = options;
  return {
    async of(tenantId: string): Promise<Overview> {
      const state = await database.tenant(tenantId, async (tx) => ({
        now: tx.now,
        agents: sum([...(await agents.countsByFleet(tx)).values()]),
        fleets: await count(tx, 'fleets'),
        releases: await count(tx, 'releases'),
        activeRollouts: await rollouts.active(tx),
        ledger: await ledger.state(tx),
        recentEntries: await ledger.recent(tx, RECENT_ENTRIES),
      }));
      const trust = await agents.trustSummary(tenantId, state.now);
      return { ...state, averageTrust: trust.average, trustBands: trust.bands };
    },
  };
}

async function count(tx: Tx, table: 'fleets' | 'releases'): Promise<number> {
  let query = tx.sql.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('rows'));
  if (table === 'releases') query = query.where('state', '=', 'available');
  return (await query.executeTakeFirstOrThrow()).rows;
}

function sum(counts: readonly ConnectionCounts[]): ConnectionCounts {
  const total: ConnectionCounts = { total: 0, online: 0, late: 0, offline: 0, revoked: 0 };
  for (const entry of counts) {
    for (const key of Object.keys(total) as (keyof ConnectionCounts)[]) total[key] += entry[key];
  }
  return total;
}
