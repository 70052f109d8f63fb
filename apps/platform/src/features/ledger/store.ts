import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';

/** What to look for in the log. */
export interface EntryFilter {
  /** Exact types, or prefixes that end in a dot. */
  readonly types: readonly string[];
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly about?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only entries before this position. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Entries of the transaction's tenant, newest first, one beyond the limit. */
export async function listEntries(tx: Tx, filter: EntryFilter): Promise<Row<'ledger_entries'>[]> {
  let query = tx.sql.selectFrom('ledger_entries').selectAll();
  if (filter.before !== undefined) query = query.where('seq', '<', filter.before);
  if (filter.actor !== undefined) query = query.where('actor_id', '=', filter.actor);
  if (filter.subject !== undefined) query = query.where('subject_id', '=', filter.subject);
  if (filter.about !== undefined) query = query.where('raw', 'like', `%"${likePattern(filter.about)}"%`);
  if (filter.text !== undefined) {
    // As it stands in the entry: people look for words, with or without JSON's escapes.
    const forms = [...new Set([filter.text, JSON.stringify(filter.text).slice(1, -1)])];
    const patterns = forms.map((form) => `%${likePattern(form)}%`);
    query = query.where(sql<boolean>`raw ilike any(${patterns}::text[])`);
  }
  if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
  if (filter.to !== undefined) query = query.where('at', '<', new Date(filter.to));
  if (filter.types.length > 0) {
    const exact = filter.types.filter((type) => !type.endsWith('.'));
    const prefixes = filter.types.filter((type) => type.endsWith('.')).map((prefix) => `${likePattern(prefix)}%`);
    query = query.where(sql<boolean>`(type = any(${exact}::text[]) or type like any(${prefixes}::text[]))`);
  }
  return query
    .orderBy('seq', 'desc')
    .limit(filter.limit + 1)
    .execute();
}

/** One entry of the transaction's tenant. */
export async function findEntry(tx: Tx, seq: number): Promise<Row<'ledger_entries'> | undefined> {
  return tx.sql.selectFrom('ledger_entries').selectAll().where('seq', '=', seq).executeTakeFirst();
}

/** Entries of all tenants in order from a position on, for a bundle: a tenant's in full, others' as hashes. */
export async function readBundleSlice(
  tx: Tx,
  tenantId: string,
  from: number,
  limit: number,
): Promise<{ seq: number; leaf_hash: Buffer; raw: string | null }[]> {
  return tx.sql
    .selectFrom('ledger_entries')
    .select(['seq', 'leaf_hash'])
    .select((eb) => eb.case().when('tenant_id', '=', tenantId).then(eb.ref('raw')).else(null).end().as('raw'))
    .where('seq', '>=', from)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** Checkpoints spread over the log, oldest first, without the newest: an auditor locates a rewrite between two. */
export async function sampleCheckpoints(tx: Tx, newestSize: number, most: number): Promise<string[]> {
  const { rows } = await sql<{ note: string }>`
    select note from (
      select note, size, row_number() over (order by size) as place, count(*) over () as total
      from ledger_checkpoints where size < ${newestSize}
    ) as numbered
    where place = total or place % ceil(total / ${most}::float8)::bigint = 0
    order by size limit ${most}`.execute(tx.sql);
  return rows.map(({ note }) => note);
}

const NAME_SOURCES = {
  user: 'users',
  api_token: 'api_tokens',
  agent: 'agents',
  fleet: 'fleets',
  publisher: 'publishers',
  join_token: 'join_tokens',
  line: 'lines',
} as const;

/** Display names of parties, by id, as far as the tenant still has them. */
export async function namesOf(tx: Tx, parties: readonly { kind: string; id: string }[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [kind, table] of Object.entries(NAME_SOURCES)) {
    const ids = [...new Set(parties.filter((party) => party.kind === kind).map((party) => party.id))];
    if (ids.length === 0) continue;
    const rows = await tx.sql.selectFrom(table).select(['id', 'name']).where('id', 'in', ids).execute();
    for (const row of rows) names.set(row.id, row.name);
  }
  const releases = await tx.sql
    .selectFrom('releases')
    .innerJoin('lines', 'lines.id', 'releases.line_id')
    .leftJoin('rollouts', 'rollouts.release_id', 'releases.id')
    .select(['releases.id as release_id', 'rollouts.id as rollout_id', 'lines.name', 'releases.number'])
    .where((eb) => {
      const ids = parties.map(({ id }) => id);
      return eb.or([eb('releases.id', '=', eb.fn.any(eb.val(ids))), eb('rollouts.id', '=', eb.fn.any(eb.val(ids)))]);
    })
    .execute();
  for (const { release_id, rollout_id, name, number } of releases) {
    names.set(release_id, `${name}@${number}`);
    if (rollout_id !== null) names.set(rollout_id, `${name}@${number}`);
  }
  return names;
}

function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
