import type { Annotations, Body, Expression, Rule, Term, TermExpression, VarTerm, WithModifier } from '../ast/ast.ts';
import { EQUATION } from '../builtins/language.ts';
import { RegoError, type Location } from '../errors.ts';
import { ObjectBuilder } from '../value/rego-object.ts';
import { RegoSet } from '../value/rego-set.ts';
import type { Value } from '../value/value.ts';
import type { Environment } from './environment.ts';
import type * as ir from './ir.ts';
import { metadataChain, ruleMetadata, type AnnotationIndex } from './metadata.ts';
import { ownNames } from './own-names.ts';
import { Frame, Scope } from './scope.ts';

/** A rule whose names were resolved, with the annotations that its source has. */
export interface ResolvedRule extends ir.Rule {
  readonly annotations: readonly Annotations[];
}

/** Resolves the names of one rule. @throws RegoError */
export function resolveRule(
  rule: Rule,
  environment: Environment,
  id: number,
  annotations: AnnotationIndex,
): ResolvedRule {
  const frame = new Frame();
  const rootTerms = [...rule.path, rule.key, rule.value];
  const argScope = new Scope(frame, undefined, new Set());
  for (let i = 0; i < rule.args.length; i++) frame.add(`argument ${i}`);
  const resolver = new Resolver(environment, (which) =>
    which === 'rule' ? ruleMetadata(rule) : metadataChain(rule, environment.package, annotations),
  );
  for (const arg of rule.args) resolver.declareArgument(arg, argScope);
  const main = new Scope(frame, argScope, ownNames(rule.body, rootTerms));
  const args = rule.args.map((arg) => resolver.term(arg, main));
  const body = resolver.body(rule.body, main);
  const path = rule.path.map((step, i) => (i === 0 ? constantOf(step) : resolver.term(step, main)));
  const key = rule.key === undefined ? undefined : resolver.term(rule.key, main);
  const value = resolver.term(rule.value, main);
  const branches: ir.Branch[] = [{ body, key, value, location: rule.location }];
  for (const branch of rule.elses) {
    const scope = new Scope(frame, argScope, ownNames(branch.body, [branch.value]));
    const elseBody = resolver.body(branch.body, scope);
    branches.push({
      body: elseBody,
      key: undefined,
      value: resolver.term(branch.value, scope),
      location: branch.location,
    });
  }
  return {
    kind: rule.kind,
    isDefault: rule.isDefault,
    package: environment.package,
    path: [...environment.package.map((part) => ({ kind: 'constant' as const, value: part })), ...path],
    args,
    branches,
    slots: frame.names.length,
    location: rule.location,
    id,
    names: frame.names,
    annotations: rule.annotations,
  };
}

/** A query: a body whose variables are asked for by name. */
export interface ResolvedQuery {
  readonly body: readonly ir.Expression[];
  readonly slots: number;
  readonly names: readonly string[];
}

/** Resolves the names of a query. @throws RegoError */
export function resolveQuery(body: Body, environment: Environment): ResolvedQuery {
  const frame = new Frame();
  const scope = new Scope(frame, undefined, ownNames(body));
  const resolved = new Resolver(environment).body(body, scope);
  return { body: resolved, slots: frame.names.length, names: frame.names };
}

function constantOf(term: Term): ir.Constant {
  if (term.kind !== 'scalar')
    throw new RegoError('rego_compile_error', 'a rule needs a name', { location: term.location });
  return { kind: 'constant', value: term.value };
}

const METADATA_CALLS: ReadonlyMap<string, 'chain' | 'rule'> = new Map([
  ['rego.metadata.chain', 'chain'],
  ['rego.metadata.rule', 'rule'],
]);

type Metadata = (which: 'chain' | 'rule') => Value;

class Resolver {
  readonly #environment: Environment;
  readonly #metadata: Metadata | undefined;

  constructor(environment: Environment, metadata?: Metadata) {
    this.#environment = environment;
    this.#metadata = metadata;
  }

  /** The variables of a pattern in the place of an argument are new, whatever else has their names. */
  declareArgument(term: Term, scope: Scope): void {
    this.#declareAll(term, scope, 'argument');
  }

  body(body: Body, scope: Scope): ir.Expression[] {
    const result: ir.Expression[] = [];
    for (const expression of body) {
      const resolved = this.#expression(expression, scope);
      if (resolved !== undefined) result.push(resolved);
    }
    return result;
  }

