import { SetBuilder } from '../value/rego-set.ts';
import type { Value } from '../value/value.ts';

/** Solutions of a plan, each once. The one solution of an entrypoint is kept as it is, without a look at its inside. */
export class ResultSet {
  #first: Value | undefined;
  #more: SetBuilder | undefined;

  add(value: Value): void {
    if (this.#first === undefined) {
      this.#first = value;
      return;
    }
    if (this.#more === undefined) {
      this.#more = new SetBuilder();
      this.#more.add(this.#first);
    }
    this.#more.add(value);
  }

  /** The solutions in Rego's order. */
  items(): readonly Value[] {
    if (this.#more !== undefined) return this.#more.build().items;
    return this.#first === undefined ? [] : [this.#first];
  }
}
