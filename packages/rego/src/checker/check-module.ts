import type { Expression, Import, Module, Rule, Term, VarTerm } from '../ast/ast.ts';
import { bodiesOf, operatorName, partsOfModule, partsOfRule, walk } from '../ast/walk.ts';
import { RegoError, type Location, type RegoErrorCode } from '../errors.ts';

/** Names that OPA keeps for old policies alone. */
const DEPRECATED: ReadonlySet<string> = new Set([
  'all',
  'any',
  'cast_array',
  'cast_boolean',
  'cast_null',
  'cast_object',
  'cast_set',
  'cast_string',
  'net.cidr_overlap',
  're_match',
  'set_diff',
]);

const ROOTS: ReadonlySet<string> = new Set(['input', 'data']);

/**
 * What OPA refuses in modules of v1 although it could be evaluated: two imports of one name, rules and variables named
 * `input` or `data`, and deprecated functions.
 */
export function checkModule(module: Module): RegoError[] {
  if (module.version !== 'v1') return [];
  return [...doubleImports(module), ...module.rules.flatMap(shadowedRoots), ...deprecatedCalls(module)];
}

/** What OPA's strict mode refuses besides: imports, variables and arguments that nothing uses. */
export function checkUnused(module: Module): RegoError[] {
  return [
    ...unusedImports(module),
    ...module.rules.flatMap((rule) => [...unusedVariables(rule), ...unusedArguments(rule)]),
  ];
}

function doubleImports({ imports }: Module): RegoError[] {
  const seen = new Map<string, Import>();
  const errors: RegoError[] = [];
  for (const each of imports) {
    const name = nameOf(each);
    if (name === undefined) continue;
    const earlier = seen.get(name);
    if (earlier === undefined) seen.set(name, each);
    else errors.push(problem('rego_compile_error', `import must not shadow ${importText(earlier)}`, each.location));
  }
  return errors;
}

/** The name that an import gives; `undefined` when it turns on syntax. */
function nameOf({ path, alias }: Import): string | undefined {
  return path[0] === 'rego' || path[0] === 'future' ? undefined : (alias ?? path.at(-1));
}

function importText({ path, alias }: Import): string {
  return `import ${path.join('.')}${alias === undefined ? '' : ` as ${alias}`}`;
}

function shadowedRoots(rule: Rule): RegoError[] {
  const errors: RegoError[] = [];
  const [first] = rule.path;
  if (first?.kind === 'scalar' && typeof first.value === 'string' && ROOTS.has(first.value)) {
    errors.push(shadow('rules', first.value, 'rule', rule.location));
  }
  const declared = (term: Term): void => {
    for (const { name, location } of patternVariables(term)) {
      if (ROOTS.has(name)) errors.push(shadow('variables', name, 'variable', location));
    }
  };
  for (const arg of rule.args) declared(arg);
  for (const expression of bodiesOf(rule).flat()) for (const pattern of declaredPatterns(expression)) declared(pattern);
  return errors;
}

function shadow(what: string, name: string, kind: string, location: Location): RegoError {
  return problem('rego_compile_error', `${what} must not shadow ${name} (use a different ${kind} name)`, location);
}

/** Terms whose variables an expression makes. */
function declaredPatterns(expression: Expression): readonly Term[] {
  switch (expression.kind) {
    case 'some':
      return expression.variables;
    case 'some-in':
      return expression.key === undefined ? [expression.value] : [expression.key, expression.value];
    case 'every':
      return expression.key === undefined ? [expression.value] : [expression.key, expression.value];
    case 'term':
      return isAssignment(expression.term) ? expression.term.args.slice(0, 1) : [];
  }
}

function isAssignment(term: Term): term is Extract<Term, { kind: 'call' }> {
  return term.kind === 'call' && term.operator.kind === 'var' && term.operator.name === 'assign';
}

/** Variables of a pattern, those of wildcards left out. */
function patternVariables(pattern: Term): readonly VarTerm[] {
  const found: VarTerm[] = [];
  const open = [pattern];
  for (let term = open.pop(); term !== undefined; term = open.pop()) {
    if (term.kind === 'var' && !isWildcard(term.name)) found.push(term);
    else if (term.kind === 'array') open.push(...term.items);
    else if (term.kind === 'object') open.push(...term.entries.map(([, value]) => value));
  }
  return found;
}

function isWildcard(name: string): boolean {
  return name.startsWith('$');
}

function deprecatedCalls(module: Module): RegoError[] {
  const own = new Set(module.rules.map(({ path: [first] }) => (first?.kind === 'scalar' ? first.value : undefined)));
  const imported = new Set(module.imports.map(nameOf));
  const errors: RegoError[] = [];
  walk(partsOfModule(module), (node) => {
    const name = node.kind === 'call' ? operatorName(node) : undefined;
    if (name === undefined || !DEPRECATED.has(name) || own.has(name) || imported.has(name.split('.')[0])) return;
    const message = `deprecated built-in function calls in expression: ${name}`;
    errors.push(problem('rego_type_error', message, node.location));
  });
  return errors;
}

function unusedImports(module: Module): RegoError[] {
  const used = new Set<string>();
  walk(partsOfModule(module), (node) => {
    if (node.kind === 'var') used.add(node.name);
  });
  return module.imports
    .filter((each) => nameOf(each) !== undefined && !used.has(nameOf(each)!))
    .map((each) => problem('rego_compile_error', `${importText(each)} unused`, each.location));
}

/**
 * Variables that a rule makes and never names again. Where closures make more of the same name they are counted together: a
 * variable is not called unused by mistake.
 */
function unusedVariables(rule: Rule): RegoError[] {
  const uses = usesOf(rule);
  const made = new Map<string, { readonly how: string; readonly location: Location; count: number }>();
  for (const expression of bodiesOf(rule).flat()) {
    if (expression.kind !== 'term' && expression.kind !== 'some') continue;
    const how = expression.kind === 'some' ? 'declared' : 'assigned';
    for (const { name, location } of declaredPatterns(expression).flatMap(patternVariables)) {
      const earlier = made.get(name);
      if (earlier === undefined) made.set(name, { how, location, count: 1 });
      else earlier.count++;
    }
  }
  return [...made]
    .filter(([name, { count }]) => uses.get(name) === count)
    .map(([name, { how, location }]) => problem('rego_compile_error', `${how} var ${name} unused`, location));
}

function unusedArguments(rule: Rule): RegoError[] {
  const uses = usesOf(rule);
  return rule.args
    .filter((arg) => arg.kind === 'var')
    .filter(({ name }) => !isWildcard(name) && uses.get(name) === 1)
    .map(({ name, location }) =>
      problem('rego_compile_error', `unused argument ${name}. (hint: use _ (wildcard variable) instead)`, location),
    );
}

function usesOf(rule: Rule): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  walk(partsOfRule(rule), (node) => {
    if (node.kind === 'var') uses.set(node.name, (uses.get(node.name) ?? 0) + 1);
  });
  return uses;
}

function problem(code: RegoErrorCode, message: string, location: Location): RegoError {
  return new RegoError(code, message, { location });
}
