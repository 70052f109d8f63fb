const BUSY = 0;
const STOPPED = 1;

/**
 * Says across threads whether a session's thread is in native code. A process that ends meanwhile would abort (the binding
 * throws into a thread that is being torn down), so it asks and waits first.
 */
export class ThreadActivity {
  /** To hand to the other thread. */
  readonly memory: SharedArrayBuffer;
  readonly #flags: Int32Array;

  constructor(memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#flags = new Int32Array(memory);
  }

  /** Does native work on the session's thread, or refuses it when the process is ending. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    // Busy first, then the look at the other flag; the other thread does it the other way round, so one of them sees it.
    Atomics.store(this.#flags, BUSY, 1);
    try {
      if (Atomics.load(this.#flags, STOPPED) === 1) throw new Error('the process is ending');
      return await work();
    } finally {
      Atomics.store(this.#flags, BUSY, 0);
      Atomics.notify(this.#flags, BUSY);
    }
  }

  /** Lets no new work begin and blocks until the work under way has ended. False when `timeoutMs` was not enough. */
  stopAndWait(timeoutMs: number): boolean {
    Atomics.store(this.#flags, STOPPED, 1);
    return Atomics.wait(this.#flags, BUSY, 1, timeoutMs) !== 'timed-out';
  }
}
