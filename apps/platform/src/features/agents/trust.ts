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

/** The findings that the score follows from. Agents that show the same signs have the same score. */
export interface TrustSigns {
  readonly revoked: boolean;
  /** `overdue` is valid but should have been renewed; `none` has expired or never was. */
  readonly certificate: 'valid' | 'overdue' | 'none';
  readonly connection: ConnectionState;
  readonly clockIsOff: boolean;
  readonly releaseFailed: boolean;
  readonly packageRefused: boolean;
}

interface Rule {
  readonly cause: TrustCause;
  readonly points: number;
  readonly applies: (signs: TrustSigns) => boolean;
  /** The fact behind the deduction, for people. */
  readonly detail: (facts: TrustFacts) => string;
}

const FULL_SCORE = 100;
/** Difference of clocks that begins to matter, milliseconds. */
export const CLOCK_SKEW_MS = 30_000;
/** Share of a certificate's life after which it should have been renewed. */
export const RENEWAL_OVERDUE_SHARE = 0.85;

/** The rules of the score, first version. Attestation will add rules; until then no agent reaches the full score. */
const RULES: readonly Rule[] = [
  {
    cause: 'revoked',
    points: 100,
    applies: ({ revoked }) => revoked,
    detail: () => 'The identity is revoked.',
  },
  {
    cause: 'not_attested',
    points: 10,
    applies: () => true,
    detail: () => 'No hardware attestation: the identity rests on a join token.',
  },
  {
    cause: 'certificate_expired',
    points: 50,
    applies: ({ certificate }) => certificate === 'none',
    detail: () => 'It has no valid certificate.',
  },
  {
    cause: 'certificate_expiring',
    points: 15,
    applies: ({ certificate }) => certificate === 'overdue',
    detail: ({ certificate }) =>
      `The certificate ends ${new Date(certificate?.notAfter ?? 0).toISOString()} and was not renewed.`,
  },
  {
    cause: 'never_seen',
    points: 10,
    applies: ({ connection }) => connection === 'never',
    detail: () => 'No heartbeat since enrolment.',
  },
  {
    cause: 'heartbeat_late',
    points: 5,
    applies: ({ connection }) => connection === 'late',
    detail: lastHeartbeat,
  },
  {
    cause: 'offline',
    points: 20,
    applies: ({ connection }) => connection === 'offline',
    detail: lastHeartbeat,
  },
  {
    cause: 'clock_skew',
    points: 10,
    applies: ({ clockIsOff }) => clockIsOff,
    detail: ({ clockSkewMs }) => {
      const skewMs = clockSkewMs ?? 0;
      return `Its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead' : 'behind'}.`;
    },
  },
  {
    cause: 'release_failed',
    points: 15,
    applies: ({ releaseFailed }) => releaseFailed,
    detail: ({ failedLines }) => `Releases that failed on it: ${failedLines}.`,
  },
  {
    cause: 'package_refused',
    points: 30,
    applies: ({ packageRefused }) => packageRefused,
    detail: ({ refusedLines }) => `Packages or directives that it refused as not trustworthy: ${refusedLines}.`,
  },
];

/** The trust score of an agent with the cause of each deduction (FLT-4). */
export function trustOf(facts: TrustFacts): Trust {
  const signs = signsOf(facts);
  const deductions = RULES.filter(({ applies }) => applies(signs)).map(({ cause, points, detail }) => ({
    cause,
    points,
    detail: detail(facts),
  }));
  return { score: scoreOf(signs), deductions };
}

/** The score of every agent that shows these signs. */
export function scoreOf(signs: TrustSigns): number {
  const lost = RULES.reduce((sum, { applies, points }) => (applies(signs) ? sum + points : sum), 0);
  return Math.max(0, FULL_SCORE - lost);
}

/** The signs that an agent's facts are. The SQL of the trust summary decides the same. */
function signsOf(facts: TrustFacts): TrustSigns {
  const { certificate, clockSkewMs, connection, failedLines, now, refusedLines, revoked } = facts;
  return {
    revoked,
    certificate: certificateSign(certificate, now),
    connection,
    clockIsOff: clockSkewMs !== null && Math.abs(clockSkewMs) > CLOCK_SKEW_MS,
    releaseFailed: failedLines > 0,
    packageRefused: refusedLines > 0,
  };
}

function certificateSign(certificate: TrustFacts['certificate'], now: number): TrustSigns['certificate'] {
  if (certificate === null || certificate.notAfter <= now) return 'none';
  const life = certificate.notAfter - certificate.notBefore;
  return now - certificate.notBefore > life * RENEWAL_OVERDUE_SHARE ? 'overdue' : 'valid';
}

function lastHeartbeat({ seenAt }: TrustFacts): string {
  return `Last heartbeat ${new Date(seenAt ?? 0).toISOString()}.`;
}
