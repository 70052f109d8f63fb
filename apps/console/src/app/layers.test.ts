import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..');
/** What each folder may import from; a feature also from itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  app: ['app', 'features', 'domain', 'charts', 'ui', 'lib'],
  features: ['domain', 'charts', 'ui', 'lib'],
  domain: ['domain', 'ui', 'lib'],
  charts: ['charts', 'ui', 'lib'],
  ui: ['ui', 'lib'],
  lib: ['lib'],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.test.ts'),
);
const placeOf = (path: string) => {
  const [folder, feature] = path.split(sep);
  return folder === 'features' ? `features/${feature}` : folder!;
};

test('a folder imports only from those below it, and a feature never another', () => {
  const wrong: string[] = [];
  for (const file of files.filter((name) => name.includes(sep))) {
    const text = readFileSync(join(SRC, file), 'utf8');
    const from = placeOf(file);
    for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)) {
      const to = placeOf(relative(SRC, join(SRC, file, '..', target!)));
      if (to === from || to === 'style.css' || to.startsWith('..')) continue;
      if (!ALLOWED[from.split('/')[0]!]?.includes(to.split('/')[0]!)) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(files.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

test('every component of the kit has a spec', () => {
  const kit = readdirSync(join(SRC, 'ui'));
  const bare = kit.filter((name) => name.endsWith('.vue') && !kit.includes(name.replace('.vue', '.test.ts')));
  expect(bare).toEqual([]);
});
