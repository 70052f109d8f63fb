import { CodedError } from '@tensorguard/core';

/** Codes of errors that the command itself raises; those of libraries and of the platform pass through. */
export type CliErrorCode =
  | 'agent_ended'
  | 'ambiguous_name'
  | 'answer_unexpected'
  | 'cancelled'
  | 'confirmation_required'
  | 'connection_file_invalid'
  | 'digest_mismatch'
  | 'file_exists'
  | 'file_unreadable'
  | 'input_invalid'
  | 'model_unusable'
  | 'no_such_name'
  | 'not_configured'
  | 'output_failed'
  | 'passphrase_missing'
  | 'proof_rejected'
  | 'rollout_not_completed'
  | 'self_test_failed'
  | 'terminal_required'
  | 'url_insecure'
  | 'url_invalid'
  | 'usage_invalid';

/** Error of the command: bad input, a file that cannot be used, or a check that failed. */
export class CliError extends CodedError<CliErrorCode> {}
