import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ENTITY_TYPES, type EntityType } from '../../entity-types.ts';
import { applyOperator, operatorSchema } from '../operators.ts';
import { testClock, testKey, testVault } from '../testing/fixtures.ts';

const apply = (operator: unknown, type: EntityType, value: string, fill = 7): string =>
  applyOperator({ type, value }, operatorSchema.parse(operator), {
    key: testKey(fill),
    scope: 's',
    clock: testClock,
    vault: testVault(),
  });

const cases: readonly (readonly [Record<string, unknown>, EntityType, string, string])[] = [
  [{ operator: 'keep' }, 'PERSON', 'Ada', 'Ada'],
  [{ operator: 'redact' }, 'PERSON', 'Ada', '<PERSON>'],
  [{ operator: 'redact', text: '' }, 'PERSON', 'Ada', ''],
  [{ operator: 'mask' }, 'CREDIT_CARD', '4111-1111-1111-1111', '****-****-****-1111'],
  [{ operator: 'mask', keepSeparators: false }, 'CREDIT_CARD', '4111-1111-1111-1111', '***************1111'],
  [{ operator: 'mask', keepFirst: 6 }, 'CREDIT_CARD', '378282246310005', '378282*****0005'],
  [{ operator: 'mask' }, 'PERSON', 'Ada L', '*** *'],
  [{ operator: 'mask', keepFirst: 1, keepLast: 0, character: '•' }, 'PERSON', 'Zoë 😀', 'Z•• 😀'],
  [{ operator: 'mask' }, 'SECRET', '--', '**'],
  [{ operator: 'mask' }, 'SECRET', '\ud800', '*'],
];

for (const [operator, type, value, expected] of cases) {
  test(`${JSON.stringify(operator)} of ${JSON.stringify(value)}`, () =>
    assert.equal(apply(operator, type, value), expected));
}

const refused: readonly Record<string, unknown>[] = [
  { operator: 'mask', keepLast: -1 },
  { operator: 'mask', character: '**' },
  { operator: 'mask', character: '\ud800' },
  { operator: 'hash', characters: 9 },
  { operator: 'generalise', ageBandYears: 1 },
  { operator: 'redact', text: 'x'.repeat(65) },
  { operator: 'encrypt', key: 'k' },
];

for (const operator of refused) {
  test(`refuses ${JSON.stringify(operator).slice(0, 50)}`, () =>
    assert.equal(operatorSchema.safeParse(operator).success, false));
}

test('a mask hides at least a third of the letters and digits of any value', () => {
  const options = fc.record({ keepFirst: fc.nat(16), keepLast: fc.nat(16), keepSeparators: fc.boolean() });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      options,
      (value, { keepFirst, keepLast, keepSeparators }) => {
        const plain = Array.from(value.replaceAll('*', 'x'));
        const masked = Array.from(
          apply({ operator: 'mask', keepFirst, keepLast, keepSeparators }, 'SECRET', plain.join('')),
        );
        assert.equal(masked.length, plain.length);
        const significant = plain.filter((char) => !keepSeparators || /[\p{L}\p{N}\p{M}]/u.test(char)).length;
        assert.ok(masked.filter((char) => char === '*').length >= significant / 3);
      },
    ),
  );
});

test('a hash is equal for equal values and differs by value, type, key and length asked', () => {
  const hash = apply({ operator: 'hash' }, 'PERSON', 'Ada');
  assert.match(hash, /^PERSON#[0-9a-z]{16}$/);
  assert.equal(apply({ operator: 'hash' }, 'PERSON', 'Ada'), hash);
  const others = [
    apply({ operator: 'hash' }, 'PERSON', 'ada'),
    apply({ operator: 'hash' }, 'AGE', 'Ada'),
    apply({ operator: 'hash' }, 'PERSON', 'Ada', 8),
    apply({ operator: 'hash' }, 'PERSON', '\ud800'),
    apply({ operator: 'hash' }, 'PERSON', '\ud801'),
    apply({ operator: 'hash' }, 'PERSON', '\ufffd'),
  ];
  assert.equal(new Set([hash, ...others].map((text) => text.split('#')[1])).size, 7);
  assert.equal(apply({ operator: 'hash', characters: 52 }, 'PERSON', 'Ada').length, 'PERSON#'.length + 52);
});

test('no operator but keep gives any type of value back, and each takes any text', () => {
  const values = [
    'Ada Lovelace',
    '',
    ' ',
    '\ud800',
    '5',
    '4111 1111 1111 1111',
    '1984-03-12',
    'x'.repeat(10_000),
    '日本語',
    '::1',
  ];
  for (const operator of ['redact', 'mask', 'hash', 'encrypt', 'generalise', 'fake', 'token']) {
    for (const type of Object.keys(ENTITY_TYPES) as EntityType[]) {
      for (const value of values) {
        const hidden = apply({ operator }, type, value);
        assert.ok(value.trim() === '' || hidden !== value, `${operator} ${type} ${value}`);
        assert.ok(hidden.isWellFormed());
      }
    }
  }
});
