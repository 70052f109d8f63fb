import { messageOf } from '@tensorguard/core';
import { bundleHeaderSchema, type BundleHeader } from '../bundle-format.ts';
import { openCheckpoint, type Checkpoint } from '../checkpoint.ts';
import { LedgerError } from '../errors.ts';
import type { NoteVerifier } from '../note-verifier.ts';
import type { Finding } from '../verify-report.ts';
import { finding } from './findings.ts';

/** A bundle's first line, with every checkpoint in it verified. */
export interface OpenedHead {
  readonly header: BundleHeader;
  readonly checkpoint: Checkpoint;
  /** Ascending by size. */
  readonly history: readonly Checkpoint[];
}

/** Verifies the first line of a bundle; a finding says why it cannot be trusted. */
export function openHead(line: Buffer, verifiers: readonly NoteVerifier[]): OpenedHead | Finding {
  const header = parseHeader(line);
  if (header === null) return finding('malformed', 'format', 'the first line is not a bundle header', { line: 1 });
  try {
    const checkpoint = openCheckpoint(header.checkpoint, verifiers);
    const history = header.history.map((note) => openCheckpoint(note, verifiers));
    if ([checkpoint, ...history].some(({ origin }) => origin !== header.origin)) {
      return finding('malformed', 'format', 'a checkpoint is of another log than the bundle', { line: 1 });
    }
    const sizes = [...history, checkpoint].map(({ size }) => size);
    if (sizes.some((size, i) => i > 0 && size < sizes[i - 1]!)) {
      return finding('malformed', 'format', 'the checkpoints are not in ascending order', { line: 1 });
    }
    return { header, checkpoint, history };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return findingOf(error);
  }
}

function parseHeader(line: Buffer): BundleHeader | null {
  try {
    return bundleHeaderSchema.parse(JSON.parse(line.toString('utf8')));
  } catch {
    return null;
  }
}

function findingOf(error: LedgerError): Finding {
  const message = messageOf(error);
  if (error.code === 'checkpoint_signature_invalid' || error.code === 'untrusted_key') {
    return finding(error.code, 'signature', message, { line: 1 });
  }
  return finding('malformed', 'format', message, { line: 1 });
}
