import { sql, type SqlBool } from 'kysely';
import { json, type Tx } from '../../db/database.ts';
import type { NewRow, Row } from '../../db/tables.ts';

/** A release with the names around it, without its manifest. */
export interface SummaryRow extends Omit<Row<'releases'>, 'manifest' | 'tenant_id'> {
  readonly line: string;
  readonly publisher_key_id: string;
  readonly publisher_name: string;
}

/** A release with everything. */
export interface ReleaseRow extends SummaryRow {
  readonly manifest: Row<'releases'>['manifest'];
  readonly publisher_key: Row<'publishers'>['public_key'];
}

function summaries(tx: Tx) {
  return tx.sql
    .selectFrom('releases')
    .innerJoin('lines', 'lines.id', 'releases.line_id')
    .innerJoin('publishers', 'publishers.id', 'releases.publisher_id')
    .select([
      'releases.id',
      'releases.line_id',
      'releases.number',
      'releases.version',
      'releases.digest',
      'releases.size_bytes',
      'releases.state',
      'releases.publisher_id',
      'releases.uploaded_by',
      'releases.created_at',
      'releases.withdrawn_at',
      'releases.withdrawn_reason',
      'lines.name as line',
      'publishers.key_id as publisher_key_id',
      'publishers.name as publisher_name',
    ]);
}

function wholes(tx: Tx) {
  return summaries(tx).select(['releases.manifest', 'publishers.public_key as publisher_key']);
}

/** Which releases to list. */
export interface ReleaseFilter {
  readonly line?: string | undefined;
  readonly state?: 'available' | 'withdrawn' | undefined;
  readonly search?: string | undefined;
  readonly before?: { readonly createdAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Releases, newest first, one beyond the limit. */
export async function listReleases(tx: Tx, filter: ReleaseFilter): Promise<SummaryRow[]> {
  const { line, state, search, before, limit } = filter;
  let query = summaries(tx);
  if (line !== undefined) query = query.where('lines.name', '=', line);
  if (state !== undefined) query = query.where('releases.state', '=', state);
  if (search !== undefined) {
    const pattern = `%${search.replace(/[\\%_]/g, String.raw`\$&`)}%`;
    query = query.where((eb) => eb.or([eb('lines.name', 'ilike', pattern), eb('releases.version', 'ilike', pattern)]));
  }
  if (before !== undefined) {
    query = query.where(sql<SqlBool>`(releases.created_at, releases.id) < (${before.createdAt}, ${before.id})`);
  }
  return query
    .orderBy('releases.created_at', 'desc')
    .orderBy('releases.id', 'desc')
    .limit(limit + 1)
    .execute();
}

export async function findRelease(tx: Tx, id: string): Promise<ReleaseRow | undefined> {
  return wholes(tx).where('releases.id', '=', id).executeTakeFirst();
}

export async function findReleaseByDigest(tx: Tx, digest: string): Promise<ReleaseRow | undefined> {
  return wholes(tx).where('releases.digest', '=', digest).executeTakeFirst();
}

export async function listByIds(tx: Tx, ids: readonly string[]): Promise<SummaryRow[]> {
  return ids.length === 0 ? [] : summaries(tx).where('releases.id', 'in', ids).execute();
}

/** A line by its name, made when it is new, and locked until the transaction ends. */
export async function lockLine(tx: Tx, row: NewRow<'lines'>): Promise<Row<'lines'>> {
  await tx.sql
    .insertInto('lines')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doNothing())
    .execute();
  return tx.sql.selectFrom('lines').selectAll().where('name', '=', row.name).forUpdate().executeTakeFirstOrThrow();
}

/** Takes the next release number of a locked line. */
export async function nextReleaseNumber(tx: Tx, lineId: string): Promise<number> {
  const { number } = await tx.sql
    .updateTable('lines')
    .set((eb) => ({ last_release_number: eb('last_release_number', '+', 1) }))
    .where('id', '=', lineId)
    .returning('last_release_number as number')
    .executeTakeFirstOrThrow();
  return number;
}

export async function insertRelease(tx: Tx, row: NewRow<'releases'>): Promise<void> {
  await tx.sql
    .insertInto('releases')
    .values({ ...row, manifest: json(row.manifest) })
    .execute();
}

/**
 * Locks a release and its line, which new rollouts and rollbacks lock as well. The line comes first, as everywhere: who starts a
 * rollout holds the line when its rows refer to the release.
 */
export async function lockRelease(
  tx: Tx,
  id: string,
): Promise<(Pick<Row<'releases'>, 'state' | 'number' | 'digest'> & { line: string }) | undefined> {
  const found = await tx.sql.selectFrom('releases').select('line_id').where('id', '=', id).executeTakeFirst();
  if (!found) return undefined;
  const line = await tx.sql
    .selectFrom('lines')
    .select('name')
    .where('id', '=', found.line_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const release = await tx.sql
    .selectFrom('releases')
    .select(['state', 'number', 'digest'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { ...release, line: line.name };
}

/** Rollouts under way that bring a release out, and those that would go back to it. */
export async function findOpenRollouts(
  tx: Tx,
  releaseId: string,
): Promise<{ bringing: string[]; returning: string[] }> {
  const open = tx.sql.selectFrom('rollouts').select('rollouts.id').where('rollouts.state', 'in', ['running', 'paused']);
  const bringing = await open.where('release_id', '=', releaseId).orderBy('rollouts.id').execute();
  const returning = await open
    .innerJoin('rollout_fleets', 'rollout_fleets.rollout_id', 'rollouts.id')
    .where('rollout_fleets.previous_release_id', '=', releaseId)
    .distinct()
    .orderBy('rollouts.id')
    .execute();
  return { bringing: bringing.map(({ id }) => id), returning: returning.map(({ id }) => id) };
}

export async function withdrawRelease(tx: Tx, id: string, reason: string): Promise<void> {
  await tx.sql
    .updateTable('releases')
    .set({ state: 'withdrawn', withdrawn_at: new Date(tx.now), withdrawn_reason: reason })
    .where('id', '=', id)
    .execute();
}
