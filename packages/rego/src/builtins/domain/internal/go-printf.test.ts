import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../../../errors.ts';
import { parseJson } from '../../../value/json.ts';
import type { Value } from '../../../value/value.ts';
import { builtinOf } from '../../registry.ts';
import { contextOf } from './run-for-test.ts';

const sprintf = builtinOf('sprintf')!;
const vectors = parseJson(readFileSync(join(import.meta.dirname, '../vectors/printf.json'), 'utf8')) as Value[][];

test('formats print what Go prints', () => {
  for (const [format, args, wanted] of vectors) {
    assert.equal(sprintf.run([format!, args!], contextOf()), wanted, JSON.stringify(format));
  }
  assert.ok(vectors.length >= 300);
});

test('numbers that were written with an exponent are doubles, or text when no double stands for them', () => {
  const rows = [
    ['1e21', '1e+21 float64'],
    ['2e308', '2e308 string'],
    ['123456789012345678901234567890', '123456789012345678901234567890 *big.Int'],
    ['9223372036854775807', '9223372036854775807 int'],
  ] as const;
  for (const [number, wanted] of rows) {
    const value = parseJson(number);
    assert.equal(sprintf.run(['%v %T', [value, value]], contextOf()), wanted);
  }
});

test('wide fields are paid for before they are made, and any format ends', () => {
  const charge = (units: number): void => {
    if (units > 10_000) throw new RegoError('budget_exceeded', 'too much');
  };
  assert.throws(() => sprintf.run(['%999999d', [1]], contextOf({ charge })), { code: 'budget_exceeded' });
  assert.equal(sprintf.run(['%9999999d|', [1]], contextOf()), '%!(NOVERB)%!(EXTRA int=1)');
  const piece = fc.constantFrom(
    '%',
    '[',
    ']',
    '*',
    '.',
    '#',
    '+',
    '-',
    ' ',
    '0',
    '1',
    '9',
    'd',
    's',
    'v',
    'x',
    'q',
    '😀',
    '\ud800',
  );
  const arg = fc.constantFrom<Value>(1, -7, 2.5, 'a', null, true, [1], 1e300);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(arg, { maxLength: 4 }), (format, args) => {
      assert.equal(typeof sprintf.run([format.join(''), args], contextOf()), 'string');
    }),
  );
});
