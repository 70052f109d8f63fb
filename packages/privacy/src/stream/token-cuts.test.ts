import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Detector } from '../detect/detector.ts';
import { resolveOverlaps } from '../detect/resolve-overlaps.ts';
import { hideText } from '../hide/hide-text.ts';
import { testVault } from '../hide/testing/fixtures.ts';
import { createRestorer } from '../hide/tokens/restorer.ts';
import type { TokenVault } from '../hide/tokens/token-vault.ts';
import { createHidingStream } from './hiding-stream.ts';

const detector: Pick<Detector, 'candidates' | 'choose'> = {
  candidates: (text) =>
    Array.from(text.matchAll(/\b(?:Ada|Bob)\b/g), ({ index, 0: name }) => ({
      type: 'PERSON',
      start: index,
      end: index + name.length,
      score: 0.9,
      recogniser: 'names',
      why: 'rule',
    })),
  choose: resolveOverlaps,
};

function hiderOf(vault: TokenVault) {
  return (text: string, findings: Parameters<typeof hideText>[1]): string =>
    hideText(text, findings, () => ({ operator: 'token' }), { vault }).text;
}

/** Pieces of a text, of these sizes in turn. */
function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length]!;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

const GAPS = [
  '',
  ' ',
  '  ',
  '   ',
  '    ',
  '\t',
  '\n',
  '\r\n',
  '\u00a0',
  '\u200b',
  '\u200b\u200d\ufeff',
  ' \u00ad\\',
  '\\',
];
const vaultTokens = ((vault) => [
  vault.tokenOf('PERSON', 'Ada'),
  vault.tokenOf('AGE', '42'),
  vault.tokenOf('US_PASSPORT', 'x'),
])(testVault());

const part = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...vaultTokens), fc.constantFrom(...GAPS), fc.constantFrom(...GAPS), fc.boolean())
      .map(([token, before, after, lower]) => {
        const written = token.replace('_', `${before}_${after}`);
        return lower ? written.toLowerCase() : written;
      }),
  },
  fc.constantFrom(
    ' Ada ',
    ' Bob',
    ' we',
    ' go on',
    'age',
    ' person ',
    '_',
    ' _ ',
    '\n',
    ' us',
    'pass',
    'port',
    '. ',
    ' 😀 ',
  ),
  fc.constantFrom(...vaultTokens).chain((token) => fc.nat({ max: token.length }).map((at) => token.slice(at))),
  fc.constantFrom(...vaultTokens).chain((token) => fc.nat({ max: token.length }).map((at) => token.slice(0, at))),
);
const text = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''));
const sizes = fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 20 });

/** A vault that knows the tokens that the text may hold. */
function fullVault(): TokenVault {
  const vault = testVault();
  vault.tokenOf('PERSON', 'Ada');
  vault.tokenOf('AGE', '42');
  vault.tokenOf('US_PASSPORT', 'x');
  return vault;
}

it('tokens of the same vault in the text are hidden the same wherever a stream is cut, and restored to what they were', () => {
  fc.assert(
    fc.property(text, sizes, sizes, (given, inSizes, outSizes) => {
      const vault = fullVault();
      const hide = hiderOf(vault);
      const stream = createHidingStream({ detector, hide });
      const hidden =
        cut(given, inSizes)
          .map((piece) => stream.push(piece))
          .join('') + stream.end();
      assert.equal(hidden, hide(given, detector.choose(given, detector.candidates(given))));
      assert.equal(vault.restore(hidden), given);
      const restorer = createRestorer(vault);
      const restored =
        cut(hidden, outSizes)
          .map((piece) => restorer.push(piece))
          .join('') + restorer.end();
      assert.equal(restored, given);
    }),
    { numRuns: 2_000 },
  );
});

it('a token of the vault that a model wrote with gaps is restored the same wherever the answer is cut', () => {
  fc.assert(
    fc.property(text, sizes, (answer, outSizes) => {
      const vault = fullVault();
      const restorer = createRestorer(vault);
      const restored =
        cut(answer, outSizes)
          .map((piece) => restorer.push(piece))
          .join('') + restorer.end();
      assert.equal(restored, vault.restore(answer));
    }),
    { numRuns: 2_000 },
  );
});
