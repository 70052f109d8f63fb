import type { Context } from '../evaluator/context.ts';
import type { Value } from '../value/value.ts';
import type { Draft } from './draft.ts';
import type { ResultSet } from './result-set.ts';

/** What a local variable holds: a value, a collection that is still being built, or nothing. */
export type Slot = Value | Draft | undefined;

/** The statement is defined: go on with the next one. */
export const CONTINUE = -1;
/** A return statement ended the function. */
export const RETURN = -2;
/** The statement is undefined: the block around it ends. It is the same as a break of index 0. */
export const UNDEFINED = 0;

/**
 * A compiled statement or block. Gives {@link CONTINUE}, {@link RETURN}, or how many blocks further out execution goes on:
 * 0 ends the block that the statement stands in.
 */
export type Step = (frame: Frame) => number;

/** Reads an operand; `undefined` when it is undefined. */
export type Reader = (frame: Frame) => Value | undefined;

/** A function of a plan. */
export interface PlanFunction {
  readonly name: string;
  /** Slots of the parameters; the first two are the input and data documents. */
  params: readonly number[];
  /** Slots of its frame. */
  size: number;
  body: Step;
}

/** What all frames of one evaluation share. */
export interface PlanRun {
  readonly context: Context;
  readonly results: ResultSet;
  readonly memo: Map<PlanFunction, Memo[]>;
}

/** What a function gave for the same input and data documents. */
export interface Memo {
  readonly input: Value | undefined;
  readonly data: Value | undefined;
  readonly value: Value | undefined;
}

/** The local variables of one call. */
export class Frame {
  readonly slots: Slot[] = [];
  readonly run: PlanRun;
  /** What a return statement gave. */
  result: Value | undefined = undefined;

  constructor(run: PlanRun, size: number) {
    this.run = run;
    this.slots.length = size;
  }
}
