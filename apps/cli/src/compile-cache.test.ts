import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { tempDir } from '@tensorguard/testkit';

const MAIN = join(import.meta.dirname, 'main.ts');

async function help(env: Readonly<Record<string, string>>): Promise<string> {
  const { NODE_COMPILE_CACHE: _, ...rest } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--help'], { env: { ...rest, ...env } });
  return stdout;
}

test('compiled modules are kept in a folder that is closed to others', async (t) => {
  const cache = await tempDir(t);
  assert.match(await help({ XDG_CACHE_HOME: cache }), /Usage/);
  const folder = join(cache, 'tensorguard', 'modules');
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.ok((await readdir(folder, { recursive: true })).length > 10);
});

test('a command runs without a place to keep them', async () => {
  assert.match(await help({ XDG_CACHE_HOME: MAIN }), /Usage/);
});
