import type { Condition, ConditionSource } from '../evaluator/rule-index.ts';
import { canonicalText } from '../value/canonical-text.ts';
import { RegoSet } from '../value/rego-set.ts';
import { BigNumber } from '../value/big-number.ts';
import { isArray, type Value } from '../value/value.ts';
import type * as ir from './ir.ts';

/**
 * What a rule asks of the input and of its arguments before anything else can make it apply. A rule with `else` asks for
 * nothing: it may apply when its main body does not.
 */
export function conditionsOf(rule: ir.Rule): readonly Condition[] {
  if (rule.branches.length > 1) return [];
  const conditions: Condition[] = [];
  const aliases = new Map<number, ConditionSource>();
  for (const [i, arg] of rule.args.entries()) {
    if (arg.kind === 'local' && !aliases.has(arg.slot))
      aliases.set(arg.slot, { key: `argument ${i}`, argument: i, path: [] });
    else if (arg.kind === 'constant' && isScalar(arg.value)) {
      conditions.push({ source: { key: `argument ${i}`, argument: i, path: [] }, values: [arg.value] });
    }
  }
  for (const expression of rule.branches[0]!.body) {
    if (expression.kind !== 'term' || expression.negated || expression.with.length > 0) continue;
    const condition = fromCall(expression.term, aliases);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

const EQUALITIES = new Set(['eq', 'equal', 'assign']);

function fromCall(term: ir.Term, aliases: Map<number, ConditionSource>): Condition | undefined {
  if (term.kind !== 'call' || term.builtin === undefined || term.args.length !== 2) return undefined;
  const [left, right] = term.args as readonly [ir.Term, ir.Term];
  if (term.name === 'internal.member_2') {
    const source = sourceOf(left, aliases);
    const values = right.kind === 'constant' ? elements(right.value) : undefined;
    return source === undefined || values === undefined ? undefined : { source, values };
  }
  if (!EQUALITIES.has(term.name)) return undefined;
  const source = sourceOf(left, aliases) ?? sourceOf(right, aliases);
  if (source === undefined) return undefined;
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (other.kind === 'constant' && isScalar(other.value)) return { source, values: [other.value] };
    const from = sourceOf(other, aliases);
    if (side.kind === 'local' && from !== undefined && !aliases.has(side.slot)) {
      aliases.set(side.slot, from);
      return undefined;
    }
  }
  return undefined;
}

function sourceOf(term: ir.Term, aliases: ReadonlyMap<number, ConditionSource>): ConditionSource | undefined {
  if (term.kind === 'local') return aliases.get(term.slot);
  if (term.kind !== 'ref') return undefined;
  const head =
    term.head.kind === 'input' ? { key: 'input', argument: undefined, path: [] } : sourceOf(term.head, aliases);
  if (head === undefined) return undefined;
  const steps: Value[] = [];
  for (const step of term.path) {
    if (step.kind !== 'constant' || !isScalar(step.value)) return undefined;
    steps.push(step.value);
  }
  const key = `${head.key}${steps.map((step) => ` ${typeof step} ${JSON.stringify(canonicalText(step))}`).join('')}`;
  return { key, argument: head.argument, path: [...head.path, ...steps] };
}

function elements(value: Value): readonly Value[] | undefined {
  const items =
    value instanceof RegoSet
      ? value.items
      : typeof value === 'object' && value !== null && isArray(value)
        ? value
        : undefined;
  return items !== undefined && items.every(isScalar) ? items : undefined;
}

function isScalar(value: Value): boolean {
  return typeof value !== 'object' || value === null || value instanceof BigNumber;
}
