import { RegoError } from '../errors.ts';
import type { Location } from '../errors.ts';
import { Group, type GroupKind } from '../evaluator/group.ts';
import { buildIndex } from '../evaluator/rule-index.ts';
import { growNode, TreeNode } from '../evaluator/rule-tree.ts';
import { equalValues } from '../value/compare.ts';
import { pathKey } from './environment.ts';
import { checkRecursion, dependencies } from './dependencies.ts';
import { conditionsOf } from './index-conditions.ts';
import type * as ir from './ir.ts';
import { compileKeyedRule, compileRule, conflictingRules } from './rule-compiler.ts';
import type { Program } from './unit.ts';
import { callsOrSearches } from './work.ts';

interface GroupRules {
  readonly group: Group;
  readonly rules: ir.Rule[];
  readonly depth: number;
}

/** Compiles all rules of a policy into the tree that evaluation walks. @throws RegoError */
export function compileRules(
  rules: readonly ir.Rule[],
  packages: readonly (readonly string[])[],
  coverage?: Location[],
): Program {
  const tree = new TreeNode();
  for (const path of packages) growNode(tree, path);
  const openPaths = dynamicPaths(rules);
  const groups = new Map<Group, GroupRules>();
  for (const rule of rules) place(rule, tree, groups, openPaths);
  checkPaths(tree);
  const needs = dependencies([...groups.values()], tree);
  checkRecursion([...groups.values()], needs);
  const program: Program = { tree, coverage, needs };
  for (const each of groups.values()) compileGroup(each, program);
  return program;
}

/** Paths at which rules go on with variables. Rules below such a path are part of the same document. */
function dynamicPaths(rules: readonly ir.Rule[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const rule of rules) {
    const path = groundStrings(rule);
    if (path.length < rule.path.length) paths.add(pathKey(path));
  }
  return paths;
}

/** The begin of a path at which a document of rules begins. */
function documentPath(path: readonly string[], dynamic: ReadonlySet<string>): readonly string[] {
  for (let length = 1; length < path.length; length++) {
    if (dynamic.has(pathKey(path.slice(0, length)))) return path.slice(0, length);
  }
  return path;
}

function place(rule: ir.Rule, tree: TreeNode, groups: Map<Group, GroupRules>, dynamic: ReadonlySet<string>): void {
  const isPart = rule.kind !== 'function' && !rule.isDefault && dynamic.size > 0;
  const path = isPart ? documentPath(groundStrings(rule), dynamic) : groundStrings(rule);
  const node = growNode(tree, path);
  const kind = kindOf(rule, path.length);
  const slot = kind === 'dynamic' ? 'dynamic' : 'group';
  const group = (node[slot] ??= new Group(kind, path, rule.args.length));
  if (group.kind !== kind || group.arity !== rule.args.length) throw conflictingRules(path, rule);
  const known = groups.get(group) ?? { group, rules: [], depth: path.length };
  groups.set(group, known);
  known.rules.push(rule);
}

function kindOf(rule: ir.Rule, ground: number): GroupKind {
  if (ground < rule.path.length) return 'dynamic';
  if (rule.kind === 'contains') return 'set';
  return rule.kind;
}

function groundStrings(rule: ir.Rule): readonly string[] {
  const strings: string[] = [];
  for (const step of rule.path) {
    if (step.kind !== 'constant' || typeof step.value !== 'string') break;
    strings.push(step.value);
  }
  return strings;
}

/** Refuses rules below the path of another one that is a document of its own. */
function checkPaths(root: TreeNode): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { group } = node;
    if (group !== undefined && (node.children.size > 0 || node.dynamic !== undefined)) {
      throw new RegoError('rego_type_error', `rule data.${group.path.join('.')} conflicts with rules below it`);
    }
    open.push(...node.children.values());
  }
}

function compileGroup({ group, rules, depth }: GroupRules, program: Program): void {
  const plain = rules.filter((rule) => !rule.isDefault);
  const fallbacks = rules.filter((rule) => rule.isDefault);
  if (fallbacks.length > 1) {
    const { location } = fallbacks[1]!;
    throw new RegoError('rego_type_error', `multiple default rules data.${group.path.join('.')} found`, { location });
  }
  const compiled = plain.map((rule) => compileRule(rule, group.kind, depth, program));
  group.rules = compiled;
  group.index = buildIndex(compiled.map((rule, i) => ({ rule, conditions: conditionsOf(plain[i]!) })));
  // Expressions are numbered for an observer once.
  if (group.kind === 'dynamic' && program.coverage === undefined) {
    group.keyed = plain.map((rule) => compileKeyedRule(rule, depth, program));
  }
  group.isConstant = sameConstant(plain);
  group.isMemoised = group.kind === 'function' && group.arity > 0 && plain.some(callsOrSearches);
  const fallback = fallbacks[0];
  if (fallback !== undefined) group.fallback = compileRule(fallback, group.kind, depth, program);
}

function sameConstant(rules: readonly ir.Rule[]): boolean {
  const values = rules.flatMap((rule) => rule.branches.map((branch) => branch.value));
  const first = values[0];
  if (first?.kind !== 'constant') return false;
  return values.every((value) => value.kind === 'constant' && equalValues(value.value, first.value));
}
