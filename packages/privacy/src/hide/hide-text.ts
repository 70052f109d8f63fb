import type { EntityType } from '../entity-types.ts';
import type { Finding } from '../finding.ts';
import type { HideContext } from './hide-context.ts';
import { applyOperator, type Operator } from './operators.ts';
import { coverLookalikes, type Span } from './internal/cover-lookalikes.ts';
import { orderedSpans } from './internal/ordered-spans.ts';
import type { HiddenType } from './tokens/token-words.ts';

/** Chooses the operator of a type. */
export type OperatorOf = (type: EntityType) => Operator;

/** One place that was found and what became of it. `keep` is listed too: its text stands unchanged. */
export interface Replacement {
  readonly type: HiddenType;
  /** In the original text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly operator: Operator['operator'];
  /** In the text that came out. */
  readonly replacementStart: number;
  readonly replacementEnd: number;
}

/** {@link hideText}'s answer. */
export interface HiddenText {
  readonly text: string;
  readonly replaced: readonly Replacement[];
}

/**
 * Hides findings, each by the operator of its type. With a vault in the context, whatever in the text looks like a token becomes
 * a token itself, so that restoring gives back exactly this text; a finding that overlaps a look-alike grows over it. A finding
 * that cuts a surrogate pair grows over the pair.
 *
 * @throws TypeError when findings overlap, are out of order or outside of the text.
 * @throws PrivacyError `key_invalid` or `rules_invalid` when an operator lacks its key or vault, `limit_exceeded` when a vault is full.
 */
export function hideText(
  text: string,
  findings: readonly Finding[],
  operatorOf: OperatorOf,
  context: HideContext,
): HiddenText {
  const ordered = orderedSpans(text, findings);
  const spans = context.vault === undefined ? ordered : coverLookalikes(text, ordered, operatorOf);
  const replaced: Replacement[] = [];
  let output = '';
  let from = 0;
  for (const span of spans) {
    output += text.slice(from, span.start);
    const { operator, replacement } = replacementOf(text, span, operatorOf, context);
    const replacementStart = output.length;
    output += replacement;
    from = span.end;
    replaced.push({
      type: span.type,
      start: span.start,
      end: span.end,
      operator,
      replacementStart,
      replacementEnd: output.length,
    });
  }
  return { text: output + text.slice(from), replaced };
}

function replacementOf(
  text: string,
  span: Span,
  operatorOf: OperatorOf,
  context: HideContext,
): { operator: Operator['operator']; replacement: string } {
  const value = text.slice(span.start, span.end);
  const { type } = span;
  if (type === 'TOKEN_LOOKALIKE')
    return { operator: 'token', replacement: context.vault?.tokenOf(type, value) ?? value };
  const operator = operatorOf(type);
  return { operator: operator.operator, replacement: applyOperator({ type, value }, operator, context) };
}
