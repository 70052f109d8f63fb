import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gate, GateVerdict } from '@tensorguard/contract';
import { judge, type GateFacts } from './gate.ts';
import { NO_COUNTS, type StageCounts } from './progress.ts';

const GATE: Gate = {
  minAgents: 2,
  successShare: 0.9,
  maxFailures: 3,
  maxFailureShare: 0.25,
  soakSeconds: 0,
  stallSeconds: 60,
};

interface Case {
  readonly gate?: Partial<Gate>;
  readonly counts?: Partial<StageCounts>;
  readonly facts?: Partial<GateFacts>;
  readonly verdict: GateVerdict;
  /** What the reasons must say, joined. */
  readonly says: RegExp;
}

const applied = (count: number, of = count) => ({ applied: count, eligible: of, targeted: of });

const CASES: Record<string, Case> = {
  'nobody has reported': { verdict: 'waiting', says: /0 agents have reported; 2 are needed/ },
  'one report is too little to judge': { counts: applied(1, 1), verdict: 'waiting', says: /1 agents have reported/ },
  'one failure is too little to judge': {
    counts: { failed: 1, eligible: 10 },
    gate: { maxFailures: 0, maxFailureShare: 0 },
    verdict: 'waiting',
    says: /1 agents have reported/,
  },
  'exactly enough applied': { counts: applied(9, 10), verdict: 'passed', says: /9 of 10 agents applied/ },
  'one too few applied': { counts: applied(8, 10), verdict: 'waiting', says: /8 agents have applied; 9 of 10/ },
  'a fraction of an agent counts as a whole one': {
    counts: applied(9, 11),
    verdict: 'waiting',
    says: /10 of 11 are needed/,
  },
  'as many failures as are tolerated': {
    counts: { ...applied(97, 100), failed: 3 },
    verdict: 'passed',
    says: /97 of 100/,
  },
  'one failure more than is tolerated': {
    counts: { ...applied(96, 100), failed: 4 },
    verdict: 'failed',
    says: /4 agents failed; 3 are tolerated/,
  },
  'a share of failures that is tolerated': {
    counts: { ...applied(3, 4), failed: 1 },
    gate: { successShare: 0.5 },
    verdict: 'passed',
    says: /3 of 4/,
  },
  'a share of failures beyond it': {
    counts: { ...applied(2, 3), failed: 1 },
    verdict: 'failed',
    says: /33\.3 % of the agents failed; 25 % is tolerated/,
  },
  'no tolerance at all': {
    counts: { ...applied(99, 100), failed: 1 },
    gate: { maxFailures: 0, maxFailureShare: 0 },
    verdict: 'failed',
    says: /1 agents failed; 0 are tolerated.*1 % of the agents failed; 0 %/,
  },
  'a failure outweighs enough successes': {
    counts: { ...applied(100, 100), failed: 4 },
    verdict: 'failed',
    says: /4 agents failed/,
  },
  'a failure outweighs the time that has run out': {
    counts: { applied: 0, failed: 4, eligible: 100 },
    facts: { now: 10_000_000 },
    verdict: 'failed',
    says: /4 agents failed/,
  },
  'at the last moment before it stalls': { facts: { now: 60_000 }, verdict: 'waiting', says: /0 agents/ },
  'after the last moment': { facts: { now: 60_001 }, verdict: 'stalled', says: /Not there after 60 s.*0 agents/ },
  'time counts from the resume': { facts: { now: 90_000, since: 80_000 }, verdict: 'waiting', says: /0 agents/ },
  'enough applied late does not stall': {
    counts: applied(10),
    facts: { now: 10_000_000 },
    verdict: 'passed',
    says: /10 of 10/,
  },
  'the soak begins': {
    counts: applied(10),
    gate: { soakSeconds: 30 },
    verdict: 'soaking',
    says: /Soaks for 30 s; 0 s so far/,
  },
  'the soak goes on': {
    counts: applied(10),
    gate: { soakSeconds: 30 },
    facts: { now: 39_999, satisfiedAt: 10_000 },
    verdict: 'soaking',
    says: /29 s so far/,
  },
  'the soak is over': {
    counts: applied(10),
    gate: { soakSeconds: 30 },
    facts: { now: 40_000, satisfiedAt: 10_000 },
    verdict: 'passed',
    says: /10 of 10/,
  },
  'a failure in the soak': {
    counts: { ...applied(10, 14), failed: 4 },
    gate: { soakSeconds: 30 },
    facts: { now: 20_000, satisfiedAt: 10_000 },
    verdict: 'failed',
    says: /4 agents failed/,
  },
  'run time at the limit': {
    counts: applied(10),
    gate: { maxLatencyMs: 5 },
    facts: { latencyMs: 5 },
    verdict: 'passed',
    says: /10 of 10/,
  },
  'run time over the limit': {
    counts: applied(10),
    gate: { maxLatencyMs: 5 },
    facts: { latencyMs: 5.26 },
    verdict: 'failed',
    says: /p95 run time is 5\.3 ms; 5 ms is the limit/,
  },
  'no run time figures yet': {
    counts: applied(10),
    gate: { maxLatencyMs: 5 },
    verdict: 'waiting',
    says: /No agent has run time figures yet/,
  },
  'run time does not matter unless asked': {
    counts: applied(10),
    facts: { latencyMs: 900 },
    verdict: 'passed',
    says: /10/,
  },
  'trust at the limit': {
    counts: applied(10),
    gate: { minTrust: 80 },
    facts: { trust: 80 },
    verdict: 'passed',
    says: /10 of 10/,
  },
  'trust under the limit': {
    counts: applied(10),
    gate: { minTrust: 80 },
    facts: { trust: 79.4 },
    verdict: 'failed',
    says: /mean trust is 79; 80 is the least/,
  },
};

for (const [name, { gate, counts, facts, verdict, says }] of Object.entries(CASES)) {
  test(`a gate judges: ${name} → ${verdict}`, () => {
    const outcome = judge(
      { ...GATE, ...gate },
      {
        now: 0,
        since: 0,
        satisfiedAt: null,
        latencyMs: null,
        trust: null,
        ...facts,
        counts: { ...NO_COUNTS, ...counts },
      },
    );
    assert.equal(outcome.verdict, verdict);
    assert.match(outcome.reasons.join(' '), says);
  });
}
