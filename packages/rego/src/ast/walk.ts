import type { Body, Expression, Module, Rule, Term } from './ast.ts';

/** What a walk visits. */
export type Visited = Term | Expression;

/** Calls `visit` for every expression and term below, in no particular order. Deep trees need no stack. */
export function walk(roots: readonly Visited[], visit: (node: Visited) => void): void {
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    visit(node);
    open.push(...partsOf(node));
  }
}

/** Terms and expressions of a rule, its `else` branches with it. */
export function partsOfRule(rule: Rule): readonly Visited[] {
  const elses = rule.elses.flatMap((branch): readonly Visited[] => [branch.value, ...branch.body]);
  const key = rule.key === undefined ? [] : [rule.key];
  return [...rule.path, ...rule.args, ...key, rule.value, ...rule.body, ...elses];
}

/** Terms and expressions of all rules. */
export function partsOfModule(module: Module): readonly Visited[] {
  return module.rules.flatMap(partsOfRule);
}

/** The function that a call names, as text: `time.now_ns`; `undefined` for anything but names. */
export function operatorName(term: Extract<Term, { kind: 'call' }>): string | undefined {
  const { operator } = term;
  if (operator.kind === 'var') return operator.name;
  if (operator.head.kind !== 'var') return undefined;
  const steps = operator.path.map((step) =>
    step.kind === 'scalar' && typeof step.value === 'string' ? step.value : '',
  );
  return steps.includes('') ? undefined : [operator.head.name, ...steps].join('.');
}

function partsOf(node: Visited): readonly Visited[] {
  return 'with' in node
    ? [...node.with.flatMap(({ target, value }) => [target, value]), ...expressionParts(node)]
    : termParts(node);
}

function expressionParts(node: Expression): readonly Visited[] {
  switch (node.kind) {
    case 'term':
      return [node.term];
    case 'some':
      return node.variables;
    case 'some-in':
      return node.key === undefined ? [node.value, node.domain] : [node.key, node.value, node.domain];
    case 'every':
      return [...(node.key === undefined ? [] : [node.key]), node.value, node.domain, ...node.body];
  }
}

function termParts(node: Term): readonly Visited[] {
  switch (node.kind) {
    case 'scalar':
    case 'var':
      return [];
    case 'ref':
      return [node.head, ...node.path];
    case 'array':
    case 'set':
      return node.items;
    case 'object':
      return node.entries.flat();
    case 'array-comprehension':
    case 'set-comprehension':
      return [node.term, ...node.body];
    case 'object-comprehension':
      return [node.key, node.value, ...node.body];
    case 'call':
      return [node.operator, ...node.args];
    case 'template':
      return node.parts.filter((part) => typeof part !== 'string');
  }
}

/** Bodies of a rule: its own, those of `else`, and those inside of terms. */
export function bodiesOf(rule: Rule): readonly Body[] {
  const bodies: Body[] = [rule.body, ...rule.elses.map(({ body }) => body)];
  walk(partsOfRule(rule), (node) => {
    if ('body' in node) bodies.push(node.body);
  });
  return bodies;
}
