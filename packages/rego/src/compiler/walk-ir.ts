import type * as ir from './ir.ts';

/** Calls `visit` for every term of a rule, those inside of closures too. Without recursion on its own stack depth. */
export function walkRule(rule: ir.Rule, visit: (term: ir.Term) => void): void {
  const open: (ir.Term | ir.Expression)[] = [...rule.path, ...rule.args];
  for (const branch of rule.branches) {
    open.push(...branch.body, branch.value);
    if (branch.key !== undefined) open.push(branch.key);
  }
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if ('with' in item) open.push(...partsOfExpression(item));
    else {
      visit(item);
      open.push(...partsOfTerm(item));
    }
  }
}

function partsOfExpression(expression: ir.Expression): (ir.Term | ir.Expression)[] {
  const modifiers = expression.with.map(({ value }) => (value.kind === 'function' ? value.call : value));
  switch (expression.kind) {
    case 'term':
      return [expression.term, ...modifiers];
    case 'some-in':
      return [
        ...(expression.key === undefined ? [] : [expression.key]),
        expression.value,
        expression.domain,
        ...modifiers,
      ];
    case 'every':
      return [expression.domain, ...expression.body, ...modifiers];
  }
}

function partsOfTerm(term: ir.Term): readonly (ir.Term | ir.Expression)[] {
  switch (term.kind) {
    case 'ref':
      return [term.head, ...term.path];
    case 'array':
    case 'set':
      return term.items;
    case 'object':
      return term.entries.flat();
    case 'array-comprehension':
    case 'set-comprehension':
      return [...term.body, term.term];
    case 'object-comprehension':
      return [...term.body, term.key, term.value];
    case 'call':
      return term.args;
    case 'template':
      return term.parts.filter((part) => typeof part !== 'string');
    case 'constant':
    case 'local':
    case 'input':
    case 'data':
      return [];
  }
}
