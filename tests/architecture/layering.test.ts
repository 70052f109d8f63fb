import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { LAYERS, ONLY_DOORS, TEST_LAYERS } from './layers.ts';

const ROOT = join(import.meta.dirname, '../..');
const IMPORT = /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

interface Import {
  readonly file: string;
  readonly workspace: string;
  readonly specifier: string;
}

const files = globSync('{apps,packages}/*/{src,bin}/**/*.{ts,vue}', { cwd: ROOT }).map((file) =>
  file.replaceAll('\\', '/'),
);
const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const workspace = file.split('/')[1]!;
  return [...text.matchAll(IMPORT)].map((match) => ({ file, workspace, specifier: (match[1] ?? match[2])! }));
});

test('every workspace has a row in the table of layers', () => {
  const workspaces = new Set(files.map((file) => file.split('/')[1]!));
  assert.deepEqual([...workspaces].sort(), Object.keys(LAYERS).sort());
});

test('imports follow the table of layers', () => {
  const wrong = imports.filter(({ file, workspace, specifier }) => {
    const target = /^@tensorguard\/([\w-]+)/.exec(specifier)?.[1];
    if (target === undefined || target === workspace) return false;
    if (isTestCode(file) && (target === 'testkit' || TEST_LAYERS[workspace]?.includes(target))) return false;
    return !LAYERS[workspace]!.includes(target);
  });
  assert.deepEqual(wrong, []);
});

test('a workspace is entered by its doors only', () => {
  const wrong = imports.filter(({ file, specifier }) => {
    if (!specifier.startsWith('.')) return false;
    const target = relative(ROOT, join(ROOT, dirname(file), specifier))
      .split('/')
      .slice(0, 2)
      .join('/');
    return target !== file.split('/').slice(0, 2).join('/');
  });
  assert.deepEqual(wrong, []);
});

test('browser code reaches only doors that run in a browser', () => {
  const wrong = imports.filter(({ file, workspace, specifier }) => {
    const doors = ONLY_DOORS[workspace];
    return (
      doors !== undefined && !isTestCode(file) && specifier.startsWith('@tensorguard/') && !doors.includes(specifier)
    );
  });
  assert.deepEqual(wrong, []);
});

test('product code does not import test code', () => {
  const wrong = imports.filter(
    ({ file, specifier }) => !isTestCode(file) && /(\.test\.ts$|\/testing\/|@tensorguard\/testkit)/.test(specifier),
  );
  assert.deepEqual(
    wrong.filter(({ workspace }) => workspace !== 'testkit'),
    [],
  );
});

test('features of the platform reach each other through services, not through their routes', () => {
  const wrong = imports.filter(
    ({ file, specifier }) =>
      file.startsWith('apps/platform/src/features/') &&
      !isTestCode(file) &&
      /^\.\.\/[\w-]+\/routes\.ts$/.test(specifier),
  );
  assert.deepEqual(wrong, []);
});

function isTestCode(file: string): boolean {
  return /\.test\.ts$|\.spec\.ts$|\/testing\//.test(file);
}
