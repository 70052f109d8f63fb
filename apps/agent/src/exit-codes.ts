/** Exit codes of an agent process, beside 0 and 1, so that a supervisor knows what helps; `tensorguard` uses the same numbers. */
export const EXIT_CODES = {
  /** Settings are wrong or missing. */
  usage: 2,
  /** The platform revoked the identity and everything was wiped: a restart does not help. */
  identityRevoked: 6,
  /** The certificate expired: enrol again with a new join token. */
  identityExpired: 7,
  /** The platform refused the enrolment. */
  enrolmentRefused: 8,
} as const;

const CODE_OF_ERROR: Readonly<Record<string, number>> = {
  config_invalid: EXIT_CODES.usage,
  config_unreadable: EXIT_CODES.usage,
  config_unsafe: EXIT_CODES.usage,
  join_token_missing: EXIT_CODES.usage,
  join_token_malformed: EXIT_CODES.usage,
  identity_revoked: EXIT_CODES.identityRevoked,
  identity_expired: EXIT_CODES.identityExpired,
  enrolment_refused: EXIT_CODES.enrolmentRefused,
  trust_pin_mismatch: EXIT_CODES.enrolmentRefused,
};

/** The exit code for the code of an error. */
export function exitCodeOf(errorCode: string): number {
  return Object.hasOwn(CODE_OF_ERROR, errorCode) ? CODE_OF_ERROR[errorCode]! : 1;
}
