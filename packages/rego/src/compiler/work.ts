import type * as ir from './ir.ts';
import { walkRule } from './walk-ir.ts';

/** True for a rule that calls functions of the policy, or goes through collections: work worth doing once. */
export function callsOrSearches(rule: ir.Rule): boolean {
  if (rule.branches.some(({ body }) => body.some(({ kind }) => kind !== 'term'))) return true;
  let found = false;
  walkRule(rule, (term) => {
    const isCall = term.kind === 'call' && term.builtin === undefined;
    const isSearch = term.kind === 'ref' && term.path.some(({ kind }) => kind === 'local');
    found ||= isCall || isSearch || term.kind.endsWith('-comprehension');
  });
  return found;
}
