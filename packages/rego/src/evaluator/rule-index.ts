import { BigNumber } from '../value/big-number.ts';
import { hashKey, type HashKey } from '../value/hash-key.ts';
import type { Value } from '../value/value.ts';
import type { Context } from './context.ts';
import type { CompiledRule } from './group.ts';
import { lookup } from './lookup.ts';

/** What a rule asks of the input or of an argument: that it is one of these scalars. */
export interface Condition {
  readonly source: ConditionSource;
  readonly values: readonly Value[];
}

/** Where the value of a condition comes from: a path below `input`, or an argument and a path below it. */
export interface ConditionSource {
  /** Equal sources have equal keys. */
  readonly key: string;
  readonly argument: number | undefined;
  readonly path: readonly Value[];
}

/** Rules by what they ask for: those under the value that is there can apply, and those that do not ask. */
export interface IndexNode {
  /** Rules that are to be tried whatever the values are. */
  readonly always: readonly CompiledRule[];
  readonly source: ConditionSource | undefined;
  readonly byValue: ReadonlyMap<HashKey, IndexNode>;
  /** Rules that do not ask for this source, by the sources that they ask for. */
  readonly others: IndexNode | undefined;
}

export interface IndexedRule {
  readonly rule: CompiledRule;
  readonly conditions: readonly Condition[];
}

/** From this many rules on, a table beats trying each. */
const MIN_INDEXED_RULES = 3;

/** Makes the index of rules, or `undefined` when it would spare nothing. */
export function buildIndex(rules: readonly IndexedRule[]): IndexNode | undefined {
  return rules.length < MIN_INDEXED_RULES || mostAsked(rules) === undefined ? undefined : build(rules);
}

function build(rules: readonly IndexedRule[]): IndexNode {
  const source = rules.length < MIN_INDEXED_RULES ? undefined : mostAsked(rules);
  if (source === undefined)
    return { always: rules.map(({ rule }) => rule), source, byValue: new Map(), others: undefined };
  const buckets = new Map<HashKey, IndexedRule[]>();
  const others: IndexedRule[] = [];
  for (const indexed of rules) {
    const condition = indexed.conditions.find((each) => each.source.key === source.key);
    if (condition === undefined) {
      others.push(indexed);
      continue;
    }
    const rest = {
      rule: indexed.rule,
      conditions: indexed.conditions.filter((each) => each.source.key !== source.key),
    };
    for (const key of new Set(condition.values.map(hashKey))) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [rest]);
      else bucket.push(rest);
    }
  }
  const byValue = new Map([...buckets].map(([key, bucket]) => [key, build(bucket)] as const));
  return { always: [], source, byValue, others: others.length === 0 ? undefined : build(others) };
}

/** The source that most rules ask for, when at least two do. */
function mostAsked(rules: readonly IndexedRule[]): ConditionSource | undefined {
  const counts = new Map<string, { readonly source: ConditionSource; count: number }>();
  for (const { conditions } of rules) {
    for (const { source } of conditions) {
      const known = counts.get(source.key);
      if (known === undefined) counts.set(source.key, { source, count: 1 });
      else known.count++;
    }
  }
  let best: { readonly source: ConditionSource; count: number } | undefined;
  for (const each of counts.values()) if (each.count > (best?.count ?? 1)) best = each;
  return best?.source;
}

/** Visits the rules that can apply until `visit` gives true. */
export function visitIndex(
  index: IndexNode,
  context: Context,
  args: readonly Value[],
  visit: (rule: CompiledRule) => boolean,
): boolean {
  let node: IndexNode | undefined = index;
  while (node !== undefined) {
    const { always, source } = node;
    for (let i = 0; i < always.length; i++) if (visit(always[i]!)) return true;
    if (source === undefined) return false;
    const value = valueOf(source, context, args);
    // Composite values equal no scalar, and their key would take time that the caller's input decides.
    if (value !== undefined && (typeof value !== 'object' || value === null || value instanceof BigNumber)) {
      const below = node.byValue.get(hashKey(value));
      if (below !== undefined && visitIndex(below, context, args, visit)) return true;
    }
    node = node.others;
  }
  return false;
}

function valueOf(source: ConditionSource, context: Context, args: readonly Value[]): Value | undefined {
  let value = source.argument === undefined ? context.input : args[source.argument];
  const { path } = source;
  for (let i = 0; i < path.length; i++) value = lookup(value, path[i]);
  return value;
}
