import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LiteralSearch } from './literal-search.ts';

const WORDS = ['ab', 'abc', 'abcd', 'Q~', 'key-', '://'];
const ANY_CASE = ['key', 'b_c'];
const search = new LiteralSearch<string>([
  ...WORDS.map((literal) => ({ literal, isAnyCase: false, value: literal })),
  ...ANY_CASE.map((literal) => ({ literal, isAnyCase: true, value: `${literal}?` })),
]);

function found(text: string): string[] {
  const all: string[] = [];
  search.forEach(text, (at, value) => all.push(`${at} ${value}`));
  return all.toSorted();
}

/** The same by comparing every literal with every place. */
function compared(text: string): string[] {
  const all: string[] = [];
  for (let at = 0; at < text.length; at++) {
    for (const word of WORDS) if (text.startsWith(word, at)) all.push(`${at} ${word}`);
    for (const word of ANY_CASE) {
      const here = text.slice(at, at + word.length);
      if (here.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) === word) all.push(`${at} ${word}?`);
    }
  }
  return all.toSorted();
}

test('a search finds what comparing at every place finds', () => {
  const piece = fc.oneof(
    fc.constantFrom(...WORDS, ...ANY_CASE, 'KEY', 'KeY-', 'B_C', 'B\u007fC', 'a', 'Q', ':', '\u212aey', '\u0161ab'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      assert.deepEqual(found(text), compared(text));
    }),
    { numRuns: 500 },
  );
});

test('a literal of two characters is found at the end, and all that begin at a place are', () => {
  assert.deepEqual(found('xQ~'), ['1 Q~']);
  assert.deepEqual(found('abcd'), ['0 ab', '0 abc', '0 abcd']);
  assert.deepEqual(found('KEY-'), ['0 key?']);
  assert.deepEqual(found('key-'), ['0 key-', '0 key?']);
});
