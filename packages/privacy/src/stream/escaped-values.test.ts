import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Detector } from '../detect/detector.ts';
import { resolveOverlaps } from '../detect/resolve-overlaps.ts';
import type { Finding } from '../finding.ts';
import { normalise } from '../text/normalise.ts';
import { createHidingStream } from './hiding-stream.ts';

const RULES: readonly (readonly [Finding['type'], RegExp])[] = [
  ['EMAIL_ADDRESS', /[a-z]{1,20}@[a-z]{1,20}\.com/g],
  ['SECRET', /eyJ[A-Za-z0-9.]{20,}/g],
  ['US_SSN', /(?<!\d)\d{9}(?!\d)(?=.{0,64}\bssn\b)|(?<=\bssn\b.{0,60})(?<!\d)\d{9}(?!\d)/gs],
];

/** A detector that sees what recognisers see, and finds by rules that anybody can read. */
const detector: Pick<Detector, 'candidates' | 'choose'> = {
  candidates: (text) => {
    const plain = normalise(text);
    return RULES.flatMap(([type, pattern]) =>
      Array.from(plain.text.matchAll(pattern), ({ index, 0: value }) => ({
        type,
        ...plain.toOriginal(index, index + value.length),
        score: 0.9,
        recogniser: type,
        why: 'rule',
      })),
    );
  },
  choose: resolveOverlaps,
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

const unitsAs = (write: (unit: number) => string) => (value: string) =>
  Array.from({ length: value.length }, (_, i) => write(value.charCodeAt(i))).join('');
const hex = (unit: number, length: number): string => unit.toString(16).padStart(length, '0');

const WRITINGS: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  entities: unitsAs((unit) => `&#${unit};`),
  'entities twice': unitsAs((unit) => `&amp;#0${unit};`),
  'JSON escapes': unitsAs((unit) => `\\u${hex(unit, 4)}`),
  'code escapes': unitsAs((unit) => `\\x${hex(unit, 2)}`),
  'full width': unitsAs((unit) => String.fromCharCode(unit + 0xfee0)),
  keycaps: (value) => value.replaceAll(/\d/g, '$&\ufe0f\u20e3'),
  'bold digits': (value) => value.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit))),
  invisible: (value) => value.replaceAll(/.{2}/gs, '$&\u200b\u{e0061}'),
  spelled: (value) => value.replace('@', ' at ').replace('.', ' dot '),
};

const VALUES = ['anna@example.com', `eyJ${'aB3.'.repeat(60)}`, '536221234'];
const BEFORE = ['we go on ', 'so my ssn is ', 'then '];
const AFTER = [' was given to me by them as my ssn and then', ' and that is all there is to say about it', ', '];

it('a value is hidden the same however it is written and wherever the stream is cut', () => {
  const sentence = fc.tuple(
    fc.constantFrom(...BEFORE),
    fc.constantFrom(...VALUES),
    fc.constantFrom(...Object.keys(WRITINGS)),
    fc.constantFrom(...AFTER),
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), sizes, (sentences, sizes) => {
      const text = sentences.map(([before, value, how, after]) => before + WRITINGS[how]!(value) + after).join(' ');
      const stream = createHidingStream({ detector, hide });
      let out = '';
      for (let at = 0, i = 0; at < text.length; i++) {
        const size = sizes[i % sizes.length]!;
        out += stream.push(text.slice(at, at + size));
        at += size;
      }
      assert.equal(out + stream.end(), hide(text, detector.choose(text, detector.candidates(text))));
    }),
    { numRuns: 300 },
  );
});