  term(term: Term, scope: Scope): ir.Term {
    switch (term.kind) {
      case 'scalar':
        return { kind: 'constant', value: term.value };
      case 'var':
        return this.#variable(term, scope);
      case 'ref':
        return this.#ref(term.head, term.path, term.location, scope);
      case 'array':
        return foldArray(term.items.map((item) => this.term(item, scope)));
      case 'set':
        return foldSet(term.items.map((item) => this.term(item, scope)));
      case 'object':
        return foldObject(
          term.entries.map(([key, value]) => [this.term(key, scope), this.term(value, scope)] as const),
        );
      case 'call':
        return this.#call(term, scope);
      case 'array-comprehension':
      case 'set-comprehension': {
        const inner = new Scope(scope.frame, scope, ownNames(term.body, [term.term]));
        const body = this.body(term.body, inner);
        return { kind: term.kind, body, term: this.term(term.term, inner), outer: inner.close() };
      }
      case 'object-comprehension': {
        const inner = new Scope(scope.frame, scope, ownNames(term.body, [term.key, term.value]));
        const body = this.body(term.body, inner);
        const [key, value] = [this.term(term.key, inner), this.term(term.value, inner)];
        return { kind: term.kind, body, key, value, outer: inner.close() };
      }
      case 'template': {
        const parts = term.parts.map((part) => (typeof part === 'string' ? part : this.#templatePart(part, scope)));
        return { kind: 'template', parts, location: term.location };
      }
    }
  }

  /** An expression of a template is the set of its values: none when it is undefined. */
  #templatePart(part: TermExpression, scope: Scope): ir.SetComprehension {
    const inner = new Scope(scope.frame, scope, ownNames([part]));
    if (part.with.length === 0) {
      return { kind: 'set-comprehension', body: [], term: this.term(part.term, inner), outer: inner.close() };
    }
    const { location } = part;
    const found = inner.declare('$part', 'declared', location);
    const modifiers = part.with.map((each) => this.#with(each, inner));
    const args = [found, this.term(part.term, inner)];
    const term: ir.Call = { kind: 'call', name: 'eq', builtin: EQUATION, path: [], args, location };
    const body: ir.Expression[] = [{ kind: 'term', negated: false, term, with: modifiers, location }];
    return { kind: 'set-comprehension', body, term: found, outer: inner.close() };
  }

  #variable(term: VarTerm, scope: Scope): ir.Term {
    const { name, location } = term;
    const declared = scope.declared(name, location);
    if (declared !== undefined) return declared;
    const global = this.#environment.global(name);
    return global === undefined ? scope.implicit(name, location) : globalTerm(global, [], location);
  }

  #ref(head: Term, path: readonly Term[], location: Location, scope: Scope): ir.Term {
    const resolved = this.term(head, scope);
    const steps = path.map((step) => this.term(step, scope));
    if (resolved.kind === 'ref') return { ...resolved, path: [...resolved.path, ...steps], location };
    return { kind: 'ref', head: resolved, path: steps, location };
  }

  #call(term: Extract<Term, { kind: 'call' }>, scope: Scope): ir.Term {
    const args = term.args.map((arg) => this.term(arg, scope));
    const found = this.#function(term.operator);
    if (found === undefined) {
      throw new RegoError('rego_type_error', `undefined function ${operatorName(term.operator)}`, {
        location: term.location,
      });
    }
    // What describes a rule is known before it runs.
    const about = found.builtin === undefined ? undefined : METADATA_CALLS.get(found.name);
    if (about !== undefined && this.#metadata !== undefined) return { kind: 'constant', value: this.#metadata(about) };
    return { ...found, args, location: term.location };
  }

