import { LedgerError } from './errors.ts';
import { checkpointText, isKeyName, parseCheckpointText, parseNote, signatureLine } from './internal/note-format.ts';
import { MAX_TREE_SIZE } from './internal/tile-reader.ts';
import type { NoteSigner } from './note-signer.ts';
import type { NoteVerifier, SignedCheckpoint } from './note-verifier.ts';
import { EMPTY_ROOT, HASH_BYTES } from './tree-hash.ts';
import type { VerifiedSignature } from './verify-report.ts';

/** A log's head as it is signed. */
export interface CheckpointInput {
  /** Identity of the log: a schema-less URL such as `tensorguard.example/ledger`. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly signers: readonly NoteSigner[];
  /** Milliseconds since the epoch, for signatures that carry a time. */
  readonly time: number;
}

/** A checkpoint whose signatures by trusted keys verified. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly extensions: readonly string[];
  /** At least one; signatures by other keys are left out. */
  readonly signatures: readonly VerifiedSignature[];
}

/**
 * Makes a signed checkpoint note (c2sp.org/tlog-checkpoint), one signature line per signer in their order.
 *
 * @throws LedgerError `checkpoint_malformed` when origin, size or root are not those of a log, or there is no signer.
 */
export async function signCheckpoint({ origin, size, root, signers, time }: CheckpointInput): Promise<string> {
  const sound =
    isKeyName(origin) &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    size <= MAX_TREE_SIZE &&
    root.length === HASH_BYTES &&
    (size > 0 || EMPTY_ROOT.equals(root));
  if (!sound || signers.length === 0) {
    throw new LedgerError('checkpoint_malformed', 'not a checkpoint that can be signed', { details: { origin, size } });
  }
  const text = checkpointText(origin, size, root);
  const checkpoint: SignedCheckpoint = { origin, size, root: Uint8Array.from(root), extensions: [], text };
  const lines = await Promise.all(
    signers.map(async (signer) => signatureLine(signer.name, signer.keyId, await signer.sign(checkpoint, time))),
  );
  return `${text}\n${lines.join('')}`;
}

/**
 * Verifies a checkpoint note. Signatures by keys that are not given are ignored; every signature by a given key must
 * verify, and each algorithm among the given keys must have signed, so that a note cannot be weakened by dropping its
 * post-quantum line.
 *
 * @throws LedgerError `checkpoint_malformed`; `untrusted_key` when a required algorithm has no signature by a given key;
 *   `checkpoint_signature_invalid` when a given key's signature is wrong.
 */
export function openCheckpoint(note: string, verifiers: readonly NoteVerifier[]): Checkpoint {
  const checkpoint = parseCheckpoint(note);
  const signatures: VerifiedSignature[] = [];
  for (const { name, keyId, signature } of parseNote(note)!.signatures) {
    const verifier = verifiers.find((candidate) => candidate.name === name && candidate.keyId === keyId);
    if (verifier === undefined) continue;
    const verified = verifier.verify(checkpoint, signature);
    if (verified === null) {
      throw new LedgerError('checkpoint_signature_invalid', 'a signature on the checkpoint is wrong', {
        details: { name, keyId, algorithm: verifier.algorithm },
      });
    }
    signatures.push({ name, algorithm: verifier.algorithm, keyId, timestampS: verified.timestampS });
  }
  const required = new Set(verifiers.map(({ algorithm }) => algorithm));
  for (const { algorithm } of signatures) required.delete(algorithm);
  if (signatures.length === 0 || required.size > 0) {
    throw new LedgerError('untrusted_key', 'the checkpoint is not signed by the trusted keys', {
      details: { missing: [...required].sort() },
    });
  }
  const { origin, size, root, extensions } = checkpoint;
  return { origin, size, root: Buffer.from(root), extensions, signatures };
}

/**
 * Reads a checkpoint note WITHOUT verifying any signature.
 *
 * @throws LedgerError `checkpoint_malformed`
 */
export function parseCheckpoint(note: string): SignedCheckpoint {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpointText(parsed.text);
  if (!checkpoint || checkpoint.size > MAX_TREE_SIZE) {
    throw new LedgerError('checkpoint_malformed', 'not a checkpoint note');
  }
  return { ...checkpoint, text: parsed.text };
}

/** The time of a checkpoint, in milliseconds since the epoch: its latest signature's; `null` when none carries one. */
export function checkpointTime(checkpoint: Pick<Checkpoint, 'signatures'>): number | null {
  const times = checkpoint.signatures.flatMap(({ timestampS }) => (timestampS ? [timestampS * 1000] : []));
  return times.length > 0 ? Math.max(...times) : null;
}
