import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { spellAddresses } from './spelled-addresses.ts';

describe('a spelled address', () => {
  const WRITTEN: readonly (readonly [given: string, wanted: string])[] = [
    ['anna(at)example(dot)com', 'anna@example.com'],
    ['anna (at) example (dot) com', 'anna@example.com'],
    ['anna [at] example [dot] co [dot] uk', 'anna@example.co.uk'],
    ['anna{at}example{dot}com', 'anna@example.com'],
    ['anna <at> example.com', 'anna@example.com'],
    ['anna( AT )example.museum', 'anna@example.museum'],
    ['anna at example dot com', 'anna@example.com'],
    ['look at example dot com', 'look@example.com'],
    ['anna dot b at mail dot example dot org, please', 'anna.b@mail.example.org, please'],
    ['anna@example dot com', 'anna@example.com'],
    ['anna@example[.]com', 'anna@example.com'],
    ['anna at example[.]com', 'anna@example.com'],
    ['anna @ example.com', 'anna@example.com'],
    ['anna @ example . com', 'anna@example.com'],
    ['anna at example dot com dot Then we left', 'anna@example.com dot Then we left'],
    ['see example[.]com', 'see example.com'],
    ['from 10[.]20[.]30[.]40 and', 'from 10.20.30.40 and'],
    ['see www dot example dot com', 'see www.example.com'],
    ['anna at\nexample dot\ncom', 'anna@example.com'],
    ['müller (at) exämple (dot) de', 'müller@exämple.de'],
    ['a(at)b(dot)com,c(at)d(dot)com', 'a@b.com,c@d.com'],
  ];
  for (const [given, wanted] of WRITTEN) it(given, () => assert.equal(spellAddresses(given).text, wanted));
});

it('sentences, code and mathematics stay as they are', () => {
  for (const text of [
    'I was at home. Dot',
    'look at the dot in the picture',
    'the dot com bubble',
    'meet at example.com',
    'We met at noon dot',
    'dot dot dot',
    'foo(.)bar, [.] and items[at], f(at)',
    'a dot b is the inner product',
    'lunch @ 5.30, tea @ noon',
    '@ everybody: read this. Now',
    'map(dot)',
    'Array<at>',
    'see at (dot) com',
  ]) {
    assert.equal(spellAddresses(text).text, text);
    assert.equal(spellAddresses(text).isChanged, false);
  }
});

it('leads back to what was written', () => {
  const given = 'to anna (at) example (dot) com!';
  const { text, toOriginal } = spellAddresses(given);
  const start = text.indexOf('anna');
  const place = toOriginal(start, text.indexOf('!'));
  assert.equal(given.slice(place.start, place.end), 'anna (at) example (dot) com');
});

it('any mixture of names and marks has ordered places, and long ones end soon', () => {
  const piece = fc.constantFrom(
    'anna',
    'com',
    ' at ',
    ' dot ',
    '(at)',
    '[dot]',
    '@',
    '.',
    ' ',
    '  ',
    '\n',
    '(',
    ')',
    '@ ',
    'é',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const given = pieces.join('');
      const { text, toOriginal } = spellAddresses(given);
      let end = 0;
      for (let at = 0; at < text.length; at++) {
        const place = toOriginal(at, at + 1);
        assert.ok(place.start >= end && place.end > place.start && place.end <= given.length);
        if (!'@.'.includes(text[at]!)) assert.equal(given.slice(place.start, place.end), text[at]);
        end = place.end;
      }
    }),
    { numRuns: 2_000 },
  );
  for (const part of ['a dot ', ' at', '(at)', '( ', 'a.', 'a@', '   ', 'anna at b dot com ']) {
    assert.ok(spellAddresses(part.repeat(60_000)).text.length <= part.length * 60_000);
  }
});
