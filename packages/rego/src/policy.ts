import type { Module, RegoVersion } from './ast/ast.ts';
import type { Capabilities } from './builtins/capabilities.ts';
import { checkModule, checkUnused } from './checker/check-module.ts';
import { checkTypes } from './checker/check-types.ts';
import { builtinOf } from './builtins/registry.ts';
import { compileDocument, compileQuery, type CompiledQuery } from './compiler/compile-query.ts';
import { indexAnnotations } from './compiler/metadata.ts';
import { compileRules } from './compiler/compile-rules.ts';
import { environmentOf, policyNames, type PolicyNames } from './compiler/environment.ts';
import { resolveQuery, resolveRule, type ResolvedRule } from './compiler/resolve-rule.ts';
import type { Program } from './compiler/unit.ts';
import { RegoError, type Location } from './errors.ts';
import type { Limits } from './evaluator/budget.ts';
import { Context, newSlots, type Observer, type Slots, type TermFunction } from './evaluator/context.ts';
import type { GroupKind } from './evaluator/group.ts';
import { startRun } from './evaluator/run.ts';
import { parseModule, parseQuery } from './parser/parser.ts';
import { fromJs, toJs } from './value/json.ts';
import { RegoObject } from './value/rego-object.ts';
import type { Value } from './value/value.ts';

/** A policy file. */
export interface PolicySource {
  /** Name in messages. */
  readonly file: string;
  readonly text: string;
  /** Default `v1`. */
  readonly version?: RegoVersion;
}

/** What {@link compile} takes. */
export interface CompileOptions {
  readonly modules: readonly PolicySource[];
  /** Base documents: an object, plain data of JavaScript. */
  readonly data?: unknown;
  readonly capabilities?: Capabilities;
  readonly limits?: Partial<Limits>;
  /** Refuse imports, variables and arguments that nothing uses, as OPA's strict mode does. */
  readonly strict?: boolean;
  /** Number every expression, so that an observer is told which were reached. */
  readonly coverage?: boolean;
}

/** How one evaluation differs. */
export interface EvaluateOptions {
  /** Plain data of JavaScript; absent leaves `input` undefined. */
  readonly input?: unknown;
  /** Time of the evaluation, nanoseconds since the epoch. Default now. */
  readonly nowNs?: bigint;
  /** An error of a builtin ends the evaluation instead of making its expression undefined. */
  readonly strict?: boolean;
  readonly limits?: Partial<Limits>;
  readonly observer?: Observer;
}

/** What one evaluation cost. */
export interface Metrics {
  /** Wall time, microseconds. */
  readonly microseconds: number;
  readonly steps: number;
}

/** Result of {@link Policy.evaluate}. */
export interface Evaluation {
  /** The document as plain data; `undefined` when it is undefined. */
  readonly value: unknown;
  /** Errors of builtins that made an expression undefined. */
  readonly errors: readonly RegoError[];
  readonly metrics: Metrics;
}

/** Result of {@link Policy.query}: the variables of each solution, as values of Rego. */
export interface QueryResult {
  readonly bindings: readonly ReadonlyMap<string, Value>[];
  readonly errors: readonly RegoError[];
  readonly metrics: Metrics;
}

/** A rule that made something, and with which values. */
export interface FiredRule {
  /** Path below `data`, joined by dots. */
  readonly path: string;
  readonly location: Location;
  /** Its variables as plain data. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Result of {@link Policy.explain}. */
export interface Explanation extends Evaluation {
  /** Rules in the order in which they fired. */
  readonly fired: readonly FiredRule[];
  /** True when more rules fired than are listed. */
  readonly isCut: boolean;
}

/** Most fired rules in an explanation. */
export const MAX_FIRED_RULES = 1_000;

/** Rules of one path, and the paths that they refer to. */
export interface DependencyNode {
  readonly path: string;
  readonly kind: GroupKind;
  readonly needs: readonly string[];
}

/** Compiles modules into a policy. @throws RegoError */
export function compile(options: CompileOptions): Policy {
  return guarded('rego_compile_error', 'the policy nests too deeply', () => {
    const modules = options.modules.map(({ file, text, version = 'v1' }) => parseModule(text, { file, version }));
    return Policy.fromModules(modules, options);
  });
}

interface Shared {
  readonly program: Program;
  readonly names: PolicyNames;
  readonly rules: readonly ResolvedRule[];
  readonly modules: readonly Module[];
  readonly coverage: readonly Location[];
  readonly capabilities: Capabilities;
  readonly limits: Partial<Limits>;
  readonly documents: Map<string, { readonly value: TermFunction; readonly slots: number }>;
  readonly queries: Map<string, CompiledQuery>;
}

/** Most queries and paths that are kept compiled. */
const MAX_KEPT_QUERIES = 1_000;

/** A compiled policy with its base documents. Immutable: new data make a new policy that shares what is compiled. */
export class Policy {
  readonly #shared: Shared;
  readonly #data: Value;

  private constructor(shared: Shared, data: Value) {
    this.#shared = shared;
    this.#data = data;
  }

