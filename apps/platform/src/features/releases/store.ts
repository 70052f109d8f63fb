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

/** Locks a release and its line, which new rollouts lock as well. */
export async function lockRelease(
  tx: Tx,
  id: string,
): Promise<(Pick<Row<'releases'>, 'state' | 'number' | 'digest'> & { line: string }) | undefined> {
  return tx.sql
    .selectFrom('releases')
    .innerJoin('lines', 'lines.id', 'releases.line_id')
    .select(['releases.state', 'releases.number', 'releases.digest', 'lines.name as line'])
    .where('releases.id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** A rollout under way that brings this release out. */
export async function findOpenRollout(tx: Tx, releaseId: string): Promise<string | undefined> {
  const row = await tx.sql
    .selectFrom('rollouts')
    .select('id')
    .where('release_id', '=', releaseId)
    .where('state', 'in', ['running', 'paused'])
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

export async function withdrawRelease(tx: Tx, id: string, reason: string): Promise<void> {
  await tx.sql
    .updateTable('releases')
    .set({ state: 'withdrawn', withdrawn_at: new Date(tx.now), withdrawn_reason: reason })
    .where('id', '=', id)
    .execute();
}
