import { ApiError } from '@tensorguard/contract';
import { CodedError, CoreError } from '@tensorguard/core';
import { LedgerError } from '@tensorguard/ledger';
import { TgspError, type TgspErrorCode } from '@tensorguard/tgsp';
import { CliError, type CliErrorCode } from './errors.ts';

/** Exit codes of the command, with what each means. Scripts rely on them: they never change meaning. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  failure: { code: 1, meaning: 'it could not be done; the message names the code of the error' },
  usage: { code: 2, meaning: 'the command line or an input does not make sense' },
  verification: { code: 3, meaning: 'a package, proof or ledger must not be trusted' },
  access: { code: 4, meaning: 'not signed in, or not permitted' },
  unreachable: { code: 5, meaning: 'the platform does not answer' },
  identityRevoked: { code: 6, meaning: 'the platform revoked this agent for good: a restart does not help' },
  identityExpired: { code: 7, meaning: 'the certificate of this agent has expired: enrol it with a new join token' },
  enrolmentRefused: {
    code: 8,
    meaning: 'this agent cannot enrol: it is refused, or its join token is for another platform',
  },
} as const;

/** Name of an exit code. */
export type ExitReason = keyof typeof EXIT_CODES;

const CLI_REASONS: Readonly<Partial<Record<CliErrorCode, ExitReason>>> = {
  ambiguous_name: 'usage',
  confirmation_required: 'usage',
  digest_mismatch: 'verification',
  input_invalid: 'usage',
  not_configured: 'access',
  passphrase_missing: 'usage',
  proof_rejected: 'verification',
  terminal_required: 'usage',
  url_insecure: 'usage',
  url_invalid: 'usage',
  usage_invalid: 'usage',
};

/** Codes of the agent, with the numbers of its own process. Its package is too large to load for its error class alone. */
const AGENT_REASONS: Readonly<Record<string, ExitReason>> = {
  config_unsafe: 'usage',
  enrolment_refused: 'enrolmentRefused',
  identity_expired: 'identityExpired',
  identity_revoked: 'identityRevoked',
  join_token_malformed: 'usage',
  join_token_missing: 'usage',
  trust_pin_mismatch: 'enrolmentRefused',
};

/** Failures of keys and files around a package; every other code says that the package itself is bad. */
const NOT_ABOUT_THE_PACKAGE: ReadonlySet<TgspErrorCode> = new Set([
  'file_unknown',
  'input_changed',
  'input_unreadable',
  'key_encrypted',
  'key_malformed',
  'output_failed',
  'passphrase_wrong',
  'range_invalid',
  'target_exists',
] satisfies TgspErrorCode[]);

/** Why the command ends the way it does after an error. */
export function exitReasonOf(error: unknown): ExitReason {
  if (error instanceof CliError && error.code === 'agent_ended') return agentReason(error.details['agentCode']);
  if (error instanceof CliError) return CLI_REASONS[error.code] ?? 'failure';
  if (error instanceof TgspError) return NOT_ABOUT_THE_PACKAGE.has(error.code) ? 'failure' : 'verification';
  if (error instanceof LedgerError) return error.code === 'key_invalid' ? 'usage' : 'verification';
  if (error instanceof CoreError) return 'usage';
  if (error instanceof ApiError) return apiReason(error);
  return agentReason(error instanceof CodedError ? error.code : undefined);
}

function agentReason(code: unknown): ExitReason {
  return typeof code === 'string' && Object.hasOwn(AGENT_REASONS, code) ? AGENT_REASONS[code]! : 'failure';
}

function apiReason({ code, status }: ApiError): ExitReason {
  if (code === 'unreachable' || status === 503) return 'unreachable';
  if (code === 'package_refused') return 'verification';
  if (status === 401 || status === 403) return 'access';
  return status === 400 ? 'usage' : 'failure';
}
