import { systemClock, type Clock } from '@tensorguard/core';
import { isDType, type DType, type TensorData } from './dtype.ts';
import { InferenceError } from './errors.ts';
import { checkInputs, checkOutputs, type GuardOptions } from './guard.ts';
import { withDeadline } from './internal/deadline.ts';
import type { RuntimeTensor, RuntimeValue } from './internal/session-protocol.ts';
import { SessionThread } from './internal/session-thread.ts';
import { readOnnxMetadata, type OnnxMetadata } from './onnx-metadata.ts';
import { tensor, type NamedTensors, type Tensor, type TensorInfo } from './tensor.ts';

/** Threads that one run may use unless told otherwise: an edge device has other work to do. */
export const DEFAULT_THREADS = 1;
/** Most threads that can be asked for. */
export const MAX_THREADS = 64;

/** How long disposal waits for runs that do not end; then the thread is left to end by itself. */
export const DISPOSE_TIMEOUT_MS = 30_000;

/** FlatBuffers file identifier of ONNX Runtime's own format, at byte 4. */
const ORT_FORMAT_MARK = 'ORTM';

/** How to load a model. */
export interface LoadModelOptions {
  /** The ONNX file. The buffer belongs to the loader from here on: it is empty or zeros afterwards, also on failure. */
  readonly bytes: Uint8Array;
  /** Threads inside one run. Default 1. */
  readonly threads?: number;
  /** Checks beyond the model's declaration, done on each run. */
  readonly guard?: GuardOptions;
  readonly clock?: Clock;
}

/** Limits of one run. */
export interface RunOptions {
  /** Milliseconds from the call after which the caller gets `deadline_exceeded`. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model in memory, ready to run. */
export interface LoadedModel {
  readonly metadata: OnnxMetadata;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs the model on checked inputs and returns checked outputs. Runs of one model follow each other.
   *
   * @throws InferenceError the codes of `checkInputs` and `checkOutputs`, `deadline_exceeded`, `aborted`,
   * `model_run_failed`, `model_disposed`
   */
  run(feeds: NamedTensors, options?: RunOptions): Promise<NamedTensors>;
  /** Releases the runtime's memory. Runs in flight finish first; later ones get `model_disposed`. May be called twice. */
  dispose(): Promise<void>;
}

/**
 * Loads an ONNX model from memory. Nothing is written to disk and no other file is read.
 *
 * @throws InferenceError `onnx_malformed`, `onnx_limit_exceeded`, `onnx_external_data`, `model_unsupported`,
 * `model_load_failed`
 */
export async function loadModel(options: LoadModelOptions): Promise<LoadedModel> {
  const { bytes, threads = DEFAULT_THREADS, guard = {}, clock = systemClock } = options;
  try {
    if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
      throw new TypeError(`threads must be a whole number from 1 to ${MAX_THREADS}`);
    }
    const metadata = inspect(bytes);
    const session = await SessionThread.open(bytes, threads);
    try {
      return new ThreadedModel(metadata, session, guard, clock);
    } catch (error) {
      await session.close(Promise.resolve(), DISPOSE_TIMEOUT_MS);
      throw error;
    }
  } finally {
    // A buffer that was handed over is empty and refuses to be written.
    if (bytes.byteLength > 0) bytes.fill(0);
  }
}

function inspect(bytes: Uint8Array): OnnxMetadata {
  // ONNX Runtime would take such a file for its own format, whatever else it says about itself.
  if (Buffer.from(bytes.subarray(4, 8)).toString('latin1') === ORT_FORMAT_MARK) {
    throw new InferenceError('model_unsupported', 'models in the format of ONNX Runtime are not loaded');
  }
  const metadata = readOnnxMetadata(bytes);
  if (metadata.externalData.length > 0) {
    throw new InferenceError('onnx_external_data', 'the model refers to weights in other files', {
      details: { locations: metadata.externalData },
    });
  }
  return metadata;
}

class ThreadedModel implements LoadedModel {
  readonly metadata: OnnxMetadata;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #session: SessionThread;
  readonly #guard: GuardOptions;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();
  #disposed: Promise<void> | undefined;

  constructor(metadata: OnnxMetadata, session: SessionThread, guard: GuardOptions, clock: Clock) {
    this.metadata = metadata;
    this.inputs = session.inputs.map((value) => supported(value));
    this.outputs = session.outputs.map((value) => supported(value));
    this.#session = session;
    this.#guard = guard;
    this.#clock = clock;
  }

  async run(feeds: NamedTensors, options: RunOptions = {}): Promise<NamedTensors> {
    if (this.#disposed !== undefined) throw disposed();
    const checked = [...checkInputs(this.inputs, feeds, this.#guard)].map(
      ([name, input]) => [name, copyOf(input)] as const,
    );
    const outputs = await withDeadline(this.#clock, options, (expired) => this.#enqueue(checked, expired));
    return checkOutputs(this.outputs, fromRuntime(outputs), this.#guard);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#session.close(this.#last, DISPOSE_TIMEOUT_MS);
    return this.#disposed;
  }

  /** Waits for its turn on this side, so that a run whose caller has gone never reaches the runtime. */
  #enqueue(feeds: readonly (readonly [string, Tensor])[], expired: AbortSignal): ReturnType<SessionThread['run']> {
    const turn = this.#last.then(() => {
      expired.throwIfAborted();
      return this.#session.run(feeds);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function supported({ name, dtype, shape }: RuntimeValue): TensorInfo {
  if (dtype !== null && isDType(dtype)) return { name, dtype, shape };
  throw new InferenceError('model_unsupported', 'the model has an input or output of a type that is not supported', {
    details: { name, dtype },
  });
}

/** A copy with a buffer of its own, which can be moved to the thread and which the caller cannot change meanwhile. */
function copyOf({ dtype, shape, data }: Tensor): Tensor {
  return { dtype, shape, data: data.slice() };
}

function fromRuntime(outputs: readonly (readonly [string, RuntimeTensor])[]): NamedTensors {
  return new Map(
    outputs.map(([name, { dtype, shape, data }]) => {
      if (!isDType(dtype))
        throw new InferenceError('output_dtype_mismatch', 'the output is of a type that is not supported', {
          details: { name, dtype },
        });
      return [name, tensor(dtype, shape, elements(dtype, data as TensorData))] as const;
    }),
  );
}

/** The runtime's thread hands 16-bit floats over as their bits. */
function elements(dtype: DType, data: TensorData): TensorData {
  if (dtype !== 'float16' || !(data instanceof Uint16Array)) return data;
  return new Float16Array(data.buffer, data.byteOffset, data.length);
}

function disposed(): InferenceError {
  return new InferenceError('model_disposed', 'the model is not loaded any more');
}
