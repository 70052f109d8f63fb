import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The part of a test's context that clean-up needs. */
export interface CleansUp {
  after(cleanUp: () => Promise<void>): void;
}

/** Makes a private temporary folder that is removed with all it holds when the test ends. */
export async function tempDir(t: CleansUp): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tensorguard-'));
  t.after(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}
