import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { directionClassifier, directionClassifierBytes, directionClassifierInput } from '@tensorguard/testkit';
import { InferenceError } from './errors.ts';
import { loadModel } from './load-model.ts';
import { MAX_LISTED_MISMATCHES, parseSelfTest, runSelfTest, type SelfTestVector } from './self-test.ts';
import { formatTensors } from './tensor-json.ts';
import { tensor, type NamedTensors, type Tensor } from './tensor.ts';

const exact = { abs: 0, rel: 0 };

function vector(expected: Tensor, tolerance = exact): SelfTestVector {
  return { inputs: new Map(), outputs: new Map([['y', expected]]), tolerance };
}

function answering(actual: Tensor): { run: () => Promise<NamedTensors> } {
  return { run: async () => new Map([['y', actual]]) };
}

function floats(...values: number[]): Tensor {
  return tensor('float64', [values.length], new Float64Array(values));
}

test('the real model passes with its own answers and fails with those of another picture', async () => {
  const model = await loadModel({ bytes: directionClassifierBytes() });
  const { name } = directionClassifier.output;
  const inputs = new Map([['x', directionClassifierInput()]]);
  const outputs = await model.run(inputs);
  const manifest = JSON.parse(
    JSON.stringify([
      { inputs: formatTensors(inputs), outputs: formatTensors(outputs), tolerance: { abs: 1e-5, rel: 1e-4 } },
    ]),
  ) as unknown;
  const vectors = parseSelfTest(manifest);
  const passed = await runSelfTest(model, vectors);
  assert.deepEqual([passed.passed, passed.vectors, passed.comparedElements, passed.mismatches], [true, 1, 2, []]);
  const [{ outputs: expected, tolerance }] = vectors as [SelfTestVector];
  const upsideDown = new Map([['x', directionClassifierInput({ upsideDown: true })]]);
  const turned = [{ inputs: upsideDown, outputs: expected, tolerance }];
  const failed = await runSelfTest(model, turned);
  assert.equal(failed.passed, false);
  assert.deepEqual(
    failed.mismatches.map((mismatch) => mismatch.kind === 'value' && [mismatch.output, mismatch.index]),
    [
      [name, 0],
      [name, 1],
    ],
  );
  assert.ok(failed.maxAbsError > 0.9);
  await model.dispose();
});

describe('comparison', () => {
  for (const [name, expected, actual, tolerance, passes] of [
    ['equal', floats(1), floats(1), exact, true],
    ['at the absolute bound', floats(1), floats(1.5), { abs: 0.5, rel: 0 }, true],
    ['beyond the absolute bound', floats(1), floats(1.51), { abs: 0.5, rel: 0 }, false],
    ['within the relative bound', floats(-100), floats(-109), { abs: 0, rel: 0.1 }, true],
    ['beyond the relative bound', floats(-100), floats(-111), { abs: 0, rel: 0.1 }, false],
    ['both bounds add up', floats(10), floats(11.5), { abs: 1, rel: 0.1 }, true],
    ['NaN is close to nothing', floats(0), floats(Number.NaN), { abs: 1e300, rel: 0 }, false],
    [
      '64-bit integers that doubles confuse',
      tensor('int64', [1], new BigInt64Array([2n ** 60n])),
      tensor('int64', [1], new BigInt64Array([2n ** 60n + 1n])),
      exact,
      false,
    ],
  ] as const) {
    test(name, async () => {
      const report = await runSelfTest(answering(actual), [vector(expected, tolerance)]);
      assert.equal(report.passed, passes);
      assert.equal(report.mismatchCount, passes ? 0 : 1);
    });
  }
});

describe('the report', () => {
  test('names the element, what was expected and what came, as plain data', async () => {
    const report = await runSelfTest(answering(floats(1, Number.NaN)), [vector(floats(1, 2))]);
    const expected = [{ kind: 'value', vector: 0, output: 'y', index: 1, expected: 2, actual: 'NaN' }];
    assert.deepEqual(JSON.parse(JSON.stringify(report.mismatches)), expected);
  });

  test('names a missing output, another type, another shape', async () => {
    const model = {
      run: async () =>
        new Map([
          ['b', floats(1)],
          ['c', floats(1)],
        ]),
    };
    const outputs = new Map([
      ['a', floats(1)],
      ['b', tensor('float32', [1], new Float32Array(1))],
      ['c', tensor('float64', [1, 1], new Float64Array(1))],
    ]);
    const { mismatches } = await runSelfTest(model, [{ inputs: new Map(), outputs, tolerance: exact }]);
    assert.deepEqual(mismatches, [
      { kind: 'missing', vector: 0, output: 'a' },
      { kind: 'dtype', vector: 0, output: 'b', expected: 'float32', actual: 'float64' },
      { kind: 'shape', vector: 0, output: 'c', expected: [1, 1], actual: [1] },
    ]);
  });

  test('has a run that failed, and goes on with the next vector', async () => {
    let calls = 0;
    const model = {
      run: async () => {
        if (++calls === 1) throw new InferenceError('deadline_exceeded', 'too slow');
        return new Map([['y', floats(1)]]);
      },
    };
    const report = await runSelfTest(model, [vector(floats(1)), vector(floats(1))]);
    assert.deepEqual(report.mismatches, [{ kind: 'run', vector: 0, code: 'deadline_exceeded', message: 'too slow' }]);
    assert.equal(report.comparedElements, 1);
  });

  test('counts all mismatches and lists the first', async () => {
    const many = tensor('int8', [100], new Int8Array(100));
    const report = await runSelfTest(answering(tensor('int8', [100], new Int8Array(100).fill(1))), [vector(many)]);
    assert.deepEqual([report.mismatchCount, report.mismatches.length], [100, MAX_LISTED_MISMATCHES]);
  });
});

test('an error that is not a refusal is not hidden', async () => {
  const broken = { run: () => Promise.reject(new TypeError('bug')) };
  await assert.rejects(runSelfTest(broken, [vector(floats(1))]), TypeError);
});

test('no vectors are no self-test', async () => {
  await assert.rejects(runSelfTest(answering(floats(1)), []), { code: 'self_test_invalid' });
});

describe('vectors that are refused', () => {
  const good = { inputs: {}, outputs: { y: { dtype: 'int8', shape: [], data: [1] } }, tolerance: exact };
  for (const [name, value] of [
    ['no list', {}],
    ['an empty list', []],
    ['an unknown member', [{ ...good, weight: 1 }]],
    ['a negative tolerance', [{ ...good, tolerance: { abs: -1, rel: 0 } }]],
    ['no tolerance', [{ inputs: {}, outputs: good.outputs }]],
    ['no expected output', [{ ...good, outputs: {} }]],
    ['a tensor that is wrong', [{ ...good, inputs: { x: { dtype: 'int8', shape: [2], data: [1] } } }]],
    ['too many', Array.from({ length: 257 }, () => good)],
  ] as const) {
    test(name, () => assert.throws(() => parseSelfTest(value), { code: 'self_test_invalid' }));
  }
});
