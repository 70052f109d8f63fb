import type { Finding } from '../finding.ts';

/** A letter or digit. */
const WORD_CHARACTER = /[\p{L}\p{N}]/u;
/** Fewest letters or digits of a piece that is left over; fewer tell nothing. */
const MIN_LEFT_OVER = 2;

/**
 * Makes findings that do not overlap, in the order of the text. Where two overlap, the one with the higher score wins, then the
 * longer one, then the one that begins first, then the one that was found first. What the winner leaves of the other one stays
 * a finding: a name that reaches out of an e-mail address is still a name.
 */
export function resolveOverlaps(text: string, findings: readonly Finding[]): Finding[] {
  const sorted = findings
    .filter(({ start, end }) => start < end)
    .toSorted((a, b) => a.start - b.start || b.score - a.score || b.end - a.end);
  const resolved: Finding[] = [];
  let group: Finding[] = [];
  let groupEnd = -1;
  for (const finding of sorted) {
    if (finding.start >= groupEnd) {
      resolveGroup(text, group, resolved);
      group = [];
    }
    group.push(finding);
    groupEnd = Math.max(groupEnd, finding.end);
  }
  resolveGroup(text, group, resolved);
  return resolved;
}

function resolveGroup(text: string, group: readonly Finding[], into: Finding[]): void {
  if (group.length <= 1) {
    for (const finding of group) into.push(finding);
    return;
  }
  const strongestFirst = group.toSorted(
    (a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const taken: Finding[] = [];
  for (const finding of strongestFirst) {
    for (const piece of leftOvers(finding, taken)) {
      const isWhole = piece.start === finding.start && piece.end === finding.end;
      const trimmed = isWhole ? piece : trim(text, piece);
      if (trimmed !== undefined) taken.splice(placeOf(trimmed.start, taken), 0, trimmed);
    }
  }
  for (const finding of taken) into.push(finding);
}

/** Pieces of a finding that no taken one covers. */
function leftOvers(finding: Finding, taken: readonly Finding[]): Finding[] {
  const pieces: Finding[] = [];
  let { start } = finding;
  for (let i = Math.max(0, placeOf(start, taken) - 1); i < taken.length && taken[i]!.start < finding.end; i++) {
    const other = taken[i]!;
    if (other.end <= start) continue;
    if (other.start > start) pieces.push({ ...finding, start, end: other.start });
    start = other.end;
  }
  if (start < finding.end) pieces.push(start === finding.start ? finding : { ...finding, start });
  return pieces;
}

/** Index of the first taken finding that begins at or after an offset. */
function placeOf(offset: number, taken: readonly Finding[]): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (taken[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A left-over piece without the spaces and marks at its ends; `undefined` when little is left. */
function trim(text: string, finding: Finding): Finding | undefined {
  let { start, end } = finding;
  while (start < end && !WORD_CHARACTER.test(text[start]!)) start++;
  while (end > start && !WORD_CHARACTER.test(text[end - 1]!)) end--;
  return end - start < MIN_LEFT_OVER ? undefined : { ...finding, start, end };
}