  /** For {@link compile}. */
  static fromModules(modules: readonly Module[], options: Omit<CompileOptions, 'modules'>): Policy {
    for (const module of modules) {
      const [problem] = [...checkModule(module), ...(options.strict === true ? checkUnused(module) : [])];
      if (problem !== undefined) throw problem;
    }
    const names = policyNames(modules);
    const annotations = indexAnnotations(modules);
    const rules: ResolvedRule[] = [];
    for (const module of modules) {
      const environment = environmentOf(module, names, builtinOf);
      for (const rule of module.rules) rules.push(resolveRule(rule, environment, rules.length, annotations));
    }
    const coverage: Location[] = [];
    const program = compileRules(
      rules,
      modules.map((module) => module.package),
      options.coverage === true ? coverage : undefined,
    );
    const [impossible] = checkTypes(rules);
    if (impossible !== undefined) throw impossible;
    const shared: Shared = {
      program,
      names,
      rules,
      modules,
      coverage,
      capabilities: options.capabilities ?? {},
      limits: options.limits ?? {},
      documents: new Map(),
      queries: new Map(),
    };
    return new Policy(shared, baseOf(options.data));
  }

  /** The same policy over other base documents. @throws RegoError `value_invalid` */
  withData(data: unknown): Policy {
    return new Policy(this.#shared, baseOf(data));
  }

  /** Rules in the order of their numbers. */
  get rules(): readonly ResolvedRule[] {
    return this.#shared.rules;
  }

  /** Places of the expressions that an observer is told of, by number. */
  get expressions(): readonly Location[] {
    return this.#shared.coverage;
  }

  /** The document at a path like `authz.allow`, without `data`. @throws RegoError */
  evaluate(path: string | readonly string[], options: EvaluateOptions = {}): Evaluation {
    const started = performance.now();
    const { value, slots } = this.#document(path);
    const context = this.#context(options);
    const made = guarded('budget_exceeded', TOO_DEEP, () => {
      const found = value(context, newSlots(slots));
      return found === undefined ? undefined : toJs(found);
    });
    return {
      value: made,
      errors: context.run.errors,
      metrics: metricsOf(started, context),
    };
  }

  /** Evaluates like {@link evaluate} and tells which rules fired. @throws RegoError */
  explain(path: string | readonly string[], options: EvaluateOptions = {}): Explanation {
    const fired: FiredRule[] = [];
    let isCut = false;
    const observer: Observer = {
      ...options.observer,
      ruleFired: (id, slots) => {
        options.observer?.ruleFired?.(id, slots);
        if (fired.length < MAX_FIRED_RULES) fired.push(firedRule(this.#shared.rules[id]!, slots));
        else isCut = true;
      },
    };
    return { ...this.evaluate(path, { ...options, observer }), fired, isCut };
  }

  /** What refers to what, one node for each path of rules. */
  get dependencies(): readonly DependencyNode[] {
    return [...this.#shared.program.needs].map(([{ path, kind }, needs]) => ({
      path: path.join('.'),
      kind,
      needs: [...needs].map((group) => group.path.join('.')),
    }));
  }

  /** All solutions of a query such as `data.authz.allow = x; x == true`. @throws RegoError */
  query(text: string, options: EvaluateOptions = {}): QueryResult {
    const started = performance.now();
    const query = this.#query(text);
    const context = this.#context(options);
    const bindings: ReadonlyMap<string, Value>[] = [];
    const run = query.run((slots: Slots) => {
      bindings.push(new Map(query.variables.map(({ name, slot }) => [name, slots[slot]!])));
    });
    guarded('budget_exceeded', TOO_DEEP, () => run(context, newSlots(query.slots)));
    return { bindings, errors: context.run.errors, metrics: metricsOf(started, context) };
  }

  #context(options: EvaluateOptions): Context {
    const { capabilities, limits } = this.#shared;
    const run = startRun({ ...options, capabilities, limits: { ...limits, ...options.limits } });
    const input = options.input === undefined ? undefined : fromJs(options.input);
    return new Context(run, input, this.#data);
  }

  #document(path: string | readonly string[]): { readonly value: TermFunction; readonly slots: number } {
    const key = typeof path === 'string' ? path : path.join('\u0000');
    let document = this.#shared.documents.get(key);
    if (document === undefined) {
      document = compileDocument(typeof path === 'string' ? path.split('.') : path, this.#shared.program);
      keep(this.#shared.documents, key, document);
    }
    return document;
  }

  #query(text: string): CompiledQuery {
    let query = this.#shared.queries.get(text);
    if (query === undefined) {
      const { names, program } = this.#shared;
      const environment = environmentOf({ package: [], imports: [] }, names, builtinOf);
      query = guarded('rego_compile_error', 'the query nests too deeply', () =>
        compileQuery(resolveQuery(parseQuery(text), environment), program),
      );
      keep(this.#shared.queries, text, query);
    }
    return query;
  }
}

const TOO_DEEP = 'the evaluation nests too deeply or makes too much';

function firedRule(rule: ResolvedRule, slots: Slots): FiredRule {
  const variables: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [slot, name] of rule.names.entries()) {
    const value = slots[slot];
    if (slot > rule.args.length && value !== undefined && !name.startsWith('$')) variables[name] = toJs(value);
  }
  const path = rule.path.map((step) => (step.kind === 'constant' && typeof step.value === 'string' ? step.value : '*'));
  return { path: path.join('.'), location: rule.location, variables };
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= MAX_KEPT_QUERIES) map.clear();
  map.set(key, value);
}

function baseOf(data: unknown): Value {
  const value = data instanceof RegoObject ? data : fromJs(data ?? {});
  if (value instanceof RegoObject) return value;
  throw new RegoError('value_invalid', 'base documents are an object');
}

function metricsOf(started: number, context: Context): Metrics {
  return { microseconds: (performance.now() - started) * 1000, steps: context.run.budget.used };
}

/** Runs work; the end of the stack, or of what a string or list can hold, becomes a coded error. */
function guarded<T>(code: 'rego_compile_error' | 'budget_exceeded', message: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new RegoError(code, message, { cause: error });
    throw error;
  }
}
