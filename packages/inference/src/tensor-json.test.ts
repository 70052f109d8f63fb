import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { DTYPES, factsOf, type DType } from './dtype.ts';
import { InferenceError } from './errors.ts';
import { formatTensor, formatTensors, parseTensor, parseTensors } from './tensor-json.ts';
import { MAX_TENSOR_ELEMENTS } from './tensor.ts';

const dtypes = Object.keys(DTYPES) as DType[];

/** Base64 of little-endian bytes written out by hand, with the numbers that they are. */
const knownForms: readonly [DType, string, readonly (number | string | boolean)[]][] = [
  ['float16', 'ADwAwA==', [1, -2]],
  ['float32', 'AACAPwAAAMA=', [1, -2]],
  ['float64', 'AAAAAAAA8D8AAAAAAAAAwA==', [1, -2]],
  ['int8', 'f4A=', [127, -128]],
  ['int16', '/38AgA==', [32767, -32768]],
  ['int32', '////fwAAAIA=', [2147483647, -2147483648]],
  ['int64', '/////////38AAAAAAAAAgA==', ['9223372036854775807', '-9223372036854775808']],
  ['uint8', '/wA=', [255, 0]],
  ['uint16', '//8AAA==', [65535, 0]],
  ['uint32', '/////wAAAAA=', [4294967295, 0]],
  ['uint64', '//////////8BAAAAAAAAAA==', ['18446744073709551615', 1]],
  ['bool', 'AQA=', [true, false]],
];

describe('both JSON forms of every element type', () => {
  for (const [dtype, base64, numbers] of knownForms) {
    test(dtype, () => {
      const fromBase64 = parseTensor({ dtype, shape: [2], data: base64 });
      const fromNumbers = parseTensor({ dtype, shape: [2], data: numbers });
      assert.deepEqual(fromBase64, fromNumbers);
      assert.ok(fromBase64.data instanceof factsOf(dtype).array);
      assert.deepEqual(formatTensor(fromBase64, 'base64'), { dtype, shape: [2], data: base64 });
      assert.deepEqual(formatTensor(fromBase64, 'numbers'), { dtype, shape: [2], data: numbers });
    });
  }

  test('the table has them all', () =>
    assert.deepEqual(knownForms.map(([dtype]) => dtype).sort(byName), dtypes.toSorted(byName)));
});

describe('refusals', () => {
  const cases: readonly [name: string, json: unknown, code: string][] = [
    ['null', null, 'tensor_malformed'],
    ['an array', [], 'tensor_malformed'],
    ['an unknown member', { dtype: 'int8', shape: [], data: [1], name: 'x' }, 'tensor_malformed'],
    ['a dtype that is not text', { dtype: 1, shape: [], data: [1] }, 'tensor_malformed'],
    ['an unknown dtype', { dtype: 'float8', shape: [], data: [1] }, 'tensor_dtype_unsupported'],
    ['text tensors', { dtype: 'string', shape: [1], data: ['a'] }, 'tensor_dtype_unsupported'],
    ['a dtype from the prototype', { dtype: 'constructor', shape: [], data: [1] }, 'tensor_dtype_unsupported'],
    ['a missing shape', { dtype: 'int8', data: [1] }, 'tensor_malformed'],
    ['a negative dimension', { dtype: 'int8', shape: [-1], data: [] }, 'tensor_malformed'],
    ['a broken dimension', { dtype: 'int8', shape: [1.5], data: [1] }, 'tensor_malformed'],
    ['a dimension as text', { dtype: 'int8', shape: ['1'], data: [1] }, 'tensor_malformed'],
    ['too many dimensions', { dtype: 'int8', shape: Array(17).fill(1), data: [1] }, 'tensor_too_large'],
    ['too many elements', { dtype: 'int8', shape: [MAX_TENSOR_ELEMENTS, 2], data: [1] }, 'tensor_too_large'],
    ['a huge dimension beside a zero', { dtype: 'int8', shape: [0, 2 ** 50], data: [] }, 'tensor_too_large'],
    ['a missing element', { dtype: 'int8', shape: [2], data: [1] }, 'tensor_size_mismatch'],
    ['an element too many', { dtype: 'int8', shape: [], data: [1, 2] }, 'tensor_size_mismatch'],
    ['a hole in the array', { dtype: 'int8', shape: [2], data: Array(2) }, 'tensor_malformed'],
    ['base64 of fewer bytes', { dtype: 'float32', shape: [2], data: 'AACAPw==' }, 'tensor_size_mismatch'],
    [
      'base64 of one byte too few in the same number of letters',
      { dtype: 'int8', shape: [3], data: 'AAA=' },
      'tensor_size_mismatch',
    ],
    ['base64 with bits left over', { dtype: 'int8', shape: [1], data: 'AB==' }, 'tensor_malformed'],
    ['base64 of the URL alphabet', { dtype: 'int8', shape: [3], data: '-_-_' }, 'tensor_malformed'],
    ['base64 with space', { dtype: 'int8', shape: [3], data: 'AA A' }, 'tensor_malformed'],
    ['text as an element', { dtype: 'int32', shape: [1], data: ['1'] }, 'tensor_malformed'],
    ['a fraction in integers', { dtype: 'int32', shape: [1], data: [0.5] }, 'tensor_malformed'],
    ['a number too large for int8', { dtype: 'int8', shape: [1], data: [128] }, 'tensor_out_of_range'],
    ['a negative number in uint8', { dtype: 'uint8', shape: [1], data: [-1] }, 'tensor_out_of_range'],
    ['a number too large for float32', { dtype: 'float32', shape: [1], data: [1e39] }, 'tensor_out_of_range'],
    [
      'a number that rounds to infinity in float16',
      { dtype: 'float16', shape: [1], data: [65520] },
      'tensor_out_of_range',
    ],
    ['NaN among numbers', { dtype: 'float32', shape: [1], data: [Number.NaN] }, 'tensor_not_finite'],
    ['NaN in base64', { dtype: 'float32', shape: [1], data: 'AADAfw==' }, 'tensor_not_finite'],
    ['infinity in base64', { dtype: 'float16', shape: [1], data: 'AHw=' }, 'tensor_not_finite'],
    ['a number that is not exact in int64', { dtype: 'int64', shape: [1], data: [2 ** 53] }, 'tensor_malformed'],
    ['hexadecimal text in int64', { dtype: 'int64', shape: [1], data: ['0x10'] }, 'tensor_malformed'],
    ['2^63 in int64', { dtype: 'int64', shape: [1], data: ['9223372036854775808'] }, 'tensor_out_of_range'],
    ['a negative number in uint64', { dtype: 'uint64', shape: [1], data: ['-1'] }, 'tensor_out_of_range'],
    ['2 in bool', { dtype: 'bool', shape: [1], data: [2] }, 'tensor_malformed'],
    ['2 in bool as base64', { dtype: 'bool', shape: [1], data: 'Ag==' }, 'tensor_out_of_range'],
  ];
  for (const [name, json, code] of cases) {
    test(name, () =>
      assert.throws(
        () => parseTensor(json),
        (error) => error instanceof InferenceError && error.code === code,
      ),
    );
  }

  test('a name that is too long, too many names, no object', () => {
    const one = { dtype: 'int8', shape: [], data: [1] };
    assert.throws(() => parseTensors({ ['x'.repeat(1025)]: one }), { code: 'tensor_malformed' });
    assert.throws(() => parseTensors(Object.fromEntries(Array.from({ length: 1025 }, (_, i) => [i, one]))), {
      code: 'tensor_too_large',
    });
    assert.throws(() => parseTensors('x'), { code: 'tensor_malformed' });
  });
});

