import type { Gate, GateVerdict } from '@tensorguard/contract';
import type { StageCounts } from './progress.ts';

/** What a gate looks at. Times are milliseconds since the epoch. */
export interface GateFacts {
  readonly now: number;
  /** Agents of all stages that are open. */
  readonly counts: StageCounts;
  /** When the stage was opened, or the rollout resumed. */
  readonly since: number;
  /** When enough agents had applied; null before. */
  readonly satisfiedAt: number | null;
  /** p95 run time among agents that applied; null when none has figures. */
  readonly latencyMs: number | null;
  /** Mean trust among agents that applied; null when it was not asked for. */
  readonly trust: number | null;
}

/** What a gate says, and why. */
export interface GateOutcome {
  readonly verdict: GateVerdict;
  readonly reasons: readonly string[];
}

/**
 * Judges a stage. A threshold that is broken fails it; too little evidence never passes it; not getting there in time stalls
 * it. Both failure thresholds are upper bounds.
 */
export function judge(gate: Gate, facts: GateFacts): GateOutcome {
  const broken = brokenThresholds(gate, facts);
  if (broken.length > 0) return { verdict: 'failed', reasons: broken };
  const missing = missingEvidence(gate, facts);
  if (missing.length > 0) {
    const stalled = facts.now - facts.since > gate.stallSeconds * 1000;
    return stalled
      ? { verdict: 'stalled', reasons: [`Not there after ${gate.stallSeconds} s.`, ...missing] }
      : { verdict: 'waiting', reasons: missing };
  }
  const soakedMs = facts.satisfiedAt === null ? 0 : facts.now - facts.satisfiedAt;
  if (soakedMs < gate.soakSeconds * 1000) {
    return {
      verdict: 'soaking',
      reasons: [`Soaks for ${gate.soakSeconds} s; ${Math.floor(soakedMs / 1000)} s so far.`],
    };
  }
  return { verdict: 'passed', reasons: [`${facts.counts.applied} of ${facts.counts.eligible} agents applied.`] };
}

/** Thresholds that are broken by what is known; without enough reports none is judged. */
function brokenThresholds(gate: Gate, { counts, latencyMs, trust }: GateFacts): string[] {
  const reported = counts.applied + counts.failed;
  if (reported < gate.minAgents) return [];
  const broken: string[] = [];
  if (counts.failed > gate.maxFailures)
    broken.push(`${counts.failed} agents failed; ${gate.maxFailures} are tolerated.`);
  const share = counts.failed / reported;
  if (share > gate.maxFailureShare) {
    broken.push(`${percent(share)} of the agents failed; ${percent(gate.maxFailureShare)} is tolerated.`);
  }
  if (gate.maxLatencyMs !== undefined && latencyMs !== null && latencyMs > gate.maxLatencyMs) {
    broken.push(`The p95 run time is ${latencyMs.toFixed(1)} ms; ${gate.maxLatencyMs} ms is the limit.`);
  }
  if (gate.minTrust !== undefined && trust !== null && trust < gate.minTrust) {
    broken.push(`The mean trust is ${trust.toFixed(0)}; ${gate.minTrust} is the least.`);
  }
  return broken;
}

function missingEvidence(gate: Gate, { counts, latencyMs }: GateFacts): string[] {
  const missing: string[] = [];
  const reported = counts.applied + counts.failed;
  if (reported < gate.minAgents) missing.push(`${reported} agents have reported; ${gate.minAgents} are needed.`);
  const needed = Math.ceil(gate.successShare * counts.eligible);
  if (counts.applied < needed)
    missing.push(`${counts.applied} agents have applied; ${needed} of ${counts.eligible} are needed.`);
  if (gate.maxLatencyMs !== undefined && latencyMs === null) missing.push('No agent has run time figures yet.');
  return missing;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
