import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InferenceError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { waitAtExit } from './exit-wait.ts';
import type { RuntimeTensor, RuntimeValue, SessionReply, SessionRequest, SessionStart } from './session-protocol.ts';
import { ThreadActivity } from './thread-activity.ts';

type Feeds = readonly (readonly [name: string, tensor: Tensor])[];
type Outputs = readonly (readonly [name: string, tensor: RuntimeTensor])[];

interface Pending {
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: InferenceError) => void;
}

/** One ONNX Runtime session on a thread of its own. Runs are answered in the order given, one at a time. */
export class SessionThread {
  readonly inputs: readonly RuntimeValue[];
  readonly outputs: readonly RuntimeValue[];
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #lastId = 0;
  #end: InferenceError | undefined;

  /**
   * Opens a session. `bytes` is emptied or overwritten with zeros in any case.
   *
   * @throws InferenceError `model_load_failed`
   */
  static async open(bytes: Uint8Array, threads: number): Promise<SessionThread> {
    const own = takeBytes(bytes);
    const activity = new ThreadActivity();
    const workerData: SessionStart = { bytes: own, threads, activity: activity.memory };
    // The same file name in source and in a build.
    const url = new URL(`./session-worker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(url, { workerData, transferList: [own.buffer], env: {}, execArgv: [] });
    worker.once('exit', waitAtExit(activity));
    const ready = await firstReply(worker);
    return new SessionThread(worker, ready);
  }

  private constructor(worker: Worker, ready: Extract<SessionReply, { kind: 'ready' }>) {
    this.inputs = ready.inputs;
    this.outputs = ready.outputs;
    this.#worker = worker;
    worker.on('message', (reply: SessionReply) => this.#receive(reply));
    worker.on('error', (cause) =>
      this.#fail(new InferenceError('model_run_failed', 'the runtime thread failed', { cause })),
    );
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#fail(new InferenceError('model_disposed', 'the model is not loaded any more'));
        resolve();
      });
    });
    // An idle model must not keep a process alive that has nothing else to do.
    worker.unref();
  }

  /** Settles when the thread has ended; after `close` that may take as long as a run that was under way. */
  get ended(): Promise<void> {
    return this.#exited;
  }

  /** Runs the model. The data of `feeds` is moved to the thread: pass copies. */
  run(feeds: Feeds): Promise<Outputs> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.ref();
      this.#send(
        { kind: 'run', id, feeds },
        feeds.map(([, { data }]) => data.buffer as ArrayBuffer),
      );
    });
  }

  /** Releases the session and ends the thread, after `runs` has settled but within `timeoutMs`. */
  async close(runs: Promise<unknown>, timeoutMs: number): Promise<void> {
    this.#worker.ref();
    const timer = new AbortController();
    const expired = delay(timeoutMs, 'expired' as const, { signal: timer.signal }).catch(() => 'cancelled' as const);
    const closed = runs.then(() => {
      this.#send({ kind: 'close' });
      return this.#exited;
    });
    const outcome = await Promise.race([closed, expired]);
    timer.abort();
    if (outcome !== 'expired') return;
    // Native code cannot be interrupted, and terminating its thread would abort the whole process: the thread closes by
    // itself when the run lets it.
    this.#fail(new InferenceError('model_disposed', 'the model was disposed of while a run did not end'));
    this.#send({ kind: 'close' });
    this.#worker.unref();
  }

  #send(request: SessionRequest, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  #receive(reply: SessionReply): void {
    if (reply.kind !== 'done' && reply.kind !== 'run-failed') return;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if (reply.kind === 'done') pending?.resolve(reply.outputs);
    else
      pending?.reject(
        new InferenceError('model_run_failed', 'the runtime refused the run', { details: { reason: reply.message } }),
      );
  }

  #fail(error: InferenceError): void {
    this.#end ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** Moves the bytes to a buffer of their own that a thread can take over; `bytes` is empty or zeros afterwards. */
function takeBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) {
    try {
      return new Uint8Array(structuredClone(buffer, { transfer: [buffer] }));
    } catch {
      // Memory that does not belong to the JavaScript heap cannot move: copy it.
    }
  }
  const own = new Uint8Array(bytes);
  bytes.fill(0);
  return own;
}

function firstReply(worker: Worker): Promise<Extract<SessionReply, { kind: 'ready' }>> {
  return new Promise((resolve, reject) => {
    const refuse = (context: { cause?: unknown; details?: Record<string, unknown> }): void => {
      reject(new InferenceError('model_load_failed', 'the runtime cannot load the model', context));
    };
    // Only the first of the three settles the promise; the others may still happen and change nothing.
    worker.once('error', (cause) => refuse({ cause }));
    worker.once('exit', (exitCode) => refuse({ details: { exitCode } }));
    worker.once('message', (reply: SessionReply) => {
      if (reply.kind === 'ready') resolve(reply);
      else refuse({ details: { reason: reply.kind === 'load-failed' ? reply.message : reply.kind } });
    });
  });
}
