import type { Finding } from '../finding.ts';
import type { ListedPlace } from './word-list.ts';

/** Recogniser of what the deny-list adds. */
export const DENY_LIST_RECOGNISER = 'deny-list';

/**
 * Joins findings and the places of listed values, both ordered and each without overlaps. Listed places stand whole; a finding that overlaps
 * one keeps what is left of it, so that nothing found becomes visible.
 */
export function overrideFindings(findings: readonly Finding[], listed: readonly ListedPlace[]): Finding[] {
  const joined: Finding[] = [];
  let next = 0;
  let covered = 0;
  for (const finding of findings) {
    let start = Math.max(finding.start, covered);
    for (let place = listed[next]; place !== undefined && place.start < finding.end; place = listed[++next]) {
      if (place.start > start) joined.push({ ...finding, start, end: place.start });
      joined.push(asFinding(place));
      covered = place.end;
      start = Math.max(start, covered);
    }
    if (start < finding.end) joined.push({ ...finding, start });
  }
  for (const place of listed.slice(next)) joined.push(asFinding(place));
  return joined;
}

function asFinding({ type, start, end }: ListedPlace): Finding {
  return { type, start, end, score: 1, recogniser: DENY_LIST_RECOGNISER, why: 'listed by the rules' };
}