test('NaN passes in base64 when it is allowed, and numbers cannot carry it out', () => {
  const parsed = parseTensor({ dtype: 'float32', shape: [1], data: 'AADAfw==' }, { allowNonFinite: true });
  assert.ok(Number.isNaN(parsed.data[0]));
  assert.throws(() => formatTensor(parsed, 'numbers'), { code: 'tensor_not_finite' });
});

test('names of the prototype are names like others', () => {
  const json = JSON.parse('{"__proto__": {"dtype": "int8", "shape": [], "data": [7]}}') as unknown;
  const tensors = parseTensors(json);
  assert.deepEqual([...tensors.keys()], ['__proto__']);
  assert.equal(JSON.stringify(formatTensors(tensors, 'numbers')), JSON.stringify(json).replaceAll(' ', ''));
});

test('what is written is read back the same, in both forms', () => {
  const anyTensor = fc
    .record({
      dtype: fc.constantFrom(...dtypes),
      shape: fc.array(fc.nat(4), { maxLength: 3 }),
      seed: fc.infiniteStream(fc.double()),
    })
    .map(({ dtype, shape, seed }) => ({
      dtype,
      shape,
      data: elements(
        dtype,
        shape.reduce((a, b) => a * b, 1),
        seed,
      ),
    }));
  fc.assert(
    fc.property(anyTensor, fc.constantFrom('base64', 'numbers'), (tensor, encoding) => {
      const text = JSON.stringify(formatTensors(new Map([['t', tensor]]), encoding));
      const back = parseTensors(JSON.parse(text)).get('t');
      // JSON has no negative zero among numbers.
      if (encoding === 'base64') assert.deepEqual(back, tensor);
      else assert.equal(formatTensor(back!, 'numbers').data.length, tensor.data.length);
    }),
    { numRuns: 300 },
  );
});

test('any JSON value gives a tensor or an InferenceError', () => {
  const nearly = fc.record(
    {
      dtype: fc.oneof(fc.constantFrom(...dtypes), fc.jsonValue()),
      shape: fc.oneof(fc.array(fc.integer({ min: -1, max: 3 })), fc.jsonValue()),
      data: fc.oneof(fc.array(fc.double()), fc.base64String(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly), (value) => {
      try {
        parseTensors({ t: value });
      } catch (error) {
        assert.ok(error instanceof InferenceError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

function elements(dtype: DType, length: number, source: Iterator<number>) {
  const { array, kind } = factsOf(dtype);
  const data = new array(length);
  for (let i = 0; i < length; i++) {
    const value = Math.fround(source.next().value ?? 0) || 1;
    const small = Number.isFinite(value) ? Math.trunc(value % 100) : 3;
    if (kind === 'bigint') data[i] = BigInt(small);
    else data[i] = kind === 'bool' ? Math.abs(small) % 2 : small;
  }
  return data;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
