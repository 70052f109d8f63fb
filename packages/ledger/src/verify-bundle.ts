import { isoTime } from '@tensorguard/core';
import { checkpointTime, openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { LedgerError } from './errors.ts';
import { BundleReader, type EntryCounts } from './internal/bundle-reader.ts';
import { openHead, type OpenedHead } from './internal/bundle-head.ts';
import { EntryAudit, type SignedHead } from './internal/entry-audit.ts';
import { finding } from './internal/findings.ts';
import { LineSplitter } from './internal/line-splitter.ts';
import { noteVerifier, type NoteVerifier } from './note-verifier.ts';
import type { Finding, RejectedLog, VerifiedCheckpoint, VerifiedLog, VerifyReport } from './verify-report.ts';

/** Longest line in bytes: a header with the most checkpoints. An entry's own limit is far below. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** What an auditor brings along. */
export interface VerifyBundleOptions {
  /** Verifier key strings, from a source other than the bundle. Each algorithm among them must have signed. */
  readonly trustedKeys: readonly string[];
  /** A checkpoint note of this log that the auditor kept; the bundle must extend it. */
  readonly knownCheckpoint?: string;
  /** Called after each chunk of the stream. */
  readonly onProgress?: (progress: { readonly entries: number; readonly bytes: number }) => void;
}

/**
 * Verifies an export bundle offline: signatures, every entry's canonical form, chain, tree, all signed roots. Memory does
 * not grow with the log unless something is wrong.
 *
 * @throws LedgerError `key_invalid` for the auditor's keys; `checkpoint_malformed`, `untrusted_key`,
 *   `checkpoint_signature_invalid`, `origin_mismatch` for the auditor's checkpoint. What is wrong with the bundle is in
 *   the report.
 */
export async function verifyBundle(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: VerifyBundleOptions,
): Promise<VerifyReport> {
  const verifiers = options.trustedKeys.map(noteVerifier);
  if (verifiers.length === 0) throw new LedgerError('key_invalid', 'at least one trusted key is needed');
  const known = options.knownCheckpoint === undefined ? null : openCheckpoint(options.knownCheckpoint, verifiers);
  const run = new BundleVerification(verifiers, known);
  const lines = new LineSplitter();
  let bytes = 0;
  for await (const chunk of stream) {
    lines.push(chunk);
    bytes += chunk.length;
    while (lines.next()) {
      const rejected = run.line(lines.buffer, lines.start, lines.end);
      if (rejected !== null) return rejected;
    }
    if (lines.pendingBytes > MAX_LINE_BYTES) return run.stop('a line is too long');
    options.onProgress?.({ entries: run.entries, bytes });
  }
  return lines.pendingBytes > 0 ? run.stop('the bundle ends within a line') : run.finish();
}

/** One pass over a bundle. */
class BundleVerification {
  readonly #verifiers: readonly NoteVerifier[];
  readonly #known: Checkpoint | null;
  #number = 0;
  #open: { head: OpenedHead; audit: EntryAudit; reader: BundleReader } | null = null;

  constructor(verifiers: readonly NoteVerifier[], known: Checkpoint | null) {
    this.#verifiers = verifiers;
    this.#known = known;
  }

  get entries(): number {
    const counts = this.#open?.reader.counts;
    return counts === undefined ? 0 : counts.disclosed + counts.withheld;
  }

  /** Takes a line; returns a report when the bundle is to be rejected at once. */
  line(buffer: Buffer, start: number, end: number): RejectedLog | null {
    this.#number++;
    if (this.#open !== null) {
      const problem = this.#open.reader.line(buffer, start, end, this.#number);
      return problem === null ? null : this.stop(problem);
    }
    const head = openHead(buffer.subarray(start, end), this.#verifiers);
    if ('kind' in head) return { ok: false, finding: head, provenSize: 0 };
    if (this.#known !== null && this.#known.origin !== head.checkpoint.origin) {
      throw new LedgerError('origin_mismatch', 'the kept checkpoint is of another log', {
        details: { origin: this.#known.origin },
      });
    }
    const audit = new EntryAudit(signedHeads(head, this.#known), { ...head.checkpoint, source: 'final' });
    this.#open = { head, audit, reader: new BundleReader(audit) };
    return null;
  }

  /** The bundle cannot be read further. */
  stop(problem: string): RejectedLog {
    if (this.#open === null) {
      return { ok: false, finding: finding('malformed', 'format', problem, { line: 1 }), provenSize: 0 };
    }
    const { audit } = this.#open;
    const where = { line: this.#number, seq: audit.next };
    const found = audit.inDoubt ? audit.finish(true) : finding('malformed', 'format', problem, where);
    return { ok: false, finding: found!, provenSize: audit.provenSize };
  }

  finish(): VerifyReport {
    if (this.#open === null) return this.stop('the bundle is empty');
    const { head, audit, reader } = this.#open;
    const found = audit.finish() ?? this.#beyond(head);
    if (found !== null) return { ok: false, finding: found, provenSize: audit.provenSize };
    return verified(head, this.#known, reader.counts);
  }

  /** Whether the auditor has seen more of the log than the bundle holds. */
  #beyond(head: OpenedHead): Finding | null {
    const { size } = head.checkpoint;
    if (this.#known === null || this.#known.size <= size) return null;
    const range = { from: size, to: this.#known.size };
    const message = 'the log was longer when your checkpoint was signed';
    return finding('log_truncated', 'signature', message, { seq: size, range });
  }
}

function signedHeads({ checkpoint, history }: OpenedHead, known: Checkpoint | null): SignedHead[] {
  const heads: SignedHead[] = history.map(({ size, root }) => ({ size, root, source: 'history' }));
  if (known !== null && known.size <= checkpoint.size)
    heads.push({ size: known.size, root: known.root, source: 'known' });
  heads.push({ size: checkpoint.size, root: checkpoint.root, source: 'final' });
  return heads;
}

function verified(head: OpenedHead, known: Checkpoint | null, counts: EntryCounts): VerifiedLog {
  const { disclosed, withheld, firstTime, lastTime } = counts;
  const sorted = [...counts.byType].sort(([a], [b]) => (a < b ? -1 : 1));
  const byType = Object.assign(Object.create(null) as Record<string, number>, Object.fromEntries(sorted));
  return {
    ok: true,
    origin: head.checkpoint.origin,
    checkpoint: verifiedCheckpoint(head.checkpoint),
    history: head.history.map(verifiedCheckpoint),
    known: known && verifiedCheckpoint(known),
    entries: { total: disclosed + withheld, disclosed, withheld, byType, firstTime, lastTime },
  };
}

function verifiedCheckpoint(checkpoint: Checkpoint): VerifiedCheckpoint {
  const { size, root, signatures } = checkpoint;
  const time = checkpointTime(checkpoint);
  return { size, root: root.toString('base64'), time: time === null ? null : isoTime(time), signatures };
}
