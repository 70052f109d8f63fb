import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { GENERATED_PAGES } from '../../scripts/print-docs.ts';

const ROOT = join(import.meta.dirname, '../..');

for (const [file, page] of Object.entries(GENERATED_PAGES)) {
  test(`${file} is what the code says`, () => {
    assert.equal(readFileSync(join(ROOT, file), 'utf8'), page(), 'run: node scripts/print-docs.ts');
  });
}

test('decision records are short', () => {
  for (const file of globSync('docs/adr/*.md', { cwd: ROOT })) {
    assert.ok(readFileSync(join(ROOT, file), 'utf8').split('\n').length <= 80, file);
  }
});

test('links between pages lead somewhere', () => {
  const broken: string[] = [];
  for (const file of globSync('{*.md,docs/**/*.md}', { cwd: ROOT })) {
    for (const [, target = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#|\/)/.test(target)) continue;
      const path = normalize(join(dirname(file), target.split('#')[0]!));
      if (globSync(path, { cwd: ROOT }).length === 0) broken.push(`${file}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});
