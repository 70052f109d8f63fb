import { openCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { LedgerError } from './errors.ts';
import { verifyInclusion } from './inclusion-proof.ts';
import { decodeBase64, encodeBase64, MAX_NOTE_CHARS, parseCount } from './internal/note-format.ts';
import type { NoteVerifier } from './note-verifier.ts';
import { HASH_BYTES } from './tree-hash.ts';

/** First line of the format. */
export const TLOG_PROOF_HEADER = 'c2sp.org/tlog-proof@v1';
/** Most hashes in a proof: the height of the largest tree that is handled. */
const MAX_PROOF_HASHES = 63;
/** Largest proof file in characters. */
const MAX_PROOF_CHARS = 2 * MAX_NOTE_CHARS;

/** The content of a `.tlog-proof` file (c2sp.org/tlog-proof). Nothing in it is verified. */
export interface TlogProof {
  readonly index: number;
  /** Sibling hashes from the leaf up. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint note, verbatim. */
  readonly checkpoint: string;
  /** Opaque, unauthenticated bytes for the application. */
  readonly extra?: Uint8Array;
}

/** An entry's inclusion in a log, proven from signed checkpoint to leaf. */
export interface VerifiedTlogProof {
  readonly index: number;
  readonly checkpoint: Checkpoint;
}

/**
 * Formats a proof file.
 *
 * @throws LedgerError `proof_malformed` when a part does not fit the format.
 */
export function writeTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [
    TLOG_PROOF_HEADER,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(encodeBase64),
  ];
  const text = `${lines.join('\n')}\n\n${checkpoint}`;
  // Reading it back is the check: what is written is always what can be read.
  readTlogProof(text);
  return text;
}

/**
 * Reads a proof file without verifying it.
 *
 * @throws LedgerError `proof_malformed`
 */
export function readTlogProof(text: string): TlogProof {
  const split = text.indexOf('\n\n');
  if (split < 0 || text.length > MAX_PROOF_CHARS) throw malformed('no checkpoint');
  const lines = text.slice(0, split).split('\n');
  if (lines.shift() !== TLOG_PROOF_HEADER) throw malformed('unknown header');
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()!.slice('extra '.length)) : undefined;
  const index = /^index (.*)$/.exec(lines.shift() ?? '')?.[1];
  const count = index === undefined ? null : parseCount(index);
  if (extra === null || count === null || lines.length > MAX_PROOF_HASHES) throw malformed('bad extra or index line');
  const checkpoint = text.slice(split + 2);
  try {
    parseCheckpoint(checkpoint);
  } catch (cause) {
    throw new LedgerError('proof_malformed', 'not a tlog-proof: no checkpoint', { cause });
  }
  return { index: count, proof: lines.map(proofHash), checkpoint, ...(extra && { extra }) };
}

/**
 * Verifies a proof file for a leaf hash: checkpoint signatures, then inclusion.
 *
 * @throws LedgerError `proof_malformed`, `proof_invalid`, `origin_mismatch`, and the codes of `openCheckpoint`.
 */
export function verifyTlogProof(
  text: string,
  options: { readonly leafHash: Uint8Array; readonly origin: string; readonly verifiers: readonly NoteVerifier[] },
): VerifiedTlogProof {
  const { index, proof, checkpoint: note } = readTlogProof(text);
  const checkpoint = openCheckpoint(note, options.verifiers);
  if (checkpoint.origin !== options.origin) {
    throw new LedgerError('origin_mismatch', 'the proof is of another log', { details: { origin: checkpoint.origin } });
  }
  verifyInclusion({ index, size: checkpoint.size, root: checkpoint.root, leafHash: options.leafHash, proof });
  return { index, checkpoint };
}

function proofHash(line: string): Uint8Array {
  const hash = decodeBase64(line);
  if (hash?.length !== HASH_BYTES) throw malformed('a line that is not a hash');
  return hash;
}

function malformed(problem: string): LedgerError {
  return new LedgerError('proof_malformed', `not a tlog-proof: ${problem}`);
}
