import type { EntityType } from '../entity-types.ts';
import type { Detect } from '../finding.ts';
import type { HideContext } from '../hide/hide-context.ts';
import { type HiddenText, hideText, type Replacement } from '../hide/hide-text.ts';
import { applyOperator, type Operator } from '../hide/operators.ts';
import { writeStep } from '../rules/json-path.ts';
import type { PathRule } from '../rules/privacy-rules.ts';
import type { ResolvedRules } from '../rules/resolve-rules.ts';
import { findInBoolean, findInKey, findInNumber, findInValue } from './document-findings.ts';
import { type DocumentPlace, rewriteDocument, type Scalar } from './document-walk.ts';
import { PathMatcher, type PathState } from './path-matcher.ts';

/** What hiding in a document needs. */
export interface HideDocumentOptions {
  readonly detect: Detect;
  readonly rules: ResolvedRules;
  readonly context: HideContext;
  /** Default `DEFAULT_MAX_DEPTH`. */
  readonly maxDepth?: number;
}

/** One place of a document that was found and what became of it. Offsets are of the string, or of the number or boolean as JSON writes it. */
export interface DocumentReplacement extends Replacement {
  /** Path in the new document, such as `$.items[0].note`, so that it tells nothing that was hidden. */
  readonly path: string;
  readonly part: 'key' | 'value';
}

/** {@link hideDocument}'s answer. */
export interface HiddenDocument {
  readonly value: unknown;
  readonly found: readonly DocumentReplacement[];
}

interface State {
  readonly path: PathState;
  /** The nearest key above, as it was. */
  readonly key: string | undefined;
}

type Place = DocumentPlace<State>;

/** Keys repeat from record to record; this many are remembered. */
const MAX_REMEMBERED_KEYS = 10_000;

/**
 * Hides what is found in the strings, keys and, where a path rule or the key's name says so, numbers of a JSON value. Under a path
 * rule that hides, everything that says something is hidden: strings, numbers and booleans; keys stand, but for what is found in
 * them, unless the rule says `"keys": "hide"`. What says that there is nothing stands: null, empty strings, lists and objects.
 * Returns a new value of the same shape; a hidden number or boolean becomes a string unless what takes a number's place is a number
 * too. Equal hidden keys of one object get numbers.
 *
 * @throws PrivacyError `document_invalid` and `limit_exceeded` as `rewriteDocument` does; what operators throw.
 */
export function hideDocument(value: unknown, options: HideDocumentOptions): HiddenDocument {
  const { detect, rules, context } = options;
  const matcher = new PathMatcher(rules.paths);
  const found: DocumentReplacement[] = [];
  const knownKeys = new Map<string, HiddenText>();

  const list = (replaced: readonly Replacement[], part: 'key' | 'value', path: () => string): void => {
    if (replaced.length === 0) return;
    const at = path();
    for (const replacement of replaced) found.push({ path: at, part, ...replacement });
  };
  const hideKey = (key: string, rule: PathRule | undefined, own: PathRule | undefined): HiddenText => {
    const known = rule === undefined ? knownKeys.get(key) : undefined;
    if (known !== undefined) return known;
    const hidden = hideText(key, findInKey(key, rule, own, detect, rules), operatorsOf(rules, rule), context);
    if (rule === undefined && knownKeys.size < MAX_REMEMBERED_KEYS) knownKeys.set(key, hidden);
    return hidden;
  };

  const made = rewriteDocument<State>(
    value,
    {
      root: { path: matcher.root(), key: undefined },
      enter: ({ state }, select) => ({
        path: matcher.step(state.path, select),
        key: typeof select === 'string' ? select : state.key,
      }),
      key(key, parent, member) {
        const hidden = hideKey(key, parent.state.path.rule, member.path.rule);
        list(hidden.replaced, 'key', () => pathOf(parent) + shortStep(hidden.text));
        return hidden.text;
      },
      scalar(value, place) {
        const { path, key } = place.state;
        const operatorOf = operatorsOf(rules, path.rule);
        if (typeof value === 'string') {
          const findings = findInValue(value, key, path.rule, detect, rules);
          const hidden = hideText(value, findings, operatorOf, context);
          list(hidden.replaced, 'value', () => pathOf(place));
          return hidden.text;
        }
        const text = unquotedText(value);
        const finding =
          typeof value === 'boolean'
            ? findInBoolean(text, path.rule)
            : findInNumber(text, key, path.rule, detect, rules);
        if (finding === undefined) return value;
        const hidden = hideUnquoted(value, finding.type, operatorOf(finding.type), context);
        list([hidden.replaced], 'value', () => pathOf(place));
        return hidden.value;
      },
    },
    options.maxDepth,
  );
  return { value: made, found };
}

function hideUnquoted(
  value: number | boolean,
  type: EntityType,
  chosen: Operator,
  context: HideContext,
): { value: Scalar; replaced: Replacement } {
  const text = unquotedText(value);
  const operator = typeof value === 'boolean' ? operatorOfBoolean(chosen) : chosen;
  const replacement =
    operator.operator === 'token' && context.vault !== undefined
      ? context.vault.tokenOf(type, text, true)
      : applyOperator(
          { type, value: typeof value === 'boolean' ? text.padEnd(BOOLEAN_CHARS) : text },
          operator,
          context,
        );
  const isKept = operator.operator === 'keep';
  const replaced: Replacement = {
    type,
    start: 0,
    end: text.length,
    operator: operator.operator,
    replacementStart: 0,
    replacementEnd: isKept ? text.length : replacement.length,
  };
  if (isKept) return { value, replaced };
  const isNumber = typeof value === 'number' && unquotedText(Number(replacement)) === replacement;
  return { value: isNumber && Number.isFinite(Number(replacement)) ? Number(replacement) : replacement, replaced };
}

/** Both booleans are as long, with a blank that JSON does not see: the length of what is encrypted is seen. */
const BOOLEAN_CHARS = 'false'.length;

/** A mask shows how long a boolean is, which is all that there is to hide. */
function operatorOfBoolean(operator: Operator): Operator {
  return operator.operator === 'mask' ? { operator: 'redact' } : operator;
}

function unquotedText(value: number | boolean): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function operatorsOf(rules: ResolvedRules, rule: PathRule | undefined): (type: EntityType) => Operator {
  const operator = rule?.action === 'skip' ? undefined : rule?.operator;
  return operator === undefined ? rules.operatorOf : () => operator;
}

function pathOf(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | undefined = place; at?.select !== undefined; at = at.parent) steps.push(shortStep(at.select));
  return `$${steps.toReversed().join('')}`;
}

/** Longest key that a path of {@link HiddenDocument.found} writes out, UTF-16 code units. */
const MAX_STEP_CHARS = 128;

function shortStep(select: string | number): string {
  const isLong = typeof select === 'string' && select.length > MAX_STEP_CHARS;
  return writeStep(isLong ? `${select.slice(0, MAX_STEP_CHARS).toWellFormed()}…` : select);
}
