const RENEW_FRACTION = 0.5;
/** Renewals spread over this share of the lifetime, so that a fleet enrolled at once does not renew at once. */
const JITTER_FRACTION = 0.2;

/**
 * When to renew a certificate: at half its life, give or take a tenth of it.
 *
 * Times are milliseconds since the epoch; `random` is uniform in [0, 1).
 */
export function renewAt(notBefore: number, notAfter: number, random: () => number = Math.random): number {
  const fraction = RENEW_FRACTION + (random() - 0.5) * JITTER_FRACTION;
  return Math.round(notBefore + (notAfter - notBefore) * fraction);
}
