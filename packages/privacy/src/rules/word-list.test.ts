import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WordList } from './word-list.ts';

const find = (values: readonly string[], text: string): string[] =>
  new WordList(values.map((value) => ({ value, type: 'SECRET' as const })))
    .find(text)
    .map(({ start, end }) => text.slice(start, end));

const cases: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
  ['in any case', ['Project Kiwi'], 'about PROJECT kiwi.', ['PROJECT kiwi']],
  ['not inside of words', ['al'], 'Always al, pal, al', ['al', 'al']],
  ['punctuation at the edges needs no boundary', ['#x'], 'a#x', ['#x']],
  ['the longest', ['a', 'a b', 'a b c'], 'a b c', ['a b c']],
  ['a shorter one when the longest does not end', ['a b c', 'b'], 'a b d', ['b']],
  ['what a later one adds to an earlier', ['foo bar', 'bar baz'], 'foo bar baz', ['foo bar', ' baz']],
  ['a longer one over shorter ones', ['b', 'c', 'a b c d'], 'a b c d', ['a b c d']],
  ['none', [], 'x', []],
];

for (const [name, values, text, expected] of cases) {
  test(`finds ${name}`, () => assert.deepEqual(find(values, text), expected));
}

test('covers every place at which a plain search finds a listed value, in order, without overlaps', () => {
  const word = fc.array(fc.constantFrom('a', 'b', ' '), { minLength: 1, maxLength: 4 }).map((chars) => chars.join(''));
  const text = fc.array(fc.constantFrom('a', 'b', ' ', 'B'), { maxLength: 30 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), text, (values, text) => {
      const places = new WordList(values.map((value) => ({ value, type: 'SECRET' as const }))).find(text);
      const covered = Array.from(text, () => false);
      for (const [index, { start, end }] of places.entries()) {
        assert.ok(start >= (places[index - 1]?.end ?? 0) && start < end);
        covered.fill(true, start, end);
      }
      const expected = Array.from(text, () => false);
      for (const value of values) {
        for (let at = 0; at + value.length <= text.length; at += 1) {
          const end = at + value.length;
          const joins = (i: number): boolean => /\w/.test(text[i - 1] ?? '') && /\w/.test(text[i] ?? '');
          if (text.slice(at, end).toLowerCase() === value && !joins(at) && !joins(end)) expected.fill(true, at, end);
        }
      }
      assert.deepEqual(covered, expected);
    }),
    { numRuns: 2000 },
  );
});
