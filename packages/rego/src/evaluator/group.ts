import { RegoError } from '../errors.ts';
import type { Location } from '../errors.ts';
import { equalValues } from '../value/compare.ts';
import { RegoSet, type SetBuilder } from '../value/rego-set.ts';
import type { Value } from '../value/value.ts';
import { newSlots, type Context, type Slots, type Step } from './context.ts';
import { DocumentBuilder } from './document-builder.ts';
import type { IndexNode } from './rule-index.ts';
import { lookup } from './lookup.ts';
import { visitIndex } from './rule-index.ts';

/** One body of a rule, compiled; a solution leaves its result in slot 0. */
export interface CompiledBranch {
  readonly run: Step;
}

/** A rule, compiled. */
export interface CompiledRule {
  readonly id: number;
  readonly branches: readonly CompiledBranch[];
  /** Size of its frame; slots from 1 on are arguments. */
  readonly slots: number;
  readonly location: Location;
}

/** A rule of a document, compiled for one member. */
export interface KeyedRule extends CompiledRule {
  /** Slot of the first key. */
  readonly keySlot: number;
}

/** Members of a document that are made one by one; the next one makes the whole document. */
const MAX_SINGLE_MEMBERS = 16;

/** What rules of one path make. */
export type GroupKind = 'value' | 'set' | 'function' | 'dynamic';

/** All rules of one path, evaluated once in each context. */
export class Group {
  readonly kind: GroupKind;
  /** Path below `data`. */
  readonly path: readonly string[];
  readonly arity: number;
  rules: readonly CompiledRule[] = [];
  index: IndexNode | undefined;
  /** The rules once more, for one member; of kind `dynamic`. */
  keyed: readonly KeyedRule[] = [];
  fallback: CompiledRule | undefined;
  /** The first result is the only one that can be: every rule makes the same constant. */
  isConstant = false;
  /** Results of a function are worth keeping. */
  isMemoised = false;

  constructor(kind: GroupKind, path: readonly string[], arity: number) {
    this.kind = kind;
    this.path = path;
    this.arity = arity;
  }

  /** The document that the rules make. @throws RegoError */
  value(context: Context): Value | undefined {
    const kept = context.made.get(this);
    if (kept !== undefined) return kept.value;
    const { budget } = context.run;
    budget.enter();
    const value = this.#make(context);
    budget.leave();
    context.made.set(this, { value });
    return value;
  }

  /** One member of the document, for which the others need not be made. @throws RegoError */
  member(context: Context, key: Value): Value | undefined {
    const isScalar = typeof key !== 'object' || key === null;
    const whole = context.made.get(this);
    if (whole !== undefined || !isScalar || this.keyed.length === 0) return lookup(this.value(context), key);
    let kept = context.members.get(this);
    if (kept === undefined) context.members.set(this, (kept = new Map()));
    const known = kept.get(key);
    if (known !== undefined) return known.value;
    if (kept.size >= MAX_SINGLE_MEMBERS) return lookup(this.value(context), key);
    const { budget } = context.run;
    budget.enter();
    const document = new DocumentBuilder();
    for (const rule of this.keyed) {
      const slots = newSlots(rule.slots);
      slots[0] = document as unknown as Value;
      slots[rule.keySlot] = key;
      rule.branches[0]!.run(context, slots);
    }
    budget.leave();
    const value = lookup(document.build(), key);
    kept.set(key, { value });
    return value;
  }

  /** The result of the function. @throws RegoError */
  call(context: Context, args: readonly Value[]): Value | undefined {
    if (!this.isMemoised) return this.#call(context, args);
    let kept = context.calls.get(this);
    if (kept === undefined) {
      kept = new Map();
      context.calls.set(this, kept);
    }
    // Scalars are the same by value, other arguments when they are the same object: enough to call nothing twice needlessly.
    for (let i = 0; i < args.length - 1; i++) {
      let next = kept.get(args[i]) as Map<unknown, unknown> | undefined;
      if (next === undefined) {
        next = new Map();
        kept.set(args[i], next);
      }
      kept = next;
    }
    const last = args.at(-1);
    const known = kept.get(last) as { readonly value: Value | undefined } | undefined;
    if (known !== undefined) return known.value;
    const value = this.#call(context, args);
    kept.set(last, { value });
    return value;
  }

  #make(context: Context): Value | undefined {
    if (this.kind === 'value') return this.#single(context, NO_ARGUMENTS);
    if (this.kind === 'set') {
      let builder: Value | SetBuilder | undefined;
      this.#each(context, NO_ARGUMENTS, (rule) => {
        builder = collect(context, rule, builder);
        return false;
      });
      return (builder as unknown as SetBuilder | undefined)?.build() ?? RegoSet.EMPTY;
    }
    const document = new DocumentBuilder();
    this.#each(context, NO_ARGUMENTS, (rule) => {
      collect(context, rule, document as unknown as Value);
      return false;
    });
    return document.build();
  }

  #call(context: Context, args: readonly Value[]): Value | undefined {
    const { budget } = context.run;
    budget.enter();
    const value = this.#single(context, args);
    budget.leave();
    return value;
  }

  #single(context: Context, args: readonly Value[]): Value | undefined {
    let result: Value | undefined;
    this.#each(context, args, (rule) => {
      const made = runRule(context, rule, args);
      if (made === undefined) return false;
      if (result !== undefined && !equalValues(result, made)) throw conflict(this.kind, rule.location);
      result = made;
      return this.isConstant;
    });
    if (result !== undefined || this.fallback === undefined) return result;
    return runRule(context, this.fallback, args);
  }

  #each(context: Context, args: readonly Value[], visit: (rule: CompiledRule) => boolean): void {
    if (this.index !== undefined) {
      visitIndex(this.index, context, args, visit);
      return;
    }
    for (const rule of this.rules) if (visit(rule)) return;
  }
}

const NO_ARGUMENTS: readonly Value[] = [];

function frameOf(rule: CompiledRule, args: readonly Value[]): Slots {
  const slots = newSlots(rule.slots);
  for (let i = 0; i < args.length; i++) slots[i + 1] = args[i];
  return slots;
}

/** Runs the branches of a rule until one has a solution. */
function runRule(context: Context, rule: CompiledRule, args: readonly Value[]): Value | undefined {
  const slots = frameOf(rule, args);
  const { branches } = rule;
  for (let i = 0; i < branches.length; i++) {
    branches[i]!.run(context, slots);
    if (slots[0] !== undefined) return slots[0];
  }
  return undefined;
}

/** Runs a rule that adds to what slot 0 holds. */
function collect(context: Context, rule: CompiledRule, into: Value | SetBuilder | undefined): Value | undefined {
  const slots = frameOf(rule, NO_ARGUMENTS);
  slots[0] = into as Value | undefined;
  rule.branches[0]!.run(context, slots);
  return slots[0];
}

/** The error of two results where there can be one. */
export function conflict(kind: GroupKind, location: Location): RegoError {
  const message =
    kind === 'function'
      ? 'functions must not produce multiple outputs for same inputs'
      : 'complete rules must not produce multiple outputs';
  return new RegoError('eval_conflict_error', message, { location });
}
