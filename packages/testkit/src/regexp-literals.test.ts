import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regExpLiterals } from './regexp-literals.ts';

test('finds literals, and neither divisions nor what stands in strings and comments', () => {
  const source = [
    'const half: number = total / 2 / 1; // no /comment/',
    "const text = 'a /string/ here' as const;",
    'const pattern = /a[/]b\\/c/giu;',
    'if (/^x+$/.test(text)) run();',
  ].join('\n');
  assert.deepEqual(regExpLiterals(source).map(String), ['/a[/]b\\/c/giu', '/^x+$/']);
});
