import type { Builtin } from '../builtins/builtin.ts';
import type { Location } from '../errors.ts';
import type { Value } from '../value/value.ts';

/**
 * Terms after names were resolved: every variable is a numbered slot of the frame of its rule, every global name a path
 * below `data` or `input`, every ground composite a constant.
 */
export type Term =
  | Constant
  | Local
  | { readonly kind: 'input' }
  | { readonly kind: 'data' }
  | Ref
  | { readonly kind: 'array'; readonly items: readonly Term[] }
  | { readonly kind: 'set'; readonly items: readonly Term[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Term, Term])[] }
  | ArrayComprehension
  | SetComprehension
  | ObjectComprehension
  | Call
  | Template;

export interface Constant {
  readonly kind: 'constant';
  readonly value: Value;
}

export interface Local {
  readonly kind: 'local';
  readonly slot: number;
  readonly name: string;
  readonly location: Location;
}

export interface Ref {
  readonly kind: 'ref';
  readonly head: Term;
  readonly path: readonly Term[];
  readonly location: Location;
}

/** A body of its own inside an expression. */
export interface Closure {
  readonly body: readonly Expression[];
  /** Slots that are used inside and belong to a body around it: bound before the closure runs. */
  readonly outer: readonly Local[];
}

export interface ArrayComprehension extends Closure {
  readonly kind: 'array-comprehension';
  readonly term: Term;
}

export interface SetComprehension extends Closure {
  readonly kind: 'set-comprehension';
  readonly term: Term;
}

export interface ObjectComprehension extends Closure {
  readonly kind: 'object-comprehension';
  readonly key: Term;
  readonly value: Term;
}

/** A call of a builtin, or of the function at a path below `data`. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly builtin: Builtin | undefined;
  /** Path of a function of the policy. */
  readonly path: readonly string[];
  readonly args: readonly Term[];
  readonly location: Location;
}

/** String interpolation; each part that is no text is a set of at most one value. */
export interface Template {
  readonly kind: 'template';
  readonly parts: readonly (string | SetComprehension)[];
  readonly location: Location;
}

/** One expression of a body. */
export type Expression = TermExpression | SomeInExpression | EveryExpression;

interface ExpressionBase {
  readonly with: readonly With[];
  readonly location: Location;
}

export interface TermExpression extends ExpressionBase {
  readonly kind: 'term';
  readonly negated: boolean;
  readonly term: Term;
}

export interface SomeInExpression extends ExpressionBase {
  readonly kind: 'some-in';
  readonly key: Term | undefined;
  readonly value: Term;
  readonly domain: Term;
}

export interface EveryExpression extends ExpressionBase, Closure {
  readonly kind: 'every';
  readonly key: Local | undefined;
  readonly value: Local;
  readonly domain: Term;
}

/** `with` on a document or a function. */
export type With =
  | { readonly kind: 'input' | 'data'; readonly path: readonly string[]; readonly value: Term }
  | {
      readonly kind: 'function';
      /** The function that is replaced. */
      readonly target: Call;
      readonly value: Term | { readonly kind: 'function'; readonly call: Call };
    };

/** One rule. Slot 0 of its frame holds what the rule makes; its arguments follow. */
export interface Rule {
  readonly kind: 'value' | 'contains' | 'function';
  readonly isDefault: boolean;
  readonly package: readonly string[];
  /** The whole path below `data`: ground strings first, then any terms. */
  readonly path: readonly Term[];
  readonly args: readonly Term[];
  readonly branches: readonly Branch[];
  readonly slots: number;
  readonly location: Location;
  /** Number of the rule among all rules of the policy. */
  readonly id: number;
  /** Names of the variables, by slot; for traces. */
  readonly names: readonly string[];
}

/** A body and what the rule makes for each of its solutions: the main one first, then those of `else`. */
export interface Branch {
  readonly body: readonly Expression[];
  readonly key: Term | undefined;
  readonly value: Term;
  readonly location: Location;
}
