import type { EntityType } from '../../entity-types.ts';
import type { Finding } from '../../finding.ts';
import type { Span } from './cover-lookalikes.ts';

/**
 * Spans of findings, grown over surrogate pairs that they cut.
 *
 * @throws TypeError when findings overlap, are out of order or outside of the text: a detector never gives such.
 */
export function orderedSpans(text: string, findings: readonly Finding[]): Span<EntityType>[] {
  const spans: Span<EntityType>[] = [];
  let previousEnd = 0;
  let covered = 0;
  for (const { type, start, end } of findings) {
    const inside = Number.isInteger(start) && Number.isInteger(end) && start < end && end <= text.length;
    if (!inside || start < previousEnd)
      throw new TypeError('findings are ordered, not empty, apart and inside of the text');
    previousEnd = end;
    const grownStart = Math.max(covered, cutsPair(text, start) ? start - 1 : start);
    const grownEnd = cutsPair(text, end) ? end + 1 : end;
    // Both halves of a pair found apart: the first finding took the pair.
    if (grownStart >= grownEnd) continue;
    covered = grownEnd;
    spans.push({ type, start: grownStart, end: grownEnd });
  }
  return spans;
}

function cutsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
