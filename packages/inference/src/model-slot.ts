import { InferenceError } from './errors.ts';
import type { LoadedModel } from './load-model.ts';

/** One occupant of a slot with the number of requests that use it. */
class Occupant<Model> {
  readonly model: Model;
  #users = 0;
  #retired = false;
  readonly #drained = Promise.withResolvers<void>();

  constructor(model: Model) {
    this.model = model;
  }

  async use<T>(work: (model: Model) => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work(this.model);
    } finally {
      this.#users--;
      this.#settle();
    }
  }

  /** Resolves when the last user has left; nobody new may enter by then. */
  retire(): Promise<void> {
    this.#retired = true;
    this.#settle();
    return this.#drained.promise;
  }

  #settle(): void {
    if (this.#retired && this.#users === 0) this.#drained.resolve();
  }
}

/**
 * Holds the model that serves requests and replaces it without dropping any: a request runs on one model from start to end,
 * the old model is disposed of when its last request has ended.
 */
export class ModelSlot<Model extends Pick<LoadedModel, 'dispose'> = LoadedModel> {
  #occupant: Occupant<Model> | undefined;

  /** The model that new requests get. Use it only to look at it; requests go through {@link use}. */
  get current(): Model | undefined {
    return this.#occupant?.model;
  }

  /**
   * Does work on the current model, which stays loaded until the work ends.
   *
   * @throws InferenceError `slot_empty`, and whatever the work throws
   */
  async use<T>(work: (model: Model) => Promise<T>): Promise<T> {
    if (this.#occupant === undefined) throw new InferenceError('slot_empty', 'no model is loaded');
    return this.#occupant.use(work);
  }

  /**
   * Makes `next` the current model at once. Resolves when the model before has finished its requests and is disposed of.
   * The slot owns `next` from here on.
   */
  async swap(next: Model): Promise<void> {
    if (this.#occupant?.model === next) return;
    await this.#replace(new Occupant(next));
  }

  /** Empties the slot: requests in flight end, then the model is disposed of. */
  async wipe(): Promise<void> {
    await this.#replace(undefined);
  }

  async #replace(next: Occupant<Model> | undefined): Promise<void> {
    const old = this.#occupant;
    this.#occupant = next;
    if (old === undefined) return;
    await old.retire();
    await old.model.dispose();
  }
}
