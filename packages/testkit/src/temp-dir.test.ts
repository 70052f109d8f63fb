import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempDir } from './temp-dir.ts';

test('the folder is private and goes when the test ends, with what it holds', async () => {
  const cleanUps: (() => Promise<void>)[] = [];
  const path = await tempDir({ after: (cleanUp) => void cleanUps.push(cleanUp) });
  assert.equal(statSync(path).mode & 0o777, 0o700);
  writeFileSync(join(path, 'file'), 'content');
  for (const cleanUp of cleanUps) await cleanUp();
  assert.equal(existsSync(path), false);
});
