import type { Local } from './ir.ts';

/** Which slots have values where the compiler stands. Work that turns out unsafe is taken back. */
export class Bindings {
  readonly #bound = new Set<number>();
  readonly #trail: number[] = [];

  has(slot: number): boolean {
    return this.#bound.has(slot);
  }

  add(slot: number): void {
    if (this.#bound.has(slot)) return;
    this.#bound.add(slot);
    this.#trail.push(slot);
  }

  get mark(): number {
    return this.#trail.length;
  }

  /** Slots that were bound since a mark. */
  since(mark: number): readonly number[] {
    return this.#trail.slice(mark);
  }

  rollback(mark: number): void {
    for (const slot of this.#trail.splice(mark)) this.#bound.delete(slot);
  }
}

/** Thrown while an expression is compiled whose variable has no value yet; caught by whoever puts expressions in order. */
export class UnboundVariable extends Error {
  readonly local: Local;

  constructor(local: Local) {
    super(`${local.name} is not bound`);
    this.local = local;
  }
}
