import { sql, type SqlBool } from 'kysely';
import type { ConnectionState } from '@tensorguard/contract';
import { json, type Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import { connectionSql, type ConnectionCutoffs } from '../presence/connection.ts';

/** An agent with what is known of it from other tables. */
export interface AgentRow extends Row<'agents'> {
  readonly fleet_name: string;
  readonly environment: string;
  readonly region: string;
  readonly seen_at: Date | null;
  readonly clock_skew_ms: number | null;
  readonly certificate_serial: string | null;
  readonly certificate_not_before: Date | null;
  readonly certificate_not_after: Date | null;
  readonly failed_lines: number;
  readonly refused_lines: number;
  readonly releases: { line: string; number: number }[];
}

/** Which agents to list. */
export interface AgentFilter {
  readonly fleetId?: string | undefined;
  readonly status?: 'active' | 'revoked' | undefined;
  readonly connection?: ConnectionState | undefined;
  readonly search?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly labelKeys: readonly string[];
  readonly after?: { readonly name: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Agents with their joined facts; conditions are added by the callers below. */
function agentRows(tx: Tx) {
  return tx.sql
    .selectFrom('agents')
    .innerJoin('fleets', 'fleets.id', 'agents.fleet_id')
    .leftJoin('agent_last_seen', 'agent_last_seen.agent_id', 'agents.id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('agent_certificates')
          .select(['serial', 'not_before', 'not_after'])
          .whereRef('agent_certificates.agent_id', '=', 'agents.id')
          .orderBy('not_after', 'desc')
          .limit(1)
          .as('certificate'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('deployments')
          .innerJoin('lines', 'lines.id', 'deployments.line_id')
          .leftJoin('releases', 'releases.id', 'deployments.applied_release_id')
          .select([
            sql<number>`count(*) filter (where deployments.state = 'failed')`.as('failed_lines'),
            sql<number>`count(*) filter (where deployments.state = 'refused')`.as('refused_lines'),
            sql<{ line: string; number: number }[]>`coalesce(
              jsonb_agg(jsonb_build_object('line', lines.name, 'number', releases.number) order by lines.name)
                filter (where releases.id is not null), '[]'::jsonb)`.as('releases'),
          ])
          .whereRef('deployments.agent_id', '=', 'agents.id')
          .as('deployed'),
      (join) => join.onTrue(),
    )
    .selectAll('agents')
    .select([
      'fleets.name as fleet_name',
      'fleets.environment',
      'fleets.region',
      'agent_last_seen.seen_at',
      'agent_last_seen.clock_skew_ms',
      'certificate.serial as certificate_serial',
      'certificate.not_before as certificate_not_before',
      'certificate.not_after as certificate_not_after',
      sql<number>`deployed.failed_lines`.as('failed_lines'),
      sql<number>`deployed.refused_lines`.as('refused_lines'),
      sql<{ line: string; number: number }[]>`deployed.releases`.as('releases'),
    ]);
}

/** Agents by name, one beyond the limit. */
export async function listAgents(tx: Tx, filter: AgentFilter, cutoffs: ConnectionCutoffs): Promise<AgentRow[]> {
  let query = agentRows(tx);
  const { after } = filter;
  if (after !== undefined) query = query.where(sql<SqlBool>`(agents.name, agents.id) > (${after.name}, ${after.id})`);
  if (filter.fleetId !== undefined) query = query.where('agents.fleet_id', '=', filter.fleetId);
  if (filter.status !== undefined) query = query.where('agents.status', '=', filter.status);
  if (filter.connection !== undefined) query = query.where(connectionSql(cutoffs), '=', filter.connection);
  if (filter.search !== undefined)
    query = query.where(sql<SqlBool>`strpos(lower(agents.name), lower(${filter.search})) > 0`);
  if (Object.keys(filter.labels).length > 0) query = query.where(hasLabels(filter.labels));
  for (const key of filter.labelKeys) query = query.where(sql<SqlBool>`jsonb_exists(agents.labels, ${key})`);
  return query
    .orderBy('agents.name')
    .orderBy('agents.id')
    .limit(filter.limit + 1)
    .execute();
}

export async function findAgent(tx: Tx, id: string): Promise<AgentRow | undefined> {
  return agentRows(tx).where('agents.id', '=', id).executeTakeFirst();
}

/** What an agent said last, whole. */
export async function findLastSeen(tx: Tx, agentId: string): Promise<Row<'agent_last_seen'> | undefined> {
  return tx.sql.selectFrom('agent_last_seen').selectAll().where('agent_id', '=', agentId).executeTakeFirst();
}

/** A deployment with the names that people know. */
export interface DeploymentRow extends Row<'deployments'> {
  readonly line: string;
  readonly desired_number: number | null;
  readonly applied_number: number | null;
}

export async function listDeployments(tx: Tx, agentId: string): Promise<DeploymentRow[]> {
  return tx.sql
    .selectFrom('deployments')
    .innerJoin('lines', 'lines.id', 'deployments.line_id')
    .leftJoin('releases as desired', 'desired.id', 'deployments.desired_release_id')
    .leftJoin('releases as applied', 'applied.id', 'deployments.applied_release_id')
    .selectAll('deployments')
    .select(['lines.name as line', 'desired.number as desired_number', 'applied.number as applied_number'])
    .where('agent_id', '=', agentId)
    .orderBy('lines.name')
    .execute();
}

export async function updateAgent(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; labels?: Readonly<Record<string, string>> | undefined },
): Promise<boolean> {
  const result = await tx.sql
    .updateTable('agents')
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.labels === undefined ? {} : { labels: json(change.labels) }),
    })
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Live agents by connection and fleet, and revoked ones. */
export interface ConnectionCountRow {
  readonly fleet_id: string;
  readonly status: 'active' | 'revoked';
  readonly connection: ConnectionState;
  readonly count: number;
}

export async function countConnections(tx: Tx, cutoffs: ConnectionCutoffs): Promise<ConnectionCountRow[]> {
  return tx.sql
    .selectFrom('agents')
    .leftJoin('agent_last_seen', 'agent_last_seen.agent_id', 'agents.id')
    .select(['agents.fleet_id', 'agents.status'])
    .select((eb) => [connectionSql(cutoffs).as('connection'), eb.fn.countAll<number>().as('count')])
    .groupBy(['agents.fleet_id', 'agents.status', 'connection'])
    .execute();
}

/** Condition: the agent carries all of these labels. */
export function hasLabels(labels: Readonly<Record<string, string>>) {
  return sql<SqlBool>`agents.labels @> ${JSON.stringify(labels)}::jsonb`;
}
