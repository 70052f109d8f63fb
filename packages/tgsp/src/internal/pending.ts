/**
 * Keeps promises that are awaited later. A failure is reported to whoever awaits the slot, and `settle` waits for all
 * work before memory and handles under it are given back; neither leaves a rejection unhandled.
 */
export class Pending {
  readonly #slots: Promise<void>[];

  constructor(count: number) {
    this.#slots = Array.from({ length: count }, () => Promise.resolve());
  }

  /** Starts to keep a promise in a slot; the earlier one there is to be awaited first. */
  set(slot: number, work: Promise<void>): void {
    work.catch(() => undefined);
    this.#slots[slot] = work;
  }

  /** Waits for the work in a slot. */
  async wait(slot: number): Promise<void> {
    await this.#slots[slot];
  }

  /** Waits for all work and rejects with the first failure. */
  async all(): Promise<void> {
    await Promise.all(this.#slots);
  }

  /** Waits until nothing is under way; never rejects. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#slots);
  }
}
