import type { Rule, Term } from '../ast/ast.ts';

/** What is wrong with the head of a default rule, or `undefined`: its value is constant, its arguments are distinct variables. */
export function defaultProblem({ value, args }: Pick<Rule, 'value' | 'args'>): string | undefined {
  const variable = variableIn(value);
  if (variable !== undefined) return `value cannot contain ${variable}`;
  const names = new Set<string>();
  for (const arg of args) {
    if (arg.kind !== 'var') return `arguments cannot contain ${arg.kind}`;
    if (names.has(arg.name)) return `arguments cannot be repeated ${arg.name}`;
    names.add(arg.name);
  }
  return undefined;
}

/** The kind of a part that has no value of its own. What is inside of comprehensions has. */
function variableIn(term: Term): 'var' | 'ref' | 'call' | undefined {
  switch (term.kind) {
    case 'var':
    case 'ref':
    case 'call':
      return term.kind;
    case 'array':
    case 'set':
      return firstOf(term.items);
    case 'object':
      return firstOf(term.entries.flat());
    case 'template':
      return firstOf(term.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.term])));
    default:
      return undefined;
  }
}

function firstOf(terms: readonly Term[]): 'var' | 'ref' | 'call' | undefined {
  for (const term of terms) {
    const found = variableIn(term);
    if (found !== undefined) return found;
  }
  return undefined;
}
