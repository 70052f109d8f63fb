/** Limits of an exponential backoff, in milliseconds. */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1); injected so that tests are exact. */
  readonly random?: () => number;
}

/** Exponential backoff with full jitter: each delay is uniform between half of the current step and the whole step. */
export class Backoff {
  #attempt = 0;
  readonly #options: Required<BackoffOptions>;

  constructor(options: BackoffOptions) {
    this.#options = { random: Math.random, ...options };
  }

  /** The next delay in milliseconds. */
  next(): number {
    const { initialMs, maxMs, random } = this.#options;
    const step = Math.min(maxMs, initialMs * 2 ** this.#attempt++);
    return Math.round(step / 2 + random() * (step / 2));
  }

  /** Starts over after a success. */
  reset(): void {
    this.#attempt = 0;
  }
}
