import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeTokens, MAX_TOKEN_UNITS, tokenise } from './tokenise.ts';

function tokensOf(text: string, capacity = 1024): string[] {
  const tokens = makeTokens(capacity);
  tokenise(text, 0, tokens);
  return Array.from({ length: tokens.count }, (_, at) => text.slice(tokens.starts[at], tokens.ends[at]));
}

const cases: readonly [name: string, text: string, tokens: readonly string[]][] = [
  ['words, numbers and signs', 'Dr. Ó Sé, 12b', ['Dr', '.', 'Ó', 'Sé', ',', '12', 'b']],
  ['each line end by itself', 'a\n\nb', ['a', '\n', '\n', 'b']],
  ['letters of any script', 'Ольга 山田', ['Ольга', '山田']],
  ['combining marks as letters', 'e\u0301t', ['e\u0301t']],
  ['digits of any script', '٤٢x', ['٤٢', 'x']],
  ['zero-width space as space', 'a\u200bb', ['a', 'b']],
  ['lone surrogates as signs', '\ud800a', ['\ud800', 'a']],
  ['nothing', ' \t', []],
];

for (const [name, text, expected] of cases) {
  test(`reads ${name}`, () => assert.deepEqual(tokensOf(text), expected));
}

test('marks tokens that touch the one before', () => {
  const tokens = makeTokens(8);
  tokenise('a b.c', 0, tokens);
  assert.deepEqual(tokens.joined.slice(0, tokens.count), Uint8Array.of(0, 0, 1, 1));
});

test('cuts long runs and stops when full', () => {
  assert.equal(tokensOf('x'.repeat(MAX_TOKEN_UNITS * 3)).length, 3);
  const tokens = makeTokens(2);
  assert.equal(tokenise('a b c', 0, tokens), 3);
  assert.equal(tokens.count, 2);
});

test('tokens are in order, never overlap and leave out nothing but spaces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const tokens = makeTokens(1024);
      assert.equal(tokenise(text, 0, tokens), text.length);
      let end = 0;
      for (let at = 0; at < tokens.count; at++) {
        const start = tokens.starts[at] ?? -1;
        assert.match(text.slice(end, start), /^(?:\s|\u200b|\u200c|\u200d|\u2060)*$/);
        end = tokens.ends[at] ?? -1;
        assert.ok(end > start);
      }
    }),
  );
});
