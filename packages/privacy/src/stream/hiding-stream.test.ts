import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Detector } from '../detect/detector.ts';
import { resolveOverlaps } from '../detect/resolve-overlaps.ts';
import type { Finding } from '../finding.ts';
import { createHidingStream } from './hiding-stream.ts';
import { holdFrom, MAX_HELD_BLOCK_CHARACTERS, MAX_HELD_CHARACTERS } from './hold-back.ts';

const RULES: readonly (readonly [Finding['type'], RegExp, number])[] = [
  ['EMAIL_ADDRESS', /\w{1,20}@\w{1,20}\.\w{2,5}/g, 0.9],
  ['PHONE_NUMBER', /\+\d{2}(?: \d{2,4}){2,4}/g, 0.8],
  ['SECRET', /-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----|sk_\w{8,}/g, 0.9],
  ['AGE', /\b\d{2}\b(?= years)/g, 0.8],
];

/** A detector that finds by rules that anybody can read. */
const detector: Pick<Detector, 'candidates' | 'choose'> = {
  candidates: (text) =>
    RULES.flatMap(([type, pattern, score]) =>
      Array.from(text.matchAll(pattern), ({ index, 0: value }) => ({
        type,
        start: index,
        end: index + value.length,
        score,
        recogniser: type,
        why: 'rule',
      })),
    ).concat(
      Array.from(text.matchAll(/\b\d{2}\b/g), ({ index }) => ({
        type: 'AGE' as const,
        start: index,
        end: index + 2,
        score: 0.3,
        recogniser: 'AGE',
        why: 'rule',
      })),
    ),
  choose: (text, found) =>
    resolveOverlaps(
      text,
      found.filter(({ score }) => score >= 0.5),
    ),
};

function hide(text: string, findings: readonly Finding[]): string {
  let out = '';
  let at = 0;
  for (const { type, start, end } of findings) {
    out += `${text.slice(at, start)}<${type}>`;
    at = end;
  }
  return out + text.slice(at);
}

function inPieces(pieces: readonly string[]): string {
  const stream = createHidingStream({ detector, hide });
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

function whole(text: string): string {
  return hide(text, detector.choose(text, detector.candidates(text)));
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, i) => text.slice(places[i], end));
}

describe('a stream', () => {
  const PARTS = [
    'Write to ',
    'anna@example.com',
    ' or call ',
    '+49 30 1234 567',
    '. ',
    'She is ',
    '42',
    ' years old. ',
    'Key: ',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASCBKcwggSjAgEAAoIBAQC7VJTU\n+w==\n-----END PRIVATE KEY-----',
    '\n',
    'sk_abcdefgh1234',
    ' and so on, ',
    '😀 ',
  ];

  it('hides the same as a text at once, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PARTS), { maxLength: 25 }),
        fc.array(fc.nat(2_000), { maxLength: 60 }),
        (parts, cuts) => {
          const text = parts.join('');
          assert.equal(inPieces(cutAt(text, cuts)), whole(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('passes ordinary words on after three more', () => {
    const stream = createHidingStream({ detector, hide });
    const passed = 'our model answers in small pieces of text'.split(/(?<= )/).map((word) => stream.push(word));
    assert.deepEqual(passed.slice(0, 5), ['', '', '', 'our ', 'model ']);
  });

  it('holds no more than it says, whatever comes', () => {
    const stream = createHidingStream({ detector, hide });
    let given = 0;
    let taken = 0;
    for (let i = 0; i < 4_000; i++) {
      given += 10;
      taken += stream.push('A1@aaaaaaa').length;
      assert.ok(given - taken <= MAX_HELD_BLOCK_CHARACTERS + 10);
    }
    assert.ok(given - taken <= MAX_HELD_CHARACTERS * 1.25, String(given - taken));
  });

  it('drops the rest of a block of a key that is too long, and goes on behind it', () => {
    const block = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEF\n'.repeat(1_000)}-----END PRIVATE KEY-----`;
    const pieces = `before it ${block} after anna@example.com`.match(/[^]{1,1000}/g)!;
    assert.equal(inPieces(pieces), 'before it <SECRET> after <EMAIL_ADDRESS>');
  });

  it('drops the rest of a value that is too long', () => {
    const pieces = `before sk_${'a'.repeat(40_000)} after`.match(/[^]{1,1000}/g)!;
    assert.equal(inPieces(pieces), 'before <SECRET> after');
  });

  it('drops a block that never ends, and passes what cannot be part of a key', () => {
    const lines = 'MIIEvQIBADANBgkqhkiG9w0BAQEF\n'.repeat(1_000);
    assert.equal(inPieces(['x -----BEGIN PRIVATE KEY-----\n', ...lines.match(/[^]{1,700}/g)!]), 'x <SECRET>');
    const cut = inPieces(['x -----BEGIN PRIVATE KEY-----\n', ...lines.match(/[^]{1,700}/g)!, 'and then we go on here']);
    assert.match(cut, /^x <SECRET>and then we go on here$/);
    const prose = 'A file starts with -----BEGIN and then a label. '.concat('We go on. '.repeat(3_000), 'THE END');
    assert.equal(inPieces(prose.match(/[^]{1,100}/g)!), prose);
  });

  it('never passes a text twice, though what was passed becomes part of a value', () => {
    const late: typeof detector = {
      choose: detector.choose,
      candidates: (text) => {
        const at = text.indexOf('one');
        const end = text.indexOf('eight');
        return at < 0 || end < 0
          ? []
          : [{ type: 'PERSON', start: at, end: end + 5, score: 0.9, recogniser: 'late', why: 'x' }];
      },
    };
    const stream = createHidingStream({ detector: late, hide });
    const words = 'zero one two three four five six seven eight nine ten eleven twelve'.split(/(?<= )/);
    const out = words.map((word) => stream.push(word)).join('') + stream.end();
    assert.match(out, /^zero one two three four <PERSON> nine ten eleven twelve$/);
  });

  it('waits for a word that gives a number its meaning', () => {
    const cued: typeof detector = {
      choose: detector.choose,
      candidates: (text) =>
        text.includes('ssn')
          ? Array.from(text.matchAll(/\d{9}/g), ({ index }) => ({
              type: 'US_SSN' as const,
              start: index,
              end: index + 9,
              score: 0.9,
              recogniser: 'cued',
              why: 'x',
            }))
          : [],
    };
    const stream = createHidingStream({ detector: cued, hide });
    const text = 'So 536221234 was given to me by them as my ssn and so on';
    const out = Array.from(text, (piece) => stream.push(piece)).join('') + stream.end();
    assert.equal(out, text.replace('536221234', '<US_SSN>'));
  });
});

it('no surrogate pair is cut in two', () => {
  for (const text of ['a b c d 😀', 'a b c 😀 d e', '😀😀😀'.repeat(400)]) {
    const at = holdFrom(text);
    assert.ok(!/^[\udc00-\udfff]/.test(text.slice(at)), text.slice(0, 20));
  }
});
