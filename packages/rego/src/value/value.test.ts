import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../errors.ts';
import { BigNumber, compareNumbers, decimalOf, numberText, parseNumber } from './big-number.ts';
import { canonicalText } from './canonical-text.ts';
import { compareStrings, compareValues, equalValues } from './compare.ts';
import { hashKey } from './hash-key.ts';
import { fromJs, jsonText, MAX_VALUE_DEPTH, parseJson, toJs } from './json.ts';
import { RegoObject } from './rego-object.ts';
import { RegoSet } from './rego-set.ts';
import type { Value } from './value.ts';

const NUMBERS: readonly (readonly [string, string])[] = [
  ['0.30000000000000004', '0.30000000000000004'],
  ['1152921504606846976', '1152921504606846976'],
  ['9007199254740993', '9007199254740993'],
  ['1e21', '1000000000000000000000'],
  ['-0', '0'],
  ['1e-7', '1e-07'],
  ['123.456e3', '123456'],
  ['12345678901234567890.5', '12345678901234567890.5'],
  ['2.50', '2.5'],
];

for (const [text, printed] of NUMBERS) {
  test(`the number ${text} keeps all its digits`, () => assert.equal(numberText(parseNumber(text)!), printed));
}

for (const text of ['', '1.', '.5', '0x1', '1e', 'NaN', '1e99999999', `1${'0'.repeat(20_000)}`]) {
  test(`${text.slice(0, 20)} is not a number`, () => assert.equal(parseNumber(text), undefined));
}

test('a number has one representation, whatever its text', () => {
  assert.deepEqual(parseNumber('100000000000000000000001e-23'), parseNumber('1.00000000000000000000001'));
  assert.ok(parseNumber('9007199254740993') instanceof BigNumber);
  fc.assert(
    fc.property(fc.bigInt(), fc.integer({ min: -50, max: 50 }), (coefficient, exponent) => {
      const a = parseNumber(`${coefficient}e${exponent}`)!;
      const b = parseNumber(`${coefficient * 1000n}e${exponent - 3}`)!;
      assert.deepEqual(a, b);
      assert.equal(hashKey(a), hashKey(b));
      assert.equal(compareNumbers(a, b), 0);
      const { coefficient: digits, exponent: power } = decimalOf(a);
      assert.deepEqual(parseNumber(`${digits}e${power}`), a);
    }),
  );
});

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.bigInt().map((n) => parseNumber(String(n))!),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => RegoSet.from(items)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((entries) => RegoObject.from(entries)),
  ),
})).value;

test('values are in one total order', () => {
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      assert.equal(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a)), 0);
      if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) assert.ok(compareValues(a, c) <= 0);
      assert.equal(equalValues(a, b), hashKey(a) === hashKey(b));
      assert.equal(equalValues(a, b), canonicalText(a) === canonicalText(b));
    }),
  );
});

test('strings are ordered by code points, not by UTF-16', () => {
  assert.ok(compareStrings('\u{1F600}', '\uFFFD') > 0);
  assert.ok(compareStrings('a', 'b') < 0);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      assert.equal(Math.sign(compareStrings(a, b)), Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

test('types come in the order of OPA', () => {
  const all = RegoSet.from([RegoSet.EMPTY, RegoObject.EMPTY, [], 'a', 1, true, null, false, parseNumber('1e400')!]);
  assert.deepEqual(
    all.items.map((item) => canonicalText(item).slice(0, 6)),
    ['null', 'false', 'true', '1', '100000', '"a"', '[]', '{}', 'set()'],
  );
});

test('JSON goes in and out unchanged, names of prototypes included', () => {
  const text = '{"__proto__":{"constructor":1},"a":[1,2.5,12345678901234567890,"\\u0000",null,true]}';
  assert.equal(jsonText(parseJson(text)), text);
  const plain = toJs(parseJson(text)) as Record<string, unknown>;
  assert.deepEqual(Object.keys(plain), ['__proto__', 'a']);
  assert.equal(Object.getPrototypeOf(plain), Object.prototype);
  fc.assert(
    fc.property(fc.jsonValue(), (json) => assert.deepEqual(toJs(fromJs(json)), JSON.parse(JSON.stringify(json)))),
  );
});

test('strings that look like the keys of other values are not mistaken for them', () => {
  const text = '\u0000c[1]';
  const object = RegoObject.from([
    [[1], 'array'],
    [text, 'string'],
    ['\u0000s', 'short'],
  ]);
  assert.equal(object.get([1]), 'array');
  assert.equal(object.get(text), 'string');
  assert.equal(RegoSet.from([[1], text]).size, 2);
});

const cyclic: unknown[] = [];
cyclic.push(cyclic);
let deep: unknown = 1;
for (let i = 0; i <= MAX_VALUE_DEPTH; i++) deep = [deep];
const REFUSED: readonly (readonly [string, unknown])[] = [
  ['a function', () => 1],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a cycle', cyclic],
  ['deep nesting', deep],
  ['undefined', undefined],
];

for (const [name, bad] of REFUSED) {
  test(`${name} is not a value`, () => {
    assert.throws(
      () => fromJs(bad),
      (error) => error instanceof RegoError && error.code === 'value_invalid',
    );
  });
}

test('text that is not JSON is refused', () => {
  for (const text of ['', '{', '1e99999999', '[1,]', '[1e400000]']) {
    assert.throws(
      () => parseJson(text),
      (error) => error instanceof RegoError && error.code === 'value_invalid',
      text,
    );
  }
});

test('an object keeps its members in order and copies on change', () => {
  const object = RegoObject.from(Array.from({ length: 20 }, (_, i) => [`k${19 - i}`, i] as const));
  assert.equal(object.get('k3'), 16);
  assert.equal(object.keys[0], 'k0');
  assert.equal(object.get('k3'), 16);
  const changed = object.with('k3', 'new').with('z', 1);
  assert.deepEqual([object.get('k3'), changed.get('k3'), changed.size], [16, 'new', 21]);
});
