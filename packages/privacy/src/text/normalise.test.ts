import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise } from './normalise.ts';

describe('a normalised text', () => {
  const TABLE: readonly (readonly [what: string, given: string, wanted: string])[] = [
    ['plain text', 'a@b.com 50% & more', 'a@b.com 50% & more'],
    ['full-width characters', '４５６－７８ ａ＠ｂ．ｃｏｍ', '456-78 a@b.com'],
    ['digits of other scripts', '٠١٢٣ ०१२३ 𝟜𝟝', '0123 0123 45'],
    ['invisible characters', 'a\u200bn\u00adna\u2060@b\ufeff.com', 'anna@b.com'],
    ['marks of direction', '\u202e123\u202c', '123'],
    ['Cyrillic in Latin words', 'pаypal.соm аnnа', 'paypal.com anna'],
    ['Greek in Latin words', 'gοοgle', 'google'],
    ['entities', 'a&#64;b&#x2e;com &commat; &amp; &lt;', 'a@b.com @ & <'],
    ['percent-encoding in addresses', 'x?mail=a%40b.com 50%20 off', 'x?mail=a@b.com 50%20 off'],
    ['spaces and dashes', '123\u00a0456\u2011789\u2212', '123 456-789-'],
    ['Cyrillic words', 'Привет, Анна', 'Привет, Анна'],
    ['a Latin letter in a Cyrillic word', 'Привеt, рocсия', 'Привеt, рocсия'],
    ['Greek words', 'Ελλάδα', 'Ελλάδα'],
    ['unknown entities', '&nosuch; &#0; &#xd800; &#99999999;', '&nosuch; &#0; &#xd800; &#99999999;'],
    ['accents and emoji', 'Zoë 😀 naïve ﬁn', 'Zoë 😀 naïve fin'],
    ['lone surrogates and NUL', 'a\ud800b\u0000c\udc00', 'a\ud800b\u0000c\udc00'],
  ];
  for (const [what, given, wanted] of TABLE) {
    it(`of ${what}`, () => {
      const { text, isChanged } = normalise(given);
      assert.deepEqual([text, isChanged], [wanted, given !== wanted]);
    });
  }

  it('leads back to what was written', () => {
    const given = 'to ａ\u200bnna&#64;example.com!';
    const { text, toOriginal } = normalise(given);
    const start = text.indexOf('anna');
    const place = toOriginal(start, text.indexOf('!'));
    assert.equal(given.slice(place.start, place.end), 'ａ\u200bnna&#64;example.com');
    const at = text.indexOf('@');
    const mark = toOriginal(at, at + 1);
    assert.equal(given.slice(mark.start, mark.end), '&#64;');
  });

  it('has spans whose places lie in the original, keep their order and cover what made them', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '&#64;',
        '&amp;',
        '\u200b',
        '４',
        'а',
        'a',
        '@',
        '%40',
        '\u00a0',
        'ﬁ',
        '𝟜',
        '\ud800',
        '\u0000',
        '😀',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), fc.nat(), (pieces, a, b) => {
        const original = pieces.join('');
        const { text, toOriginal, isChanged } = normalise(original);
        const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
        if (start === end) return;
        const place = toOriginal(start, end);
        assert.ok(0 <= place.start && place.start <= place.end && place.end <= original.length);
        if (!isChanged) assert.deepEqual(place, { start, end });
        const wider = toOriginal(Math.max(0, start - 1), Math.min(text.length, end + 1));
        assert.ok(wider.start <= place.start && wider.end >= place.end);
        // What the original place says by itself has the text of the span in it.
        if (!/[%&а]/.test(original))
          assert.ok(normalise(original.slice(place.start, place.end)).text.includes(text.slice(start, end)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('has places that are exactly what made each piece', () => {
    // Pieces that become the same whatever stands beside them, with what they become.
    const piece = fc.constantFrom<readonly [string, string]>(
      ...([
        ['xyz', 'xyz'],
        [' ', ' '],
        ['\u0000', '\u0000'],
        ['\ud800 ', '\ud800 '],
        ['é', 'é'],
        ['😀', '😀'],
        ['&#64;', '@'],
        ['&shy;', ''],
        ['\u200b', ''],
        ['\u202e', ''],
        ['４', '4'],
        ['\u00a0', ' '],
        ['ﬁ', 'fi'],
        ['𝟜', '4'],
        ['\u2212', '-'],
      ] as const),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { text, toOriginal } = normalise(pieces.map(([given]) => given).join(''));
        assert.equal(text, pieces.map(([, wanted]) => wanted).join(''));
        let [from, to] = [0, 0];
        for (const [given, wanted] of pieces) {
          if (wanted !== '') {
            assert.deepEqual(toOriginal(to, to + wanted.length), { start: from, end: from + given.length });
          }
          from += given.length;
          to += wanted.length;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is made in one pass over long texts', () => {
    for (const text of ['&'.repeat(300_000), '%4'.repeat(150_000), 'а'.repeat(300_000), '\u200b'.repeat(300_000)]) {
      assert.ok(normalise(text).text.length <= text.length);
    }
  });
});
