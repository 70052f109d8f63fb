import { existsSync, rmSync } from 'node:fs';

const ATTEMPTS = 100;
const PAUSE_MS = 20;

/**
 * Removes a folder that a dying program may still be writing to, without giving control back: for the end of a process.
 * Gives up after two seconds; the folder is temporary anyway.
 */
export function removeFolderSync(path: string): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // A file came or went meanwhile: the next attempt sees it.
    }
    if (!existsSync(path)) return;
    Atomics.wait(sleeper, 0, 0, PAUSE_MS);
  }
}
