import type { Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';

/** An agent as key release needs it. */
export type KeyHolder = Pick<Row<'agents'>, 'id' | 'status' | 'recipient_key'>;

export async function findAgent(tx: Tx, agentId: string): Promise<KeyHolder | undefined> {
  return tx.sql
    .selectFrom('agents')
    .select(['id', 'status', 'recipient_key'])
    .where('id', '=', agentId)
    .executeTakeFirst();
}

/** A release as agents get it. */
export interface OfferedRelease {
  readonly id: string;
  readonly line_id: string;
  readonly line: string;
  readonly number: number;
  readonly digest: string;
  readonly state: Row<'releases'>['state'];
  readonly publisher_key: Row<'publishers'>['public_key'];
}

export async function findRelease(tx: Tx, releaseId: string): Promise<OfferedRelease | undefined> {
  return tx.sql
    .selectFrom('releases')
    .innerJoin('lines', 'lines.id', 'releases.line_id')
    .innerJoin('publishers', 'publishers.id', 'releases.publisher_id')
    .select([
      'releases.id',
      'releases.line_id',
      'releases.number',
      'releases.digest',
      'releases.state',
      'lines.name as line',
      'publishers.public_key as publisher_key',
    ])
    .where('releases.id', '=', releaseId)
    .executeTakeFirst();
}

/** The directive under which an agent reported to work on a release, when it did. */
export async function findDirective(
  tx: Tx,
  agentId: string,
  release: Pick<OfferedRelease, 'id' | 'line_id'>,
): Promise<{ readonly rolloutId: string | null; readonly directiveNumber: number } | undefined> {
  return tx.sql
    .selectFrom('deployments')
    .select(['rollout_id as rolloutId', 'directive_number as directiveNumber'])
    .where('agent_id', '=', agentId)
    .where('line_id', '=', release.line_id)
    .where('desired_release_id', '=', release.id)
    .executeTakeFirst();
}
