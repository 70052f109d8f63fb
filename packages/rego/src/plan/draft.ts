import { ObjectBuilder, RegoObject } from '../value/rego-object.ts';
import { RegoSet, SetBuilder } from '../value/rego-set.ts';
import { isArray, type Value } from '../value/value.ts';
import type { Frame } from './frame.ts';
import { addWeight, setWeight } from './weight.ts';

/**
 * A collection that statements still add to. It becomes an immutable value when it is first read, so that filling a
 * collection takes time that is linear in its size.
 */
export abstract class Draft {
  /** Weight of what it holds. */
  protected weight = 1;

  /** The value; the draft must not be used afterwards. */
  finish(): Value {
    const value = this.build();
    // The empty object and the empty set are shared.
    if (this.weight > 1) setWeight(value, this.weight);
    return value;
  }

  protected abstract build(): Value;
}

/** An array that grows. */
export class ArrayDraft extends Draft {
  readonly #items: Value[] = [];

  /** @throws RegoError `budget_exceeded` */
  push(item: Value): void {
    this.weight = addWeight(this.weight, item);
    this.#items.push(item);
  }

  protected build(): Value {
    return this.#items;
  }
}

/** An object that grows. */
export class ObjectDraft extends Draft {
  readonly #builder = new ObjectBuilder();

  get(key: Value): Value | undefined {
    return this.#builder.get(key);
  }

  /** Replaced values go on counting. @throws RegoError `budget_exceeded` */
  set(key: Value, value: Value): void {
    this.weight = addWeight(addWeight(this.weight, key), value);
    this.#builder.set(key, value);
  }

  protected build(): Value {
    return this.#builder.build();
  }
}

/** A set that grows. */
export class SetDraft extends Draft {
  readonly #builder = new SetBuilder();

  /** @throws RegoError `budget_exceeded` */
  add(item: Value): void {
    if (this.#builder.add(item)) this.weight = addWeight(this.weight, item);
  }

  protected build(): Value {
    return this.#builder.build();
  }
}

/** The value of a local variable. */
export function readSlot(frame: Frame, slot: number): Value | undefined {
  const held = frame.slots[slot];
  if (!(held instanceof Draft)) return held;
  const value = held.finish();
  frame.slots[slot] = value;
  return value;
}

/** The array of a local variable, to be appended to; `undefined` when it holds something else. */
export function arrayDraft(frame: Frame, slot: number): ArrayDraft | undefined {
  const held = frame.slots[slot];
  if (held instanceof ArrayDraft) return held;
  if (typeof held !== 'object' || held === null || held instanceof Draft || !isArray(held)) return undefined;
  const draft = new ArrayDraft();
  frame.run.context.run.budget.charge(held.length);
  for (const item of held) draft.push(item);
  frame.slots[slot] = draft;
  return draft;
}

/** The object of a local variable, to be inserted into; `undefined` when it holds something else. */
export function objectDraft(frame: Frame, slot: number): ObjectDraft | undefined {
  const held = frame.slots[slot];
  if (held instanceof ObjectDraft) return held;
  if (!(held instanceof RegoObject)) return undefined;
  const draft = new ObjectDraft();
  frame.run.context.run.budget.charge(held.size);
  for (const [key, value] of held) draft.set(key, value);
  frame.slots[slot] = draft;
  return draft;
}

/** The set of a local variable, to be added to; `undefined` when it holds something else. */
export function setDraft(frame: Frame, slot: number): SetDraft | undefined {
  const held = frame.slots[slot];
  if (held instanceof SetDraft) return held;
  if (!(held instanceof RegoSet)) return undefined;
  const draft = new SetDraft();
  frame.run.context.run.budget.charge(held.size);
  for (const item of held) draft.add(item);
  frame.slots[slot] = draft;
  return draft;
}
