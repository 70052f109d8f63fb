import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensurePrivateDir, writeFileAtomic } from './index.ts';

test('a file is replaced whole, private, and leaves nothing beside it', async () => {
  const dir = join(await mkdtemp(join(tmpdir(), 'core-')), 'a/b');
  await ensurePrivateDir(dir);
  const path = join(dir, 'state');
  await writeFileAtomic(path, 'one');
  await writeFileAtomic(path, 'two');
  assert.equal(await readFile(path, 'utf8'), 'two');
  assert.deepEqual(await readdir(dir), ['state']);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(dir)).mode & 0o777, 0o700);
});

test('a failed write keeps the old content and removes its temporary file', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'core-'));
  const path = join(dir, 'state');
  await writeFileAtomic(path, 'old');
  await assert.rejects(writeFileAtomic(path, 5 as unknown as string));
  assert.equal(await readFile(path, 'utf8'), 'old');
  assert.deepEqual(await readdir(dir), ['state']);
});
