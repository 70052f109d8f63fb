import { DIRECTIVE_PAYLOAD_TYPE, type Directive } from '@tensorguard/contract';
import { isoTime } from '@tensorguard/core';
import { signEnvelope, type HybridSigner } from '@tensorguard/tgsp';
import { json, type Party, type Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';

/** Life of a directive, milliseconds (24 hours): how long a cut-off agent may be kept on old orders. */
export const DIRECTIVE_LIFETIME_MS = 24 * 3600_000;

/** What a directive says, before it has a number. */
export interface DirectiveDraft {
  readonly rollout: Pick<Row<'rollouts'>, 'id' | 'tenant_id' | 'line_id'>;
  readonly stage: number;
  readonly kind: 'stage' | 'rollback';
  /** For a rollback: the fleet that goes back. */
  readonly fleetId: string | null;
  readonly releaseId: string | null;
}

/** Signs directives with the platform's hybrid key. */
export interface DirectiveIssuer {
  /** Gives the next number of the line, signs, stores and records. */
  issue(tx: Tx, draft: DirectiveDraft, actor: Party): Promise<Row<'directives'>>;
}

/** Makes the issuer. */
export function createDirectiveIssuer(signer: HybridSigner): DirectiveIssuer {
  return {
    async issue(tx, draft, actor) {
      const { rollout, stage, kind, fleetId, releaseId } = draft;
      const line = await tx.sql
        .updateTable('lines')
        .set((eb) => ({ last_directive_number: eb('last_directive_number', '+', 1) }))
        .where('id', '=', rollout.line_id)
        .returning(['name', 'last_directive_number as number'])
        .executeTakeFirstOrThrow();
      const directive: Directive = {
        v: 1,
        tenantId: rollout.tenant_id,
        line: line.name,
        number: line.number,
        rolloutId: rollout.id,
        stage,
        release: releaseId === null ? null : await releaseOf(tx, releaseId),
        issuedAt: isoTime(tx.now),
        expiresAt: isoTime(tx.now + DIRECTIVE_LIFETIME_MS),
      };
      const envelope = await signEnvelope(DIRECTIVE_PAYLOAD_TYPE, directive, signer);
      const row = {
        line_id: rollout.line_id,
        number: line.number,
        tenant_id: rollout.tenant_id,
        rollout_id: rollout.id,
        stage,
        kind,
        fleet_id: fleetId,
        release_id: releaseId,
        issued_at: new Date(tx.now),
        expires_at: new Date(tx.now + DIRECTIVE_LIFETIME_MS),
      };
      await tx.sql
        .insertInto('directives')
        .values({ ...row, envelope: json(envelope) })
        .execute();
      tx.record({
        tenantId: rollout.tenant_id,
        type: 'directive.issued',
        actor,
        subject: { kind: 'rollout', id: rollout.id },
        data: { line: line.name, number: line.number, stage, kind, releaseId, fleetId },
      });
      return { ...row, envelope: { ...envelope } };
    },
  };
}

async function releaseOf(tx: Tx, releaseId: string): Promise<NonNullable<Directive['release']>> {
  const row = await tx.sql
    .selectFrom('releases')
    .innerJoin('publishers', 'publishers.id', 'releases.publisher_id')
    .select(['releases.id', 'releases.number', 'releases.digest', 'releases.size_bytes', 'publishers.public_key'])
    .where('releases.id', '=', releaseId)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    number: row.number,
    digest: row.digest,
    sizeBytes: row.size_bytes,
    publisher: row.public_key,
  };
}
