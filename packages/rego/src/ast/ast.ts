import type { Location } from '../errors.ts';
import type { BigNumber } from '../value/big-number.ts';

/**
 * Syntax of Rego after parsing. Sugar is gone where that loses nothing: operators are calls of OPA's builtin names
 * (`plus minus mul div rem and or eq equal neq lt lte gt gte assign internal.member_2 internal.member_3`), `a.b` is
 * `a["b"]`, each `_` is a variable of its own named `$0`, `$1`, …, and each body of a rule is a rule.
 */
export type Term =
  | ScalarTerm
  | VarTerm
  | RefTerm
  | ArrayTerm
  | SetTerm
  | ObjectTerm
  | ArrayComprehension
  | SetComprehension
  | ObjectComprehension
  | CallTerm
  | TemplateTerm;

interface Node {
  /** Where the node begins. */
  readonly location: Location;
}

export interface ScalarTerm extends Node {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | BigNumber | string;
}

export interface VarTerm extends Node {
  readonly kind: 'var';
  readonly name: string;
}

/** `head` followed by at least one step: `input.x[i]`, `f(x).y`, `[1, 2][i]`. */
export interface RefTerm extends Node {
  readonly kind: 'ref';
  readonly head: Term;
  readonly path: readonly Term[];
}

export interface ArrayTerm extends Node {
  readonly kind: 'array';
  readonly items: readonly Term[];
}

/** `set()` has no items. */
export interface SetTerm extends Node {
  readonly kind: 'set';
  readonly items: readonly Term[];
}

export interface ObjectTerm extends Node {
  readonly kind: 'object';
  readonly entries: readonly (readonly [Term, Term])[];
}

export interface ArrayComprehension extends Node {
  readonly kind: 'array-comprehension';
  readonly term: Term;
  readonly body: Body;
}

export interface SetComprehension extends Node {
  readonly kind: 'set-comprehension';
  readonly term: Term;
  readonly body: Body;
}

export interface ObjectComprehension extends Node {
  readonly kind: 'object-comprehension';
  readonly key: Term;
  readonly value: Term;
  readonly body: Body;
}

/** A call of a function. `operator` is the name as written: `count` a variable, `time.now_ns` or `data.a.f` a reference. */
export interface CallTerm extends Node {
  readonly kind: 'call';
  readonly operator: VarTerm | RefTerm;
  readonly args: readonly Term[];
}

/** String interpolation `$"a {x} b"`: text, and expressions whose undefined prints as `<undefined>`. */
export interface TemplateTerm extends Node {
  readonly kind: 'template';
  readonly parts: readonly (string | TermExpression)[];
}

/** Expressions that must all hold. */
export type Body = readonly Expression[];

/** One expression of a body. */
export type Expression = TermExpression | SomeExpression | SomeInExpression | EveryExpression;

interface ExpressionNode extends Node {
  readonly with: readonly WithModifier[];
}

/** A term that has to be defined and not false (or, negated, undefined or false). `x := y` and `x = y` are calls here. */
export interface TermExpression extends ExpressionNode {
  readonly kind: 'term';
  readonly negated: boolean;
  readonly term: Term;
}

/** `some x, y`: new variables. */
export interface SomeExpression extends ExpressionNode {
  readonly kind: 'some';
  readonly variables: readonly VarTerm[];
}

/** `some k, v in xs`: key and value are patterns whose variables are new. */
export interface SomeInExpression extends ExpressionNode {
  readonly kind: 'some-in';
  readonly key: Term | undefined;
  readonly value: Term;
  readonly domain: Term;
}

/** `every k, v in xs { … }`. */
export interface EveryExpression extends ExpressionNode {
  readonly kind: 'every';
  readonly key: VarTerm | undefined;
  readonly value: VarTerm;
  readonly domain: Term;
  readonly body: Body;
}

/** `with target as value`. The target is `input`, `data`, a path below them, or the name of a function. */
export interface WithModifier extends Node {
  readonly target: VarTerm | RefTerm;
  readonly value: Term;
}

/**
 * A rule with one body. The kinds by head:
 * `value` — `p`, `p := v`, `p.q[x] := v`; `contains` — `p contains k` (and `p[k]` of v0 without a value); `function` — `f(x) := v`.
 */
export interface Rule extends Node {
  readonly kind: 'value' | 'contains' | 'function';
  readonly isDefault: boolean;
  /** Name and further steps of the head, at least one; the first is a string scalar. Without the key of `contains`. */
  readonly path: readonly Term[];
  /** Of a function. */
  readonly args: readonly Term[];
  /** Of `contains`. */
  readonly key: Term | undefined;
  /** `true` when the head has none. Not used by `contains`. */
  readonly value: Term;
  /** Empty when the head stands alone. */
  readonly body: Body;
  /** The `else` branches in order; each has a value of its own (`true` when none is written). */
  readonly elses: readonly ElseBranch[];
  readonly annotations: readonly Annotations[];
}

export interface ElseBranch extends Node {
  readonly value: Term;
  readonly body: Body;
}

export interface Import extends Node {
  /** `data.a.b`, `input.x`, `rego.v1`, `future.keywords.in`: the strings of the path, head first. */
  readonly path: readonly string[];
  readonly alias: string | undefined;
}

/** A metadata block (`# METADATA` and YAML) with the scope that it has. */
export interface Annotations extends Node {
  readonly scope: 'package' | 'subpackages' | 'document' | 'rule';
  /** The YAML as data: `title`, `description`, `custom`, `entrypoint`, …; without `scope` when it is not written. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Comment extends Node {
  /** Text after the `#`. */
  readonly text: string;
}

/** One file of policy. */
export interface Module {
  readonly file: string;
  /** Strings of the package path, without `data`. */
  readonly package: readonly string[];
  readonly packageLocation: Location;
  readonly imports: readonly Import[];
  readonly rules: readonly Rule[];
  /** Annotations of the package. */
  readonly annotations: readonly Annotations[];
  readonly comments: readonly Comment[];
  readonly version: RegoVersion;
}

/** Syntax of a module: `v0` needs no `if` and `contains` unless the module imports `rego.v1`. */
export type RegoVersion = 'v0' | 'v1';
