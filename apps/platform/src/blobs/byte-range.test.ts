import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rangeOf } from './byte-range.ts';

const SIZE = 1000;
const whole = undefined;
const nothing = 'unsatisfiable';

const cases: [string, string | null, ReturnType<typeof rangeOf>, number?][] = [
  ['no header', null, whole],
  ['first and last', 'bytes=0-499', { start: 0, end: 500 }],
  ['one byte', 'bytes=7-7', { start: 7, end: 8 }],
  ['an open end', 'bytes=900-', { start: 900, end: 1000 }],
  ['a suffix', 'bytes=-10', { start: 990, end: 1000 }],
  ['a suffix longer than the content', 'bytes=-5000', { start: 0, end: 1000 }],
  ['a last byte beyond the end', 'bytes=990-5000', { start: 990, end: 1000 }],
  ['another case and blanks', 'Bytes = 1-2 ', { start: 1, end: 3 }],
  ['a start at the end', 'bytes=1000-', nothing],
  ['a start beyond the end', 'bytes=5000-6000', nothing],
  ['a suffix of nothing', 'bytes=-0', nothing],
  ['any range of an empty content', 'bytes=0-', nothing, 0],
  ['a suffix of an empty content', 'bytes=-5', nothing, 0],
  ['a last before the first', 'bytes=5-4', whole],
  ['several ranges', 'bytes=0-1,5-6', whole],
  ['another unit', 'lines=0-1', whole],
  ['no numbers', 'bytes=-', whole],
  ['nonsense', 'bytes=a-b', whole],
  ['a number that is too long', `bytes=0-${'9'.repeat(400)}`, whole],
];

describe('byte ranges', () => {
  for (const [name, header, expected, size = SIZE] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(rangeOf(header, size), expected));
  }

  it('gives a range inside the content or none, whatever the header says', () => {
    const numbers = fc.option(fc.nat(3000), { nil: '' as const });
    fc.assert(
      fc.property(numbers, numbers, fc.nat(2000), (first, last, size) => {
        const range = rangeOf(`bytes=${first}-${last}`, size);
        if (range === undefined || range === 'unsatisfiable') return;
        assert.ok(range.start >= 0 && range.start < range.end && range.end <= size);
        if (first !== '') assert.equal(range.start, first);
      }),
    );
  });
});