  /** The function that a name stands for, without arguments. */
  #function(operator: Term): ir.Call | undefined {
    const written = namesOf(operator);
    if (written === undefined) return undefined;
    const { location } = operator;
    const global = this.#environment.global(written[0]!);
    const path = global === undefined ? undefined : [...global.slice(1), ...written.slice(1)];
    if (path !== undefined && global![0] === 'data' && this.#environment.isFunction(path)) {
      return { kind: 'call', name: `data.${path.join('.')}`, builtin: undefined, path, args: [], location };
    }
    const name = written.join('.');
    const builtin = this.#environment.builtin(name);
    return builtin === undefined ? undefined : { kind: 'call', name, builtin, path: [], args: [], location };
  }

  #expression(expression: Expression, scope: Scope): ir.Expression | undefined {
    const modifiers = expression.with.map((each) => this.#with(each, scope));
    const base = { with: modifiers, location: expression.location };
    switch (expression.kind) {
      case 'some':
        for (const variable of expression.variables) scope.declare(variable.name, 'declared', variable.location);
        return undefined;
      case 'some-in': {
        const domain = this.term(expression.domain, scope);
        for (const pattern of [expression.key, expression.value]) {
          if (pattern !== undefined) this.#declareAll(pattern, scope, 'declared');
        }
        const key = expression.key === undefined ? undefined : this.term(expression.key, scope);
        return { ...base, kind: 'some-in', key, value: this.term(expression.value, scope), domain };
      }
      case 'every': {
        const domain = this.term(expression.domain, scope);
        const inner = new Scope(scope.frame, scope, ownNames(expression.body));
        const key =
          expression.key === undefined
            ? undefined
            : inner.declare(expression.key.name, 'argument', expression.key.location);
        const value = inner.declare(expression.value.name, 'argument', expression.value.location);
        const body = this.body(expression.body, inner);
        return { ...base, kind: 'every', key, value, domain, body, outer: inner.close() };
      }
      case 'term':
        return { ...base, kind: 'term', negated: expression.negated, term: this.#statement(expression.term, scope) };
    }
  }

  #statement(term: Term, scope: Scope): ir.Term {
    if (term.kind !== 'call' || term.operator.kind !== 'var' || term.operator.name !== 'assign')
      return this.term(term, scope);
    const [target, source] = term.args as readonly [Term, Term];
    const value = this.term(source, scope);
    this.#declareAll(target, scope, 'assigned');
    const builtin = this.#environment.builtin('assign');
    return {
      kind: 'call',
      name: 'assign',
      builtin,
      path: [],
      args: [this.term(target, scope), value],
      location: term.location,
    };
  }

  #declareAll(pattern: Term, scope: Scope, how: 'assigned' | 'declared' | 'argument'): void {
    switch (pattern.kind) {
      case 'var':
        if (!pattern.name.startsWith('$')) scope.declare(pattern.name, how, pattern.location);
        break;
      case 'array':
        for (const item of pattern.items) this.#declareAll(item, scope, how);
        break;
      case 'object':
        for (const [, value] of pattern.entries) this.#declareAll(value, scope, how);
        break;
      default:
        break;
    }
  }

  #with(modifier: WithModifier, scope: Scope): ir.With {
    const names = namesOf(modifier.target);
    const { location } = modifier;
    if (names === undefined) throw new RegoError('rego_type_error', 'with keyword target must be ground', { location });
    const target = this.#function(modifier.target);
    if (target !== undefined) {
      const replacement = this.#function(modifier.value);
      const value =
        replacement === undefined ? this.term(modifier.value, scope) : { kind: 'function' as const, call: replacement };
      return { kind: 'function', target, value };
    }
    const global = this.#environment.global(names[0]!);
    if (global === undefined) {
      throw new RegoError('rego_type_error', 'with keyword target must reference existing input, data, or a function', {
        location,
      });
    }
    const [root, ...path] = [...global, ...names.slice(1)];
    return { kind: root as 'input' | 'data', path, value: this.term(modifier.value, scope) };
  }
}

function globalTerm(path: readonly string[], rest: readonly ir.Term[], location: Location): ir.Term {
  const head: ir.Term = { kind: path[0] as 'input' | 'data' };
  const steps = [...path.slice(1).map((part) => ({ kind: 'constant' as const, value: part })), ...rest];
  return steps.length === 0 ? head : { kind: 'ref', head, path: steps, location };
}

/** The strings of a name like `a.b.c`, or `undefined` for other terms. */
function namesOf(term: Term): readonly string[] | undefined {
  if (term.kind === 'var') return [term.name];
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  const names = [term.head.name];
  for (const step of term.path) {
    if (step.kind !== 'scalar' || typeof step.value !== 'string') return undefined;
    names.push(step.value);
  }
  return names;
}

function operatorName(term: Term): string {
  return namesOf(term)?.join('.') ?? 'call';
}

function foldArray(items: readonly ir.Term[]): ir.Term {
  const values = constants(items);
  return values === undefined ? { kind: 'array', items } : { kind: 'constant', value: values };
}

function foldSet(items: readonly ir.Term[]): ir.Term {
  const values = constants(items);
  return values === undefined ? { kind: 'set', items } : { kind: 'constant', value: RegoSet.from(values) };
}

function foldObject(entries: readonly (readonly [ir.Term, ir.Term])[]): ir.Term {
  const values = constants(entries.flat());
  if (values === undefined) return { kind: 'object', entries };
  const builder = new ObjectBuilder();
  for (let i = 0; i < values.length; i += 2) builder.set(values[i]!, values[i + 1]!);
  return { kind: 'constant', value: builder.build() };
}

function constants(terms: readonly ir.Term[]): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const term of terms) {
    if (term.kind !== 'constant') return undefined;
    values.push(term.value);
  }
  return values;
}
