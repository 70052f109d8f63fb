import type { Agent, ConnectionState } from '@tensorguard/contract';
import type { Database, Tx } from '../../db/database.ts';
import { notFound } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import { nameCursor, pageFrom } from '../../http/cursor.ts';
import { connectionCutoffs } from '../presence/connection.ts';
import { agentOf, agentSummaryOf, trustOfRow, type Moment } from './read-model.ts';
import * as store from './store.ts';
import { countTrustSigns, summariseTrust, type TrustSummary } from './trust-summary.ts';

/** Averages over all agents of a tenant are computed again after this time, milliseconds. */
const AVERAGES_MS = 5_000;

/** Filters of the agents list as the contract parses them. */
export interface AgentQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly fleetId?: string | undefined;
  readonly status?: 'active' | 'revoked' | undefined;
  readonly connection?: ConnectionState | undefined;
  readonly search?: string | undefined;
  readonly label?: string | undefined;
}

/** Counts of agents by connection. */
export interface ConnectionCounts {
  total: number;
  online: number;
  late: number;
  offline: number;
  revoked: number;
}

/** Lists, shows and changes agents. */
export type Agents = ReturnType<typeof createAgents>;

/** Makes the agents service. */
export function createAgents(options: { database: Database; heartbeatMs: number }) {
  const { database, heartbeatMs } = options;
  const summaries = new Map<string, { at: number; value: Promise<TrustSummary> }>();
  const momentOf = (now: number): Moment => ({ now, cutoffs: connectionCutoffs(now, heartbeatMs) });

  const load = async (tx: Tx, agentId: string): Promise<Agent> => {
    const row = await store.findAgent(tx, agentId);
    if (!row) throw notFound('agent', agentId);
    const lastSeen = await store.findLastSeen(tx, agentId);
    return agentOf(row, lastSeen, await store.listDeployments(tx, agentId), momentOf(tx.now));
  };

  return {
    async list(tenantId: string, query: AgentQuery) {
      const after = nameCursor(query.cursor);
      return database.tenant(tenantId, async (tx) => {
        const moment = momentOf(tx.now);
        const rows = await store.listAgents(tx, { ...query, ...labelsOf(query.label), after }, moment.cutoffs);
        const { items, nextCursor } = pageFrom(rows, query.limit, (row) => [row.name, row.id]);
        return { items: items.map((row) => agentSummaryOf(row, moment)), nextCursor };
      });
    },

    get: (tenantId: string, agentId: string) => database.tenant(tenantId, (tx) => load(tx, agentId)),

    async update(
      operator: Operator,
      agentId: string,
      change: { name?: string | undefined; labels?: Readonly<Record<string, string>> | undefined },
    ): Promise<Agent> {
      const { tenantId } = operator;
      return database.tenant(tenantId, async (tx) => {
        const changed = Object.keys(change).length > 0;
        if (changed && !(await store.updateAgent(tx, agentId, change))) throw notFound('agent', agentId);
        if (changed) {
          const subject = { kind: 'agent', id: agentId };
          tx.record({ tenantId, type: 'agent.updated', actor: partyOf(operator), subject, data: { ...change } });
          tx.changed(tenantId, 'agents', agentId);
        }
        return load(tx, agentId);
      });
    },

    /** The trust score of an agent now, inside a transaction. */
    async trust(tx: Tx, agentId: string) {
      const row = await store.findAgent(tx, agentId);
      if (!row) throw notFound('agent', agentId);
      return trustOfRow(row, momentOf(tx.now));
    },

    /** Agents by connection, for each fleet. */
    async countsByFleet(tx: Tx): Promise<Map<string, ConnectionCounts>> {
      const counts = new Map<string, ConnectionCounts>();
      for (const row of await store.countConnections(tx, momentOf(tx.now).cutoffs)) {
        const entry = counts.get(row.fleet_id) ?? { total: 0, online: 0, late: 0, offline: 0, revoked: 0 };
        counts.set(row.fleet_id, entry);
        if (row.status === 'revoked') {
          entry.revoked += row.count;
        } else {
          entry.total += row.count;
          entry[row.connection === 'never' ? 'offline' : row.connection] += row.count;
        }
      }
      return counts;
    },

    /** Trust over the tenant's live agents; at most a few seconds old. */
    async trustSummary(tenantId: string, now: number): Promise<TrustSummary> {
      const known = summaries.get(tenantId);
      if (known && now - known.at < AVERAGES_MS) return known.value;
      const value = database.tenant(tenantId, async (tx) =>
        summariseTrust(await countTrustSigns(tx, momentOf(tx.now).cutoffs)),
      );
      summaries.set(tenantId, { at: now, value });
      value.catch(() => summaries.delete(tenantId));
      return value;
    },
  };
}

/** Reads `key=value,key` into what must be equal and what must be there. */
function labelsOf(text: string | undefined): { labels: Record<string, string>; labelKeys: string[] } {
  const parts = (text ?? '').split(',').filter((part) => part !== '');
  const pairs = parts.filter((part) => part.includes('='));
  return {
    labels: Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    ),
    labelKeys: parts.filter((part) => !part.includes('=')),
  };
}
