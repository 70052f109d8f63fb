import { createHash, type Hash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FileSegment } from '../payload/file-segments.ts';

/** From this plaintext size on, hashing in a thread of its own pays for its start; bytes. */
export const THREADED_HASH_MIN_BYTES = 16 * 1024 * 1024;

/** Hashes a stream of files that passes through a few windows of memory. */
export interface FileHasher {
  /** Windows that the caller fills; shared with the hashing thread when there is one. */
  readonly windows: readonly Uint8Array[];
  /** Hashes the segments of a window, in order; the window may be changed again once the promise is settled. */
  hash(window: number, segments: readonly FileSegment[]): Promise<void>;
  /** SHA-256 in hex of the files that are complete so far, in order. */
  readonly digests: readonly string[];
  close(): Promise<void>;
}

/** Makes a hasher for about `totalBytes` of data. */
export function createFileHasher(totalBytes: number, windowCount: number, windowBytes: number): FileHasher {
  return totalBytes < THREADED_HASH_MIN_BYTES
    ? inlineHasher(windowCount, windowBytes)
    : threadedHasher(windowCount, windowBytes);
}

function inlineHasher(windowCount: number, windowBytes: number): FileHasher {
  const windows = Array.from({ length: windowCount }, () => Buffer.alloc(windowBytes));
  const digests: string[] = [];
  let state: Hash = createHash('sha256');
  return {
    windows,
    digests,
    hash: (window, segments) => {
      for (const { offset, length, isLast } of segments) {
        state.update(windows[window]!.subarray(offset, offset + length));
        if (!isLast) continue;
        digests.push(state.digest('hex'));
        state = createHash('sha256');
      }
      return Promise.resolve();
    },
    close: () => {
      for (const window of windows) window.fill(0);
      return Promise.resolve();
    },
  };
}

// Source text instead of a file, so that the package still works when it is bundled into one file.
const WORKER_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const windows = workerData.map((memory) => new Uint8Array(memory));
let state = createHash('sha256');
parentPort.on('message', ({ window, segments }) => {
  const digests = [];
  for (const { offset, length, isLast } of segments) {
    state.update(windows[window].subarray(offset, offset + length));
    if (!isLast) continue;
    digests.push(state.digest('hex'));
    state = createHash('sha256');
  }
  parentPort.postMessage(digests);
});
`;

function threadedHasher(windowCount: number, windowBytes: number): FileHasher {
  const memories = Array.from({ length: windowCount }, () => new SharedArrayBuffer(windowBytes));
  const windows = memories.map((memory) => new Uint8Array(memory));
  const worker = new Worker(WORKER_SOURCE, { eval: true, workerData: memories });
  const digests: string[] = [];
  const waiting: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
  worker.on('message', (finished: string[]) => {
    digests.push(...finished);
    waiting.shift()?.resolve();
  });
  const fail = (reason: unknown): void => {
    for (const { reject } of waiting.splice(0)) reject(reason);
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the hashing thread ended')));
  return {
    windows,
    digests,
    hash: (window, segments) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage({ window, segments }, []);
      }),
    close: async () => {
      await worker.terminate();
      for (const window of windows) window.fill(0);
    },
  };
}
