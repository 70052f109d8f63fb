import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@tensorguard/core';
import ort from 'onnxruntime-node';
import type { Tensor } from '../tensor.ts';
import type { RuntimeTensor, RuntimeValue, SessionReply, SessionRequest, SessionStart } from './session-protocol.ts';
import { ThreadActivity } from './thread-activity.ts';

// ONNX Runtime's binding runs a model on the thread that calls it, so this thread exists to be blocked.

/** ONNX Runtime's `ORT_LOGGING_LEVEL_FATAL`: its errors come back as exceptions and belong in our own log. */
const LOG_SEVERITY_FATAL = 4;

// The binding does not know Float16Array (1.30: "not enough space"). Without that class, on this thread only, ONNX Runtime
// takes the same bits as Uint16Array.
Reflect.deleteProperty(globalThis, 'Float16Array');

const port = parentPort!;
const { bytes, threads, activity: memory } = workerData as SessionStart;
const activity = new ThreadActivity(memory);
const session = await open();
if (session === undefined) {
  port.close();
} else {
  reply({ kind: 'ready', inputs: session.inputMetadata.map(describe), outputs: session.outputMetadata.map(describe) });
  port.on('message', (request: SessionRequest) => {
    if (request.kind === 'run') void run(session, request);
    else void close(session);
  });
}

async function open(): Promise<ort.InferenceSession | undefined> {
  try {
    return await activity.during(() =>
      ort.InferenceSession.create(bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: LOG_SEVERITY_FATAL,
        // Never a file: neither a profile nor an optimised copy of the model.
        enableProfiling: false,
      }),
    );
  } catch (error) {
    reply({ kind: 'load-failed', message: messageOf(error) });
    return undefined;
  } finally {
    // The runtime parsed its own copy (shown by a test); nothing refers to these bytes any more.
    bytes.fill(0);
  }
}

async function run(open: ort.InferenceSession, request: Extract<SessionRequest, { kind: 'run' }>): Promise<void> {
  const { id, feeds } = request;
  try {
    const tensors = feeds.map(([name, tensor]) => [name, toRuntime(tensor)] as const);
    const results = await activity.during(() =>
      open.run(Object.fromEntries(tensors), { logSeverityLevel: LOG_SEVERITY_FATAL }),
    );
    const outputs = open.outputNames.map((name) => [name, plain(results[name])] as const);
    reply({ kind: 'done', id, outputs });
  } catch (error) {
    reply({ kind: 'run-failed', id, message: messageOf(error) });
  }
}

async function close(open: ort.InferenceSession): Promise<void> {
  await activity.during(() => open.release());
  port.close();
}

function toRuntime({ dtype, shape, data }: Tensor): ort.Tensor {
  const elements = dtype === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
  return new ort.Tensor(dtype, elements as never, shape);
}

function describe(value: ort.InferenceSession.ValueMetadata): RuntimeValue {
  return value.isTensor
    ? { name: value.name, dtype: value.type, shape: value.shape }
    : { name: value.name, dtype: null, shape: [] };
}

function plain(value: ort.OnnxValue | undefined): RuntimeTensor {
  if (value === undefined) throw new Error('an output is missing');
  return { dtype: value.type, shape: value.dims, data: value.data };
}

function reply(message: SessionReply): void {
  port.postMessage(message);
}
