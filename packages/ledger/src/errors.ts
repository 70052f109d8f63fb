import { CodedError } from '@tensorguard/core';

/** Codes of errors raised by the ledger library. What a bundle's verifier finds is a {@link FindingKind} instead. */
export type LedgerErrorCode =
  | 'bundle_invalid'
  | 'checkpoint_malformed'
  | 'checkpoint_signature_invalid'
  | 'entry_invalid'
  | 'entry_too_large'
  | 'key_invalid'
  | 'origin_mismatch'
  | 'proof_invalid'
  | 'proof_malformed'
  | 'range_invalid'
  | 'tile_malformed'
  | 'tile_missing'
  | 'tiles_inconsistent'
  | 'untrusted_key';

/** Error of the tamper-evident log: a refused entry, note, proof, tile or key. */
export class LedgerError extends CodedError<LedgerErrorCode> {}
