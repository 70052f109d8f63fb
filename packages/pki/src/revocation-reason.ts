/** CRLReason of RFC 5280 section 5.3.1, without `removeFromCRL`, which only delta CRLs have. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  key_compromise: 1,
  ca_compromise: 2,
  affiliation_changed: 3,
  superseded: 4,
  cessation_of_operation: 5,
  certificate_hold: 6,
  privilege_withdrawn: 9,
  aa_compromise: 10,
} as const;

/** Why a certificate was revoked. */
export type RevocationReason = keyof typeof REVOCATION_REASONS;

/** The reason with a CRLReason number; numbers that we do not know count as `unspecified`. */
export function revocationReasonOf(value: number): RevocationReason {
  const found = Object.entries(REVOCATION_REASONS).find(([, number]) => number === value);
  return (found?.[0] as RevocationReason | undefined) ?? 'unspecified';
}
