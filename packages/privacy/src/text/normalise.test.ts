import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LOOK_ALIKES } from './look-alikes.ts';
import { normalise } from './normalise.ts';

/** What is read by what stands beside it: beginnings of escapes, marks, signs of spelled addresses and look-alikes. */
const NEIGHBOURED = ['%', '&', '\\', '\u0301', '\u001b', '(', '[', '@', '.', 'dot', ...LOOK_ALIKES.keys()];

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
    ['lone surrogates', 'a\ud800bc\udc00', 'a\ud800bc\udc00'],
    ['controls and text of two bytes a character', 'a\u0000@\u0000b\u0007\u007f', 'a@b'],
    ['colours of a terminal', '\u001b[1;31m4111\u001b[0m 22', '4111 22'],
    ['entities without a semicolon or with zeros', 'a&#64b &#0000064; &#x00040; &#64', 'a@b @ @ @'],
    ['entities with more digits than a character has', '&#123456789 &#1234567890;', '&#123456789 &#1234567890;'],
    ['named marks', 'a&commat;b&period;c&lowbar;d&ZeroWidthSpace;e&nbsp1', 'a@b.c_de 1'],
    ['escapes of JSON and code', String.raw`a\u0040b\x2ec\u{40}d\U0000002ee \ud835\udfd8`, 'a@b.c@d.e 0'],
    ['line ends of JSON before a value', String.raw`card:\n4111\tAda\n"`, 'card:\n4111\tAda\n"'],
    ['marks with a backslash', String.raw`https:\/\/a\.b\/c a\_b\@c`, 'https://a.b/c a_b@c'],
    ['other backslashes', String.raw`C:\dir\ud800 \d{3} \u12`, String.raw`C:\dir\ud800 \d{3} \u12`],
    ['line ends of JSON behind a value', String.raw`pw=hunter2\n\n "\n"`, 'pw=hunter2\n\n "\\n"'],
    ['percent-encoding to the end, blanks too', 'x=(1)%20%34%31 y', 'x=(1) 41 y'],
    ['look-alikes beside digits alone', 'ВС1234 5кг 10см', 'BC1234 5kr 10cm'],
    ['percent-encoding twice', 'mail=a%2540b%252ecom', 'mail=a@b.com'],
    ['percent-encoding of UTF-8', 'mail=a%E2%80%8Bb%EF%BC%A0c%C0%80', 'mail=ab@c%C0%80'],
    ['encodings within each other', 'a&amp;#64;b &#92;u0040 &#\u200b64; ＆＃６４；', 'a@b @ @ @'],
    ['keycaps', '4\ufe0f\u20e31\ufe0f\u20e3', '41'],
    ['circled, squared, bold and raised digits', '①⓪❶➀➓⓵⓿🄋𝟏𝟘𝟢𝟬𝟶¹²³⁴₅', '1011101001000012345'],
    ['circled and squared letters', 'ⓐⒷ🅐🅱🄰', 'aBABA'],
    ['digits and marks with accents', '4\u0301\u0302\u03031\u0336@\u0300', '41@'],
    ['letters with accents', 'e\u0301 Zoe\u0308', 'e\u0301 Zoe\u0308'],
    ['letters that are struck through', 'a\u0336n\u0336n\u0336a', 'anna'],
    ['tags, selectors and fillers', 'a\u{e0061}n\u{e0101}\u034fn\u3164\u2065a\u2800b', 'annna b'.replace('nnn', 'nn')],
    ['other dots, colons and slashes', 'a⋅b‧c∶d∕e⁄f', 'a.b.c:d/e/f'],
    ['Cherokee, Armenian, Lisu and Coptic in Latin words', 'ꓮnnꭺ@Ꭼxamplе.cօm', 'Anna@Example.com'],
    ['small capitals and letters that are raised', 'ᴀɴɴᴀᵃnna', 'ANNAanna'],
    ['accents in a Latin word with a look-alike', 'éléonорa', 'éléonopa'],
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
        '%2540',
        '&amp;#',
        '64',
        ';',
        '\\u00',
        '40',
        '\\n',
        ' (at) ',
        ' dot ',
        '[.]',
        'com',
        '\u20e3',
        '\u0301',
        '\u001b[',
        'm',
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
        // What the original place says by itself has the text of the span in it, unless its neighbours matter.
        const seen = original + original.normalize('NFKD');
        if (!NEIGHBOURED.some((part) => seen.includes(part)))
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
        ['\u0000', ''],
        [String.raw`\u0040`, '@'],
        [String.raw`\x2e`, '.'],
        ['\u001b[31m', ''],
        ['&#0000046;', '.'],
        ['&amp;commat;', '@'],
        ['❷', '2'],
        ['⓬', '12'],
        ['\u{e0041}', ''],
        ['🅰', 'A'],
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

  it('has the value of every decimal digit', () => {
    for (let code = 0x80, zero = 0; code < 0x20000; code++) {
      const character = String.fromCodePoint(code);
      if (!/^\p{Nd}$/u.test(character)) continue;
      // Runs of ten begin at multiples of ten from their first one.
      if (code >= zero + 10) zero = code;
      assert.equal(normalise(character).text, String(code - zero), code.toString(16));
    }
  });

  it('is made in one pass over long texts', () => {
    for (const text of [
      '&'.repeat(300_000),
      '%4'.repeat(150_000),
      'а'.repeat(300_000),
      '\u200b'.repeat(300_000),
      '\\u00'.repeat(75_000),
      '&#0000'.repeat(50_000),
      '4\u0301'.repeat(150_000),
    ]) {
      assert.ok(normalise(text).text.length <= text.length);
    }
  });
});
