import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { commandTree } from '../commands/tree.ts';
import { renderReference } from './render-reference.ts';

test('docs/cli.md is what the command tree says', async () => {
  const page = await readFile(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
  assert.equal(page, renderReference(commandTree), 'stale: node apps/cli/src/print-reference.ts > docs/cli.md');
});
