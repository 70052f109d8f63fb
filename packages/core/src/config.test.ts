import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { envNameOf, loadConfig } from './index.ts';

const schema = z.strictObject({ dataDir: z.string().default('data'), port: z.coerce.number().int().default(1) });

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'core-')), 'config.json');
  writeFileSync(file, text);
  return file;
}

test('a setting has one name in the environment', () => {
  assert.equal(envNameOf('TG_', 'agentPublicUrl'), 'TG_AGENT_PUBLIC_URL');
});

test('flags win over the environment, the environment over the file, the file over defaults', () => {
  const file = fileWith('{"dataDir":"file","port":2}');
  const env = { TG_PORT: '3', OTHER: 'x' };
  assert.deepEqual(loadConfig(schema, { envPrefix: 'TG_' }), { dataDir: 'data', port: 1 });
  assert.deepEqual(loadConfig(schema, { envPrefix: 'TG_', file, env }), { dataDir: 'file', port: 3 });
  assert.deepEqual(loadConfig(schema, { envPrefix: 'TG_', file, env, overrides: { port: 4 } }), {
    dataDir: 'file',
    port: 4,
  });
});

test('every problem is named with its setting', () => {
  const env = { TG_PORT: 'many', TG_DATADIR: 'typo' };
  assert.throws(
    () => loadConfig(schema, { envPrefix: 'TG_', env }),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'config_invalid');
      assert.match(error.message, /port/);
      assert.match(error.message, /TG_DATADIR/);
      return true;
    },
  );
});

test('a file that is missing, no JSON or no object is refused', () => {
  for (const file of ['/nonexistent/config.json', fileWith('{'), fileWith('[]')]) {
    assert.throws(() => loadConfig(schema, { envPrefix: 'TG_', file }), { code: 'config_unreadable' });
  }
});
