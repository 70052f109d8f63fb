import { operatorRoutes, type LedgerProof } from '@tensorguard/contract';
import {
  leafHash,
  openCheckpoint,
  parseEntry,
  verifyInclusion,
  type Checkpoint,
  type NoteVerifier,
} from '@tensorguard/ledger';
import type { ApiSession } from '../../api/api-session.ts';
import { CliError } from '../../errors.ts';

/** An entry that was proven here to be in the log. */
export interface VerifiedEntry {
  readonly proof: LedgerProof;
  readonly checkpoint: Checkpoint;
}

/**
 * Fetches an entry and proves here that it is in the log: checkpoint signatures, leaf hash, inclusion, and that what is
 * displayed is what was hashed.
 *
 * @throws LedgerError, CliError `proof_rejected`, ApiError
 */
export async function fetchVerifiedEntry(
  api: ApiSession,
  seq: number,
  verifiers: readonly NoteVerifier[],
): Promise<VerifiedEntry> {
  const proof = await api.call(operatorRoutes.getLedgerEntry, { params: { seq } });
  const bytes = Buffer.from(proof.raw, 'utf8');
  const checkpoint = openCheckpoint(proof.checkpoint, verifiers);
  verifyInclusion({
    index: seq,
    size: checkpoint.size,
    root: checkpoint.root,
    leafHash: leafHash(bytes),
    proof: proof.inclusionProof.map((hash) => Buffer.from(hash, 'base64')),
  });
  const recorded = parseEntry(bytes);
  const shown = proof.entry;
  const same =
    recorded.seq === seq &&
    shown.seq === seq &&
    recorded.type === shown.type &&
    Date.parse(recorded.time) === Date.parse(shown.time) &&
    recorded.actor.id === shown.actor.id &&
    recorded.subject.id === shown.subject.id;
  if (!same) throw new CliError('proof_rejected', `what the platform shows as entry ${seq} is not what the log holds`);
  return { proof, checkpoint };
}
