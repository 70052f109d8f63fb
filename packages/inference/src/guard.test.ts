import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkInputs, checkOutputs } from './guard.ts';
import { tensor, type NamedTensors, type TensorInfo } from './tensor.ts';

const declared: readonly TensorInfo[] = [
  { name: 'a', dtype: 'float32', shape: ['batch', 2] },
  { name: 'b', dtype: 'int64', shape: ['batch', ''] },
];

function feeds(
  a: number[],
  b: bigint[],
  shapes: [number[], number[]] = [
    [a.length / 2, 2],
    [b.length, 1],
  ],
): NamedTensors {
  return new Map([
    ['b', tensor('int64', shapes[1], new BigInt64Array(b))],
    ['a', tensor('float32', shapes[0], new Float32Array(a))],
  ]);
}

describe('inputs', () => {
  test('what fits passes, in the order of the declaration', () => {
    assert.deepEqual([...checkInputs(declared, feeds([1, 2, 3, 4], [5n, 6n])).keys()], ['a', 'b']);
  });

  test('an unnamed dimension takes any size', () => {
    checkInputs(
      declared,
      feeds(
        [1, 2],
        [5n, 6n, 7n],
        [
          [1, 2],
          [1, 3],
        ],
      ),
    );
  });

  const base = feeds([1, 2], [5n]);
  const cases: readonly [name: string, feeds: NamedTensors, code: string, details: Record<string, unknown>][] = [
    ['a missing one', new Map([...base].filter(([name]) => name !== 'b')), 'input_missing', { name: 'b' }],
    ['an unknown one', new Map([...base, ['c', base.get('a')!]]), 'input_unknown', { name: 'c' }],
    [
      'another element type',
      new Map([...base, ['b', tensor('int32', [1, 1], new Int32Array(1))]]),
      'input_dtype_mismatch',
      { name: 'b', expected: 'int64', actual: 'int32' },
    ],
    [
      'another fixed size',
      feeds(
        [1, 2, 3],
        [5n],
        [
          [1, 3],
          [1, 1],
        ],
      ),
      'input_shape_mismatch',
      { name: 'a', expected: ['batch', 2], actual: [1, 3] },
    ],
    [
      'another number of dimensions',
      feeds([1, 2], [5n], [[2], [1, 1]]),
      'input_shape_mismatch',
      { name: 'a', expected: ['batch', 2], actual: [2] },
    ],
    [
      'one symbol with two sizes',
      feeds([1, 2, 3, 4], [5n]),
      'input_shape_mismatch',
      { name: 'b', expected: ['batch', ''], actual: [1, 1] },
    ],
    ['NaN', feeds([1, Number.NaN], [5n]), 'input_not_finite', { name: 'a', index: 1 }],
    ['infinity', feeds([-Infinity, 1], [5n]), 'input_not_finite', { name: 'a', index: 0 }],
  ];
  for (const [name, given, code, details] of cases) {
    test(`${name} is refused`, () => assert.throws(() => checkInputs(declared, given), { code, details }));
  }

  test('a range holds at both ends, for 64-bit integers too', () => {
    const options = { inputRanges: { a: { min: -1, max: 1 }, b: { min: 0, max: 10 } } };
    checkInputs(declared, feeds([-1, 1], [10n]), options);
    const tooLarge = { code: 'input_out_of_range', details: { name: 'a', index: 1, min: -1, max: 1 } };
    assert.throws(() => checkInputs(declared, feeds([0, 1.5], [10n]), options), tooLarge);
    assert.throws(() => checkInputs(declared, feeds([0, 0], [-1n]), options), { code: 'input_out_of_range' });
  });

  test('NaN passes when it is allowed, a range notwithstanding', () => {
    checkInputs(declared, feeds([Number.NaN, 0], [1n]), {
      allowNonFinite: true,
      inputRanges: { a: { min: 0, max: 1 } },
    });
  });
});

describe('outputs', () => {
  const outputs: readonly TensorInfo[] = [{ name: 'y', dtype: 'float32', shape: ['n', 2] }];
  const answer = (data: number[], shape: number[]): NamedTensors =>
    new Map([['y', tensor('float32', shape, new Float32Array(data))]]);
  for (const [name, given, code] of [
    ['a missing one', new Map(), 'output_missing'],
    ['another type', new Map([['y', tensor('int8', [1, 2], new Int8Array(2))]]), 'output_dtype_mismatch'],
    ['another shape', answer([1, 2, 3], [1, 3]), 'output_shape_mismatch'],
    ['NaN', answer([1, Number.NaN], [1, 2]), 'output_not_finite'],
    ['a value outside the range', answer([1, 2], [1, 2]), 'output_out_of_range'],
  ] as const) {
    test(`${name} is refused`, () => {
      assert.throws(() => checkOutputs(outputs, given, { outputRanges: { y: { min: 0, max: 1 } } }), { code });
    });
  }

  test('ranges of inputs do not apply', () => {
    assert.equal(checkOutputs(outputs, answer([5, 5], [1, 2]), { inputRanges: { y: { min: 0, max: 1 } } }).size, 1);
  });
});
