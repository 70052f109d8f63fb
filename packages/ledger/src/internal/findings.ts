import type { Finding, FindingEvidence, FindingKind } from '../verify-report.ts';

/** Makes a finding; what is not given is unknown. */
export function finding(
  kind: FindingKind,
  evidence: FindingEvidence,
  message: string,
  where: Partial<Pick<Finding, 'seq' | 'range' | 'line'>> = {},
): Finding {
  return { kind, seq: where.seq ?? null, range: where.range ?? null, line: where.line ?? null, evidence, message };
}
