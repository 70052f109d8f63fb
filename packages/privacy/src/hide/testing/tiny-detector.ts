import type { EntityType } from '../../entity-types.ts';
import type { Finding } from '../../finding.ts';

const PATTERNS: readonly (readonly [EntityType, RegExp])[] = [
  ['EMAIL_ADDRESS', /[a-z]{1,20}@[a-z]{1,20}\.org/y],
  ['US_SSN', /\d{3}-\d{2}-\d{4}/y],
  ['PERSON', /Ada|Bob|Zoë/y],
];

/** Three patterns tried at every place: enough to hide by, in tests. */
export function tinyDetect(text: string): Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < text.length; at += 1) {
    for (const [type, pattern] of PATTERNS) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      findings.push({ type, start: at, end: at + found.length, score: 0.9, recogniser: 'tiny', why: 'pattern' });
      at += found.length - 1;
      break;
    }
  }
  return findings;
}
