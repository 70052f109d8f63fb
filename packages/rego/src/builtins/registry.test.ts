import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Builtin } from './builtin.ts';
import { builtinOf } from './registry.ts';

const FOLDERS = ['core', 'domain'].map((folder) => join(import.meta.dirname, folder));

/** Tables of builtins, which are what a file exports as a list of rows. */
async function tablesOf(file: string): Promise<Builtin[]> {
  const exported: unknown[] = Object.values((await import(file)) as object);
  return exported.filter((each): each is Builtin[] => Array.isArray(each) && each.every(isRow)).flat();
}

function isRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'run' in value && 'args' in value;
}

test('every row of every group is found by its name', async () => {
  let rows = 0;
  for (const folder of FOLDERS) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    for (const file of files) {
      for (const each of await tablesOf(join(folder, file))) {
        assert.equal(builtinOf(each.name), each, each.name);
        rows++;
      }
    }
  }
  assert.ok(rows > 180, String(rows));
});

test('names that only begin like a group, and names of prototypes, are nothing', () => {
  for (const name of ['time.', 'crypto.x509.nothing', 'base64', 'constructor', '__proto__', 'toString', '']) {
    assert.equal(builtinOf(name), undefined, name);
  }
});

test('a policy that needs none of them loads no parser of certificates, YAML or GraphQL', () => {
  const index = join(import.meta.dirname, '..', 'index.ts');
  const program = `
    const loaded = [];
    (await import('node:module')).registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { compile } = await import(${JSON.stringify(index)});
    compile({ modules: [{ file: 'a.rego', text: 'package a\\nallow if sum(input.x) == 3' }] }).evaluate('a.allow', { input: { x: [1, 2] } });
    console.log(loaded.filter((url) => /x509|node_modules|domain\\/[a-z-]+\\.ts/.test(url)).join());
  `;
  const { NODE_V8_COVERAGE: _, ...env } = process.env;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', env }), '\n');
});
