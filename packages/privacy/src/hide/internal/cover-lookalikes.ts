import type { EntityType } from '../../entity-types.ts';
import { findLookalikes } from '../tokens/token-form.ts';
import type { HiddenType } from '../tokens/token-words.ts';

/** A place of a text that will be replaced. */
export interface Span<Type = HiddenType> {
  readonly type: Type;
  readonly start: number;
  readonly end: number;
}

/**
 * Adds the places that look like tokens to ordered spans. Where a look-alike overlaps spans, the spans grow until they cover it, so
 * that no part of it can join with what stands next to it; spans that are kept give way instead, for they would let it through.
 */
export function coverLookalikes(
  text: string,
  spans: readonly Span<EntityType>[],
  operatorOf: (type: EntityType) => { readonly operator: string },
): readonly Span[] {
  const lookalikes = findLookalikes(text);
  if (lookalikes.length === 0) return spans;
  const covered: Span[] = [];
  let waiting: Span<EntityType> | undefined;
  let next = 0;
  /** The next span that begins before a place; a span that grew over one look-alike may reach into the following. */
  const take = (before: number): Span<EntityType> | undefined => {
    const span = waiting ?? spans[next];
    if (span === undefined || span.start >= before) return undefined;
    if (waiting === undefined) next += 1;
    waiting = undefined;
    return span;
  };
  for (const lookalike of lookalikes) {
    const overlapping: Span<EntityType>[] = [];
    for (let span = take(lookalike.end); span !== undefined; span = take(lookalike.end)) {
      if (span.end <= lookalike.start) covered.push(span);
      else if (operatorOf(span.type).operator !== 'keep') overlapping.push(span);
    }
    if (overlapping.length === 0) {
      covered.push({ type: 'TOKEN_LOOKALIKE', start: lookalike.start, end: lookalike.end });
      continue;
    }
    const grown = overlapping.map((span, index) => ({
      type: span.type,
      start: index === 0 ? Math.min(span.start, lookalike.start) : span.start,
      end: overlapping[index + 1]?.start ?? Math.max(span.end, lookalike.end),
    }));
    waiting = grown.pop();
    covered.push(...grown);
  }
  return waiting === undefined ? [...covered, ...spans.slice(next)] : [...covered, waiting, ...spans.slice(next)];
}
