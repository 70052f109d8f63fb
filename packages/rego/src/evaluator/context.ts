import type { BuiltinContext } from '../builtins/builtin.ts';
import type { Capabilities } from '../builtins/capabilities.ts';
import type { Location, RegoError } from '../errors.ts';
import type { Value } from '../value/value.ts';
import type { Budget } from './budget.ts';
import type { Group } from './group.ts';
import type { Overlay } from './overlay.ts';

/** The variables of one rule while it runs, by slot. */
export type Slots = (Value | undefined)[];

/** A frame without values. */
export function newSlots(size: number): Slots {
  const slots: Slots = [undefined];
  slots.length = size;
  return slots;
}

/** Looks for solutions and calls on for each; true ends the search. */
export type Step = (context: Context, slots: Slots) => boolean;

/** Computes a term whose variables are bound; `undefined` when it is undefined. */
export type TermFunction = (context: Context, slots: Slots) => Value | undefined;

/** Replaces a function while a `with` holds. */
export type Mock = (context: Context, args: readonly Value[]) => Value | undefined;

/** Told of what happens in an evaluation. */
export interface Observer {
  /** A rule made something: its number, and its variables by slot. */
  ruleFired?(rule: number, slots: Slots): void;
  /** An expression of a body was reached. */
  reached?(expression: number): void;
  print?(message: string, location: Location | undefined): void;
}

/** What all contexts of one evaluation share. */
export interface Run {
  readonly budget: Budget;
  readonly strict: boolean;
  readonly capabilities: Capabilities;
  readonly observer: Observer | undefined;
  /** The one object that builtins get; its `location` and `metadata` are those of the current call. */
  readonly builtinContext: BuiltinContext & { location: BuiltinContext['location'] };
  /** Errors of builtins that made an expression undefined. */
  readonly errors: RegoError[];
}

/** Documents and replacements that an expression sees: one for the evaluation, one more inside of each `with`. */
export class Context {
  readonly run: Run;
  readonly input: Value | undefined;
  /** Base documents. */
  readonly data: Value;
  readonly overlay: Overlay | undefined;
  readonly mocks: ReadonlyMap<string, Mock> | undefined;
  /** The context around a `with`. */
  readonly outer: Context | undefined;
  /** What rules made, once for this context. `null` inside stands for undefined. */
  readonly made = new Map<Group, { readonly value: Value | undefined }>();
  /** Members of documents that were asked for one by one. */
  readonly members = new Map<Group, Map<Value, { readonly value: Value | undefined }>>();
  readonly calls = new Map<Group, Map<unknown, unknown>>();

  constructor(
    run: Run,
    input: Value | undefined,
    data: Value,
    overlay?: Overlay,
    mocks?: ReadonlyMap<string, Mock>,
    outer?: Context,
  ) {
    this.run = run;
    this.input = input;
    this.data = data;
    this.overlay = overlay;
    this.mocks = mocks;
    this.outer = outer;
  }
}
