import type { Body, Expression, Term } from '../ast/ast.ts';

/**
 * Names of variables in a body and in terms beside it, those inside of closures left out, and those that the body declares:
 * they are not there before their declaration.
 */
export function ownNames(body: Body, terms: readonly (Term | undefined)[] = []): ReadonlySet<string> {
  const names = new Set<string>();
  for (const expression of body) fromExpression(expression, names);
  for (const term of terms) if (term !== undefined) fromTerm(term, names);
  for (const expression of body) withoutDeclared(expression, names);
  return names;
}

function fromExpression(expression: Expression, names: Set<string>): void {
  for (const modifier of expression.with) fromTerm(modifier.value, names);
  switch (expression.kind) {
    case 'term':
      fromTerm(expression.term, names);
      break;
    case 'some-in':
      for (const term of [expression.key, expression.value, expression.domain]) {
        if (term !== undefined) fromTerm(term, names);
      }
      break;
    case 'every':
      fromTerm(expression.domain, names);
      break;
    case 'some':
      break;
  }
}

function fromTerm(term: Term, names: Set<string>): void {
  switch (term.kind) {
    case 'var':
      names.add(term.name);
      break;
    case 'ref':
      fromTerm(term.head, names);
      for (const step of term.path) fromTerm(step, names);
      break;
    case 'array':
    case 'set':
      for (const item of term.items) fromTerm(item, names);
      break;
    case 'object':
      for (const [key, value] of term.entries) {
        fromTerm(key, names);
        fromTerm(value, names);
      }
      break;
    case 'call':
      for (const arg of term.args) fromTerm(arg, names);
      break;
    case 'scalar':
    case 'template':
    case 'array-comprehension':
    case 'set-comprehension':
    case 'object-comprehension':
      break;
  }
}

function withoutDeclared(expression: Expression, names: Set<string>): void {
  const declared = new Set<string>();
  if (expression.kind === 'some') for (const { name } of expression.variables) declared.add(name);
  else if (expression.kind === 'some-in') {
    if (expression.key !== undefined) fromTerm(expression.key, declared);
    fromTerm(expression.value, declared);
  } else if (expression.kind === 'term') {
    const { term } = expression;
    if (term.kind === 'call' && term.operator.kind === 'var' && term.operator.name === 'assign')
      fromTerm(term.args[0]!, declared);
  }
  for (const name of declared) names.delete(name);
}
