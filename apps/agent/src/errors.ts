import { CodedError } from '@tensorguard/core';

/** Codes of errors that the agent raises itself; verification and inference errors keep the codes of their packages. */
export type AgentErrorCode =
  /** A setting must not have this value, here or in production. */
  | 'config_unsafe'
  /** The local API cannot listen on its address. */
  | 'api_unavailable'
  /** Another process works with this data folder. */
  | 'data_dir_in_use'
  /** A file in the data folder cannot be read as what it should be. */
  | 'state_corrupt'
  /** The data folder cannot be written. */
  | 'state_unwritable'
  /** There is no stored identity and no join token to get one. */
  | 'join_token_missing'
  /** Not a join token. */
  | 'join_token_malformed'
  /** The platform's root certificate is not the one that the join token names. */
  | 'trust_pin_mismatch'
  /** The platform refused the join token or the request. */
  | 'enrolment_refused'
  /** The platform answered with an identity that is not ours. */
  | 'identity_invalid'
  /** The certificate expired while the agent could not renew it; enrol again with a new join token. */
  | 'identity_expired'
  /** The platform revoked this identity. */
  | 'identity_revoked'
  /** No answer from the platform, or none that fits the contract. */
  | 'platform_unreachable'
  /** The platform has a problem of its own, or asks to come back later. */
  | 'platform_unavailable'
  /** The platform refused a request. */
  | 'platform_refused'
  /** What was signed is not a directive. */
  | 'directive_malformed'
  /** Both signatures of a directive must verify with a key of the platform. */
  | 'directive_signature_invalid'
  | 'directive_wrong_tenant'
  | 'directive_expired'
  /** Lower than a number that was seen before: a rollback or a replay. */
  | 'directive_number_too_low'
  /** Two directives with one number. */
  | 'directive_number_reused'
  /** A directive for one line more than an agent can run. */
  | 'too_many_lines'
  | 'disk_full'
  | 'disk_failed'
  /** The connection ended before the package did; the part that arrived is kept. */
  | 'download_incomplete'
  | 'package_size_mismatch'
  | 'package_digest_mismatch'
  /** The package has not exactly one model file. */
  | 'package_invalid'
  /** The package is of another line than the directive. */
  | 'package_wrong_line'
  | 'architecture_unsupported'
  | 'memory_too_small'
  | 'agent_too_old'
  /** The platform does not release the key now. */
  | 'key_release_refused'
  /** The released key is bound to another release. */
  | 'key_context_mismatch'
  | 'self_test_failed'
  /** The agent is stopping, or a newer directive took the place of the work. */
  | 'superseded';

/** Error of the edge process. */
export class AgentError extends CodedError<AgentErrorCode> {}

/** The stable code of anything that was thrown; `internal` when it has none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof CodedError ? thrown.code : 'internal';
}
