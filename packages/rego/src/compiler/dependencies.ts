import { RegoError } from '../errors.ts';
import type { Group } from '../evaluator/group.ts';
import { findNode, type TreeNode } from '../evaluator/rule-tree.ts';
import type * as ir from './ir.ts';
import { walkRule } from './walk-ir.ts';

interface GroupRules {
  readonly group: Group;
  readonly rules: readonly ir.Rule[];
}

/** Groups that each group of rules refers to. */
export type Needs = ReadonlyMap<Group, ReadonlySet<Group>>;

/** Finds what the rules of each group refer to. */
export function dependencies(groups: readonly GroupRules[], tree: TreeNode): Needs {
  const result = new Map<Group, Set<Group>>();
  for (const { group, rules } of groups) {
    const needed = new Set<Group>();
    for (const rule of rules) walkRule(rule, (term) => addGroups(term, tree, needed));
    result.set(group, needed);
  }
  return result;
}

function addGroups(term: ir.Term, tree: TreeNode, into: Set<Group>): void {
  if (term.kind === 'call' && term.builtin === undefined) {
    const group = findNode(tree, term.path)?.group;
    if (group !== undefined) into.add(group);
  } else if (term.kind === 'ref' && term.head.kind === 'data') addReached(tree, term.path, into);
}

/** Groups on and below the path of a reference, as far as its steps are known. */
function addReached(tree: TreeNode, path: readonly ir.Term[], into: Set<Group>): void {
  let nodes: readonly TreeNode[] = [tree];
  for (const step of path) {
    const next: TreeNode[] = [];
    for (const node of nodes) {
      if (node.dynamic !== undefined) into.add(node.dynamic);
      if (node.group !== undefined) into.add(node.group);
      else if (step.kind !== 'constant') next.push(...node.children.values());
      else if (typeof step.value === 'string' && node.children.has(step.value))
        next.push(node.children.get(step.value)!);
    }
    nodes = next;
  }
  const open = [...nodes];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.group !== undefined && next.group.kind !== 'function') into.add(next.group);
    if (next.dynamic !== undefined) into.add(next.dynamic);
    open.push(...next.children.values());
  }
}

/** Refuses rules that need their own result. @throws RegoError `rego_recursion_error` */
export function checkRecursion(groups: readonly GroupRules[], needs: Needs): void {
  const state = new Map<Group, 'open' | 'done'>();
  for (const { group: start } of groups) {
    if (state.has(start)) continue;
    const stack = [{ group: start, next: needs.get(start)!.values() }];
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const step = top.next.next();
      if (step.done === true) {
        state.set(top.group, 'done');
        stack.pop();
      } else if (state.get(step.value) === 'open') {
        throw recursion([...stack.map(({ group }) => group), step.value], groups);
      } else if (!state.has(step.value)) {
        state.set(step.value, 'open');
        stack.push({ group: step.value, next: needs.get(step.value)!.values() });
      }
    }
  }
}

function recursion(chain: readonly Group[], groups: readonly GroupRules[]): RegoError {
  const cycle = chain.slice(chain.indexOf(chain.at(-1)!));
  const names = cycle.map(({ path }) => `data.${path.join('.')}`);
  const location = groups.find(({ group }) => group === cycle[0])?.rules[0]?.location;
  const message = `rule ${names[0]} is recursive: ${names.join(' -> ')}`;
  return new RegoError('rego_recursion_error', message, location === undefined ? {} : { location });
}
