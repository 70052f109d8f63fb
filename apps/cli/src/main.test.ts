import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { MAIN_PATH, runChild } from './testing/run-child.ts';

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const { code, stdout } = await runChild(['--version']);
  assert.deepEqual([code, stdout], [0, `${version}\n`]);
});

test('a reader that closes the pipe early is no error', async () => {
  const child = spawn(process.execPath, [MAIN_PATH, 'openapi'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  assert.deepEqual([code, stderr], [0, '']);
});

test('an error ends the process with its exit code and without a stack', async () => {
  const { code, stderr } = await runChild(['package', 'inspect', MAIN_PATH]);
  assert.deepEqual([code, stderr.split('\n').length], [3, 2]);
});
