import { RegoError } from '../errors.ts';

/** What one evaluation may use. Each limit ends the evaluation with `budget_exceeded`. */
export interface Limits {
  /** Elements looked at, rules entered, units of work and memory that builtins ask for. */
  readonly maxSteps: number;
  /** Wall time, milliseconds. */
  readonly maxMilliseconds: number;
  /** Rules and functions that call each other. */
  readonly maxDepth: number;
}

/** Limits for a caller who names none. */
export const DEFAULT_LIMITS: Limits = { maxSteps: 50_000_000, maxMilliseconds: 10_000, maxDepth: 500 };

/** Steps between two looks at the clock. */
const STEPS_PER_SLICE = 8_192;

/** Counts what an evaluation uses. */
export class Budget {
  readonly #limits: Limits;
  #slice: number;
  #left: number;
  #deadline: number | undefined;
  #depth = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#slice = Math.min(STEPS_PER_SLICE, limits.maxSteps);
    this.#left = limits.maxSteps - this.#slice;
  }

  /** Uses one step. */
  tick(): void {
    if (--this.#slice < 0) this.#refill();
  }

  /** Uses many steps at once. */
  charge(units: number): void {
    this.#slice -= units;
    if (this.#slice < 0) this.#refill();
  }

  /** Enters a rule; each call needs a {@link leave}. */
  enter(): void {
    if (++this.#depth > this.#limits.maxDepth) throw exceeded('rules call each other too deeply');
    if (--this.#slice < 0) this.#refill();
  }

  leave(): void {
    this.#depth--;
  }

  /** Steps used so far. */
  get used(): number {
    return this.#limits.maxSteps - this.#left - Math.max(0, this.#slice);
  }

  #refill(): void {
    const debt = -this.#slice;
    const slice = Math.min(STEPS_PER_SLICE, this.#left - debt);
    if (slice < 0) throw exceeded('the evaluation takes too many steps');
    this.#left -= debt + slice;
    this.#slice = slice;
    const now = performance.now();
    this.#deadline ??= now + this.#limits.maxMilliseconds;
    if (now > this.#deadline) throw exceeded('the evaluation takes too long');
  }
}

function exceeded(message: string): RegoError {
  return new RegoError('budget_exceeded', message);
}
