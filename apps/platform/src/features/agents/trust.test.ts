import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRUST_CAUSES, type TrustCause } from '@tensorguard/contract';
import { trustOf, type TrustFacts } from './trust.ts';

const DAY_MS = 86_400_000;
const HEALTHY: TrustFacts = {
  now: 0.5 * DAY_MS,
  revoked: false,
  connection: 'online',
  seenAt: 0.5 * DAY_MS,
  clockSkewMs: 0,
  certificate: { notBefore: 0, notAfter: DAY_MS },
  failedLines: 0,
  refusedLines: 0,
};

const CASES: Record<string, [Partial<TrustFacts>, score: number, causes: TrustCause[], detail?: RegExp]> = {
  'a healthy agent without attestation': [{}, 90, []],
  'a revoked agent': [{ revoked: true }, 0, ['revoked'], /identity is revoked/],
  'no certificate': [{ certificate: null }, 40, ['certificate_expired']],
  'a certificate that ends now': [{ now: DAY_MS }, 40, ['certificate_expired']],
  'a certificate at 85 % of its life': [{ now: 0.85 * DAY_MS }, 90, []],
  'a certificate beyond it': [{ now: 0.85 * DAY_MS + 1 }, 75, ['certificate_expiring'], /1970-01-02T00:00:00.000Z/],
  'no heartbeat ever': [{ connection: 'never', seenAt: null, clockSkewMs: null }, 80, ['never_seen']],
  'a late heartbeat': [{ connection: 'late', seenAt: 1000 }, 85, ['heartbeat_late'], /1970-01-01T00:00:01.000Z/],
  'an agent that is away': [{ connection: 'offline', seenAt: 0 }, 70, ['offline']],
  'a clock 30 s off': [{ clockSkewMs: 30_000 }, 90, []],
  'a clock that is ahead': [{ clockSkewMs: 30_001 }, 80, ['clock_skew'], /30 s ahead/],
  'a clock that is behind': [{ clockSkewMs: -90_000 }, 80, ['clock_skew'], /90 s behind/],
  'a failed release': [{ failedLines: 3 }, 75, ['release_failed'], /: 3\./],
  'a refused package': [{ refusedLines: 1 }, 60, ['package_refused']],
  'everything at once': [
    { now: DAY_MS, connection: 'offline', clockSkewMs: 99_999, failedLines: 1, refusedLines: 1 },
    0,
    ['certificate_expired', 'offline', 'clock_skew', 'release_failed', 'package_refused'],
  ],
};

for (const [name, [change, score, causes, detail]] of Object.entries(CASES)) {
  test(`trust of ${name} is ${score}, and says why`, () => {
    const trust = trustOf({ ...HEALTHY, ...change });
    assert.equal(trust.score, score);
    const found = trust.deductions.map(({ cause }) => cause).filter((cause) => cause !== 'not_attested');
    assert.deepEqual(found, causes);
    const lost = trust.deductions.reduce((sum, { points }) => sum + points, 0);
    assert.equal(Math.max(0, 100 - lost), score, 'the deductions explain the score');
    if (detail) assert.match(trust.deductions.find(({ cause }) => cause === causes[0])!.detail, detail);
  });
}

test('the cases cover every cause that the contract knows', () => {
  const covered = new Set<string>(['not_attested', ...Object.values(CASES).flatMap(([, , causes]) => causes)]);
  assert.deepEqual([...covered].sort(), [...TRUST_CAUSES].sort());
});
