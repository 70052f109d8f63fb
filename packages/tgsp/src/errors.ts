import { CodedError } from '@tensorguard/core';

/** Every code that this package raises; `docs/spec/tgsp-v2.md` says which check gives which. */
export const TGSP_ERROR_CODES = [
  'bad_magic',
  'unsupported_version',
  'header_too_large',
  'header_malformed',
  'header_not_canonical',
  'envelope_malformed',
  'payload_type_mismatch',
  'payload_not_canonical',
  'signature_missing',
  'signature_invalid',
  'untrusted_signer',
  'suite_unsupported',
  'manifest_invalid',
  'duplicate_path',
  'path_unsafe',
  'too_many_files',
  'size_mismatch',
  'chunk_size_invalid',
  'truncated',
  'trailing_bytes',
  'chunk_tampered',
  'hash_mismatch',
  'key_commitment_mismatch',
  'no_matching_recipient',
  'recipient_unwrap_failed',
  'file_unknown',
  'range_invalid',
  'sealed_key_context_mismatch',
  'sealed_key_expired',
  'sealed_key_invalid',
  'key_malformed',
  'key_encrypted',
  'passphrase_wrong',
  'input_unreadable',
  'input_changed',
  'output_failed',
  'target_exists',
] as const;

/** Code of a {@link TgspError}. */
export type TgspErrorCode = (typeof TGSP_ERROR_CODES)[number];

/** A package, key or key release that is refused, or a file that cannot be read or written. */
export class TgspError extends CodedError<TgspErrorCode> {}
