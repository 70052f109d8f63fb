import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { connectionSql, type ConnectionCutoffs } from '../presence/connection.ts';
import { CLOCK_SKEW_MS, RENEWAL_OVERDUE_SHARE, scoreOf, type TrustSigns } from './trust.ts';

/** Least scores of the upper two bands. */
const HIGH_SCORE = 80;
const MEDIUM_SCORE = 50;

/** What the statement may use to sort and hash: with the usual 4 MB it would write 100,000 agents to disk and read them again. */
const WORK_MEMORY = '32MB';

/** Trust over a set of agents. */
export interface TrustSummary {
  readonly averageByFleet: ReadonlyMap<string, number>;
  readonly average: number | null;
  readonly bands: { high: number; medium: number; low: number };
}

/** How many live agents of a fleet show the same signs, and so have the same score. */
export interface TrustGroup extends TrustSigns {
  readonly fleetId: string;
  readonly agents: number;
}

/**
 * Groups the live agents that the transaction sees by fleet and signs, in one statement that reads each table once: the database
 * gives a handful of rows for each fleet, however many agents there are.
 */
export async function countTrustSigns(tx: Tx, cutoffs: ConnectionCutoffs): Promise<TrustGroup[]> {
  await sql`select set_config('work_mem', ${WORK_MEMORY}, true)`.execute(tx.sql);
  const { rows } = await trustGroups(new Date(tx.now), cutoffs).execute(tx.sql);
  return rows;
}

/** The statement of {@link countTrustSigns}. */
export function trustGroups(now: Date, cutoffs: ConnectionCutoffs) {
  return sql<TrustGroup>`
    with certified as (
      select agent_id, ${now}::timestamptz - newest[2] > (newest[1] - newest[2]) * ${RENEWAL_OVERDUE_SHARE}::float8 as overdue
      from (
        select agent_id, max(array[not_after, not_before]) as newest
        from agent_certificates where not_after > ${now} group by agent_id
      ) as by_agent
    ), troubled as (
      select agent_id, bool_or(state = 'failed') as failed, bool_or(state = 'refused') as refused
      from deployments where state in ('failed', 'refused') group by agent_id
    )
    select agents.fleet_id as "fleetId", false as "revoked",
      case when certified.agent_id is null then 'none' when certified.overdue then 'overdue' else 'valid' end
        as "certificate",
      ${connectionSql(cutoffs)} as "connection",
      coalesce(abs(agent_last_seen.clock_skew_ms) > ${CLOCK_SKEW_MS}::integer, false) as "clockIsOff",
      coalesce(troubled.failed, false) as "releaseFailed",
      coalesce(troubled.refused, false) as "packageRefused",
      count(*) as "agents"
    from agents
    left join agent_last_seen on agent_last_seen.agent_id = agents.id
    left join certified on certified.agent_id = agents.id
    left join troubled on troubled.agent_id = agents.id
    where agents.status = 'active'
    group by 1, 2, 3, 4, 5, 6, 7`;
}

/** Averages and bands of groups. */
export function summariseTrust(groups: readonly TrustGroup[]): TrustSummary {
  const all = new Mean();
  const byFleet = new Map<string, Mean>();
  const bands = { high: 0, medium: 0, low: 0 };
  for (const group of groups) {
    const score = scoreOf(group);
    const fleet = byFleet.get(group.fleetId) ?? new Mean();
    byFleet.set(group.fleetId, fleet);
    fleet.add(score, group.agents);
    all.add(score, group.agents);
    bands[score >= HIGH_SCORE ? 'high' : score >= MEDIUM_SCORE ? 'medium' : 'low'] += group.agents;
  }
  return {
    averageByFleet: new Map([...byFleet].flatMap(([id, { value }]) => (value === null ? [] : [[id, value]]))),
    average: all.value,
    bands,
  };
}

/** A mean that grows. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number, times: number): void {
    this.#sum += value * times;
    this.#count += times;
  }

  /** Null of nothing. */
  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}
