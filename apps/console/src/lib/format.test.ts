import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, formatBytes, formatDuration, formatMs, formatShare, humanise, shorten } from './format.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.00 KiB'],
  [13.1 * 1024 ** 3, '13.1 GiB'],
  [600 * 1024 ** 2, '600 MiB'],
  [5000 * 1024 ** 4, '5000 TiB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, '0 s'],
  [0.25, '250 ms'],
  [59, '59 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [3600, '1 h'],
  [86_460, '1 d'],
  [90_000, '1 d 1 h'],
])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [0, '0\u00a0%'],
  [0.435, '43.5\u00a0%'],
  [0.9999, '99.9\u00a0%'],
  [1, '100\u00a0%'],
])('a share of %d is %s', (share, text) => expect(formatShare(share)).toBe(text));

test('an incomplete share never reads as all', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (share) => formatShare(share) !== '100\u00a0%',
    ),
  );
});

test.each([
  [0.742, '0.74 ms'],
  [12.4, '12 ms'],
  [1240, '1.2 s'],
])('%d ms are %s', (ms, text) => expect(formatMs(ms)).toBe(text));

test('counts carry their noun', () => {
  expect([countOf(1, 'agent'), countOf(1214, 'agent'), countOf(0, 'entry', 'entries')]).toEqual([
    '1 agent',
    '1,214 agents',
    '0 entries',
  ]);
});

test('codes become words, long ids become short', () => {
  expect([humanise('in_progress'), shorten('abc'), shorten('0123456789abcdefghij', 4, 2)]).toEqual([
    'In progress',
    'abc',
    '0123…ij',
  ]);
});
