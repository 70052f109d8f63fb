/**
 * What an offline verification can find. Kinds are stable; `docs/spec/ledger-v1.md` says what each proves and what it
 * cannot tell apart.
 */
export const FINDING_KINDS = [
  'chain_broken',
  'checkpoint_inconsistent',
  'checkpoint_signature_invalid',
  'entry_deleted',
  'entry_edited',
  'entry_inserted',
  'entry_reordered',
  'log_forked',
  'log_rewritten',
  'log_truncated',
  'malformed',
  'untrusted_key',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/**
 * How a finding is known. `signed_root`: undoing exactly this tampering gives the root that the log signed. `signature`:
 * signed statements themselves show it. `chain`: inferred from chain links, sequence numbers and counts only.
 */
export type FindingEvidence = 'signed_root' | 'signature' | 'chain' | 'format';

/** The first thing that is wrong with a bundle. */
export interface Finding {
  readonly kind: FindingKind;
  /** Sequence number of the first bad entry, for an inserted one the place where it stands; `null` when there is none. */
  readonly seq: number | null;
  /** Entries `[from, to)` among which the first bad one lies, when it cannot be told more exactly. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Line of the bundle, from 1; `null` when no line shows it (missing entries, for example). */
  readonly line: number | null;
  readonly evidence: FindingEvidence;
  /** One sentence for people. */
  readonly message: string;
}

/** A signature on a checkpoint that was verified with a trusted key. */
export interface VerifiedSignature {
  readonly name: string;
  readonly algorithm: 'ed25519' | 'ml-dsa-44';
  /** Four bytes, hexadecimal. */
  readonly keyId: string;
  /** Seconds since the epoch, when the signature carries a time. */
  readonly timestampS: number | null;
}

/** A checkpoint that the whole verification stands on. */
export interface VerifiedCheckpoint {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** RFC 3339; `null` when only signatures without a time verified. */
  readonly time: string | null;
  readonly signatures: readonly VerifiedSignature[];
}

/** Facts of a bundle whose every entry is proven. */
export interface VerifiedLog {
  readonly ok: true;
  readonly origin: string;
  readonly checkpoint: VerifiedCheckpoint;
  /** Earlier checkpoints in the bundle, each proven to be a prefix; ascending by size. */
  readonly history: readonly VerifiedCheckpoint[];
  /** The auditor's own checkpoint, proven to be a prefix. */
  readonly known: VerifiedCheckpoint | null;
  readonly entries: {
    readonly total: number;
    /** Entries whose content is in the bundle. */
    readonly disclosed: number;
    /** Entries of others, carried as leaf hash only. */
    readonly withheld: number;
    /** Disclosed entries per type (null-prototype object, keys sorted). */
    readonly byType: Readonly<Record<string, number>>;
    /** `time` of the first and last disclosed entry. */
    readonly firstTime: string | null;
    readonly lastTime: string | null;
  };
}

/** A bundle that must not be believed. */
export interface RejectedLog {
  readonly ok: false;
  readonly finding: Finding;
  /** Entries proven by the largest signed checkpoint that still matched. */
  readonly provenSize: number;
}

/** The result of `verifyBundle`. */
export type VerifyReport = VerifiedLog | RejectedLog;
