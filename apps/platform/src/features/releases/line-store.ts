import { sql, type SqlBool } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';

/** Lines by name, one beyond the limit. */
export async function listLines(
  tx: Tx,
  after: { name: string; id: string } | undefined,
  limit: number,
): Promise<Row<'lines'>[]> {
  let query = tx.sql.selectFrom('lines').selectAll();
  if (after !== undefined) query = query.where(sql<SqlBool>`(name, id) > (${after.name}, ${after.id})`);
  return query
    .orderBy('name')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

/** The newest release of each line, and how many it has. */
export async function releasesByLine(
  tx: Tx,
  lineIds: readonly string[],
): Promise<Map<string, { readonly newestId: string; readonly count: number }>> {
  if (lineIds.length === 0) return new Map();
  const rows = await tx.sql
    .selectFrom('releases')
    .select((eb) => [
      'line_id',
      eb.fn.countAll<number>().as('count'),
      sql<string>`(array_agg(id order by number desc))[1]`.as('newest_id'),
    ])
    .where('line_id', 'in', lineIds)
    .groupBy('line_id')
    .execute();
  return new Map(rows.map((row) => [row.line_id, { newestId: row.newest_id, count: row.count }]));
}

/** How many live agents run a release of each line. */
export async function agentsByLine(tx: Tx, lineIds: readonly string[]): Promise<Map<string, number>> {
  if (lineIds.length === 0) return new Map();
  const rows = await tx.sql
    .selectFrom('deployments')
    .innerJoin('agents', 'agents.id', 'deployments.agent_id')
    .select((eb) => ['line_id', eb.fn.countAll<number>().as('count')])
    .where('line_id', 'in', lineIds)
    .where('applied_release_id', 'is not', null)
    .where('agents.status', '=', 'active')
    .groupBy('line_id')
    .execute();
  return new Map(rows.map((row) => [row.line_id, row.count]));
}
