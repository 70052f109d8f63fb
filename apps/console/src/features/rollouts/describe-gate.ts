import type { Gate } from '@tensorguard/contract';
import { countOf, formatDuration, formatMs, formatShare } from '../../lib/format.ts';

/** A gate's conditions in words, one line each. */
export function describeGate(gate: Gate): string[] {
  const lines = [
    `${countOf(gate.minAgents, 'agent')} must have reported before it judges`,
    `${formatShare(gate.successShare)} of the eligible agents must have applied`,
    `at most ${countOf(gate.maxFailures, 'failure')}, and at most ${formatShare(gate.maxFailureShare)} of the reports`,
  ];
  if (gate.maxLatencyMs !== undefined) lines.push(`p95 of run time at most ${formatMs(gate.maxLatencyMs)}`);
  if (gate.minTrust !== undefined) lines.push(`mean trust at least ${gate.minTrust}`);
  if (gate.soakSeconds > 0) lines.push(`holds for ${formatDuration(gate.soakSeconds)} before the next stage`);
  lines.push(`pauses when a stage takes longer than ${formatDuration(gate.stallSeconds)}`);
  return lines;
}
