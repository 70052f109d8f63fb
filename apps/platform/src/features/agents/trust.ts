import type { ConnectionState, Trust, TrustCause } from '@tensorguard/contract';

/** Everything that the score depends on. Times are milliseconds since the epoch. */
export interface TrustFacts {
  readonly now: number;
  readonly revoked: boolean;
  readonly connection: ConnectionState;
  readonly seenAt: number | null;
  readonly clockSkewMs: number | null;
  readonly certificate: { readonly notBefore: number; readonly notAfter: number } | null;
  /** Lines whose last directive failed, and lines whose package was refused as not trustworthy. */
  readonly failedLines: number;
  readonly refusedLines: number;
}

interface Rule {
  readonly cause: TrustCause;
  readonly points: number;
  /** The fact behind the deduction, or undefined when the rule does not apply. */
  readonly applies: (facts: TrustFacts) => string | undefined;
}

const FULL_SCORE = 100;
/** Difference of clocks that begins to matter, milliseconds. */
const CLOCK_SKEW_MS = 30_000;
/** Share of a certificate's life after which it should have been renewed. */
const RENEWAL_OVERDUE_SHARE = 0.85;

/** The rules of the score, first version. Attestation will add rules; until then no agent reaches the full score. */
const RULES: readonly Rule[] = [
  {
    cause: 'revoked',
    points: 100,
    applies: ({ revoked }) => (revoked ? 'The identity is revoked.' : undefined),
  },
  {
    cause: 'not_attested',
    points: 10,
    applies: () => 'No hardware attestation: the identity rests on a join token.',
  },
  {
    cause: 'certificate_expired',
    points: 50,
    applies: ({ certificate, now }) =>
      certificate === null || certificate.notAfter <= now ? 'It has no valid certificate.' : undefined,
  },
  {
    cause: 'certificate_expiring',
    points: 15,
    applies: ({ certificate, now }) => {
      if (certificate === null || certificate.notAfter <= now) return undefined;
      const life = certificate.notAfter - certificate.notBefore;
      const overdue = now - certificate.notBefore > life * RENEWAL_OVERDUE_SHARE;
      return overdue
        ? `The certificate ends ${new Date(certificate.notAfter).toISOString()} and was not renewed.`
        : undefined;
    },
  },
  {
    cause: 'never_seen',
    points: 10,
    applies: ({ connection }) => (connection === 'never' ? 'No heartbeat since enrolment.' : undefined),
  },
  {
    cause: 'heartbeat_late',
    points: 5,
    applies: ({ connection, seenAt }) => (connection === 'late' ? lastHeartbeat(seenAt) : undefined),
  },
  {
    cause: 'offline',
    points: 20,
    applies: ({ connection, seenAt }) => (connection === 'offline' ? lastHeartbeat(seenAt) : undefined),
  },
  {
    cause: 'clock_skew',
    points: 10,
    applies: ({ clockSkewMs }) =>
      clockSkewMs !== null && Math.abs(clockSkewMs) > CLOCK_SKEW_MS
        ? `Its clock is ${Math.round(Math.abs(clockSkewMs) / 1000)} s ${clockSkewMs > 0 ? 'ahead' : 'behind'}.`
        : undefined,
  },
  {
    cause: 'release_failed',
    points: 15,
    applies: ({ failedLines }) => (failedLines > 0 ? `Releases that failed on it: ${failedLines}.` : undefined),
  },
  {
    cause: 'package_refused',
    points: 30,
    applies: ({ refusedLines }) =>
      refusedLines > 0 ? `Packages or directives that it refused as not trustworthy: ${refusedLines}.` : undefined,
  },
];

/** The trust score of an agent with the cause of each deduction (FLT-4). */
export function trustOf(facts: TrustFacts): Trust {
  const deductions = RULES.flatMap(({ cause, points, applies }) => {
    const detail = applies(facts);
    return detail === undefined ? [] : [{ cause, points, detail }];
  });
  const total = deductions.reduce((sum, { points }) => sum + points, 0);
  return { score: Math.max(0, FULL_SCORE - total), deductions };
}

function lastHeartbeat(seenAt: number | null): string {
  return `Last heartbeat ${new Date(seenAt ?? 0).toISOString()}.`;
}
