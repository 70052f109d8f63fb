import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '@tensorguard/core';
import fc from 'fast-check';
import { JsonScanner, MAX_JSON_DEPTH } from './json-scanner.ts';

function accepts(text: string): boolean {
  const bytes = Buffer.from(text);
  const scanner = new JsonScanner();
  scanner.reset(bytes, 0, bytes.length);
  return scanner.value(0) && scanner.at === bytes.length;
}

test('accepts the canonical form of any JSON value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }), (value) => {
      let text: string;
      try {
        text = canonicalJson(value);
      } catch {
        return;
      }
      assert.ok(accepts(text), text);
    }),
  );
});

test('accepts exactly the texts that canonicalisation leaves as they are', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"\\n"',
    '1',
    '-',
    '0',
    '.5',
    'e',
    'true',
    ' ',
    'null',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
      const text = tokens.join('');
      let canonical: string | null = null;
      try {
        canonical = canonicalJson(JSON.parse(text));
      } catch {
        // Not JSON at all.
      }
      assert.equal(accepts(text), canonical === text, text);
    }),
    { numRuns: 3000 },
  );
});

const refused: Record<string, string> = {
  'white space': '{"a": 1}',
  'unsorted members': '{"b":1,"a":2}',
  'duplicate members': '{"a":1,"a":2}',
  'a member that extends the next': '{"ab":1,"a":2}',
  'code point order where UTF-16 order differs': '{"\uffff":1,"\u{10000}":2}',
  'an escaped solidus': '"\\/"',
  'a long escape with a short form': '"\\u000a"',
  'an upper-case escape': '"\\u001F"',
  'an escaped printable character': '"\\u0041"',
  'a raw control character': '"\u0001"',
  'minus zero': '-0',
  'a leading zero': '01',
  'a trailing fraction zero': '1.0',
  'a plus sign': '+1',
  'an exponent in another form': '1E3',
  infinity: '1e999',
  'a number too precise': '9007199254740993',
  'a cut string': '"abc',
  'a cut escape': '"\\u00',
  'a cut literal': 'tru',
  'an empty text': '',
  'a missing colon': '{"a"1}',
  'a missing comma': '[1 2]',
  'a trailing comma': '[1,]',
};
for (const [name, text] of Object.entries(refused)) {
  test(`refuses ${name}`, () => assert.equal(accepts(text), false));
}

test('refuses nesting past the limit and accepts it up to there', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  assert.ok(accepts(nested(MAX_JSON_DEPTH)));
  assert.ok(!accepts(nested(MAX_JSON_DEPTH + 1)));
  assert.ok(!accepts('{"a":'.repeat(MAX_JSON_DEPTH + 1) + '1' + '}'.repeat(MAX_JSON_DEPTH + 1)));
});
