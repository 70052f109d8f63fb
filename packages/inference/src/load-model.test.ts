import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import {
  bytesField,
  directionClassifier,
  directionClassifierBytes,
  directionClassifierInput,
  ManualClock,
  onnxModel,
  type DirectionInputOptions,
} from '@tensorguard/testkit';
import { DTYPES, factsOf, type DType } from './dtype.ts';
import { InferenceError } from './errors.ts';
import { loadModel, type LoadedModel } from './load-model.ts';
import { tensor, type NamedTensors } from './tensor.ts';

function picture(options?: DirectionInputOptions): NamedTensors {
  return new Map([[directionClassifier.input.name, directionClassifierInput(options)]]);
}

/** A batch of grey pictures: work that takes a while. */
function blank(pictures: number): NamedTensors {
  return new Map([['x', tensor('float32', [pictures, 3, 48, 192], new Float32Array(pictures * 3 * 48 * 192))]]);
}

function onlyOutput(outputs: NamedTensors): ArrayLike<number | bigint> {
  assert.equal(outputs.size, 1);
  return [...outputs.values()][0]!.data;
}

describe('the direction classifier', () => {
  let model: LoadedModel;
  before(async () => {
    model = await loadModel({ bytes: directionClassifierBytes(), threads: 2 });
  });
  after(() => model.dispose());

  test('inputs and outputs are known', () => {
    assert.deepEqual(model.inputs, [directionClassifier.input]);
    assert.deepEqual(model.outputs, [directionClassifier.output]);
    assert.equal(model.metadata.opset, directionClassifier.opset);
  });

  for (const text of ['REPEAT', 'ALERT', 'PETAL']) {
    test(`${text} is told from ${text} on its head`, async () => {
      assert.ok(Number(onlyOutput(await model.run(picture({ text })))[0]) > 0.9);
      assert.ok(Number(onlyOutput(await model.run(picture({ text, upsideDown: true })))[1]) > 0.9);
    });
  }

  test('runs at the same time get the answers to their own questions, and inputs stay with the caller', async () => {
    const feeds = [picture(), picture({ upsideDown: true })];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => model.run(feeds[i % 2]!)));
    for (const [i, answer] of answers.entries()) assert.ok(Number(onlyOutput(answer)[i % 2]) > 0.9);
    assert.equal(feeds[0]!.get('x')!.data.length, 3 * 48 * 192);
  });

  test('the event loop turns while a run is under way', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await model.run(blank(64));
    clearInterval(timer);
    assert.ok(turns > 0);
  });

  test('feeds that do not fit never reach the runtime', async () => {
    await assert.rejects(model.run(new Map()), { code: 'input_missing' });
    await assert.rejects(model.run(new Map([['x', tensor('float32', [1, 1, 48, 192], new Float32Array(48 * 192))]])), {
      code: 'input_shape_mismatch',
    });
  });

  test('what the runtime itself refuses is an error with a code, and the model lives on', async () => {
    const noPixels = new Map([['x', tensor('float32', [1, 3, 1, 0], new Float32Array(0))]]);
    await assert.rejects(model.run(noPixels), { code: 'model_run_failed' });
    assert.ok(Number(onlyOutput(await model.run(picture()))[0]) > 0.9);
  });
});

describe('plaintext', () => {
  for (const [name, bytes] of [
    ['a buffer of its own', directionClassifierBytes()],
    [
      'a part of a larger buffer',
      Buffer.concat([Buffer.alloc(3, 1), directionClassifierBytes(), Buffer.alloc(3, 1)]).subarray(3, -3),
    ],
    ['shared memory', shared(directionClassifierBytes())],
  ] as const) {
    test(`${name} is empty or zero once the model is loaded, and the model runs without it`, async () => {
      const around = bytes.buffer;
      const model = await loadModel({ bytes });
      assert.ok(isWiped(bytes));
      if (bytes.byteOffset > 0) assert.deepEqual(new Uint8Array(around).slice(0, 3), new Uint8Array([1, 1, 1]));
      assert.ok(Number(onlyOutput(await model.run(picture()))[0]) > 0.9);
      await model.dispose();
    });
  }

  test('it is wiped when loading fails as well', async () => {
    const bytes = onnxModel({
      nodes: [{ type: 'NoSuchOperator', inputs: [], outputs: ['y'] }],
      outputs: [{ name: 'y', dtype: 'int8', shape: [] }],
    });
    await assert.rejects(loadModel({ bytes }), (error) => {
      assert.ok(error instanceof InferenceError && error.code === 'model_load_failed');
      assert.match(String(error.details['reason']), /NoSuchOperator/);
      return true;
    });
    assert.ok(isWiped(bytes));
    const text = Buffer.from('not a model');
    await assert.rejects(loadModel({ bytes: text }), { code: 'onnx_malformed' });
    assert.ok(isWiped(text));
  });

  test('a model that would read other files is not loaded', async () => {
    const bytes = onnxModel({
      initializers: [{ name: 'w', dtype: 'float32', shape: [1], externalLocation: 'weights.bin' }],
      outputs: [{ name: 'w', dtype: 'float32', shape: [1] }],
    });
    await assert.rejects(loadModel({ bytes }), { code: 'onnx_external_data', details: { locations: ['weights.bin'] } });
  });
});

test('a file that ONNX Runtime would take for its own format is refused, valid ONNX or not', async () => {
  const disguised = Buffer.concat([bytesField(15, Buffer.from('..ORTM')), directionClassifierBytes()]);
  await assert.rejects(loadModel({ bytes: disguised }), { code: 'model_unsupported' });
  const harmless = Buffer.concat([bytesField(15, Buffer.from('..ABCD')), directionClassifierBytes()]);
  const model = await loadModel({ bytes: harmless });
  await model.dispose();
});

test('loading and running write nothing to any file', () => {
  // With a file size limit of 0 the kernel ends the process at its first byte written to a regular file.
  const limited = (source: string): string | null => {
    const shell = ['-c', 'ulimit -f 0 && exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', source];
    const { stdout, signal, stderr } = spawnSync('sh', shell, {
      cwd: import.meta.dirname,
      timeout: 20_000,
      encoding: 'utf8',
      // Coverage would be written to a file.
      env: { ...process.env, NODE_V8_COVERAGE: undefined },
    });
    return signal ?? (stdout || stderr);
  };
  const control = `
    const { tmpdir } = await import('node:os');
    const { rmSync, writeFileSync } = await import('node:fs');
    const path = tmpdir() + '/tensorguard-' + process.pid;
    try { writeFileSync(path, 'x'); console.log('written'); } catch (error) { console.log(error.code); } finally { rmSync(path); }`;
  assert.ok(['EFBIG\n', 'SIGXFSZ'].includes(String(limited(control))));
  const load = `
    const { loadModel } = await import(${JSON.stringify(new URL('./load-model.ts', import.meta.url).href)});
    const { directionClassifierBytes, directionClassifierInput } = await import('@tensorguard/testkit');
    const model = await loadModel({ bytes: directionClassifierBytes() });
    const outputs = await model.run(new Map([['x', directionClassifierInput()]]));
    await model.dispose();
    console.log([...outputs.keys()].join());`;
  assert.equal(limited(load), 'softmax_0.tmp_0\n');
});

describe('element types', () => {
  for (const dtype of Object.keys(DTYPES) as DType[]) {
    test(`${dtype} goes in and comes out unchanged`, async () => {
      const value = { dtype, shape: ['n'] };
      const model = await loadModel({
        bytes: onnxModel({
          inputs: [{ name: 'x', ...value }],
          outputs: [{ name: 'y', ...value }],
          nodes: [{ type: 'Identity', inputs: ['x'], outputs: ['y'] }],
        }),
      });
      const { array, kind, min, max } = factsOf(dtype);
      const data = new array(3);
      [min, max, kind === 'bigint' ? 1n : 1].forEach((element, i) => (data[i] = element));
      const outputs = await model.run(new Map([['x', tensor(dtype, [3], data)]]));
      assert.deepEqual(outputs, new Map([['y', tensor(dtype, [3], data)]]));
      await model.dispose();
    });
  }

  test('a model of text is not supported', async () => {
    const value = { dtype: 'string', shape: [1] } as const;
    const bytes = onnxModel({
      inputs: [{ name: 'x', ...value }],
      outputs: [{ name: 'y', ...value }],
      nodes: [{ type: 'Identity', inputs: ['x'], outputs: ['y'] }],
    });
    await assert.rejects(loadModel({ bytes }), { code: 'model_unsupported', details: { name: 'x', dtype: 'string' } });
  });
});

test('an answer of NaN is refused unless it is allowed', async () => {
  const bytes = (): Buffer =>
    onnxModel({
      inputs: [{ name: 'x', dtype: 'float32', shape: [1] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [1] }],
      nodes: [{ type: 'Log', inputs: ['x'], outputs: ['y'] }],
    });
  const feeds = new Map([['x', tensor('float32', [1], new Float32Array([-1]))]]);
  const strict = await loadModel({ bytes: bytes() });
  await assert.rejects(strict.run(feeds), { code: 'output_not_finite', details: { name: 'y', index: 0 } });
  const lax = await loadModel({ bytes: bytes(), guard: { allowNonFinite: true } });
  assert.ok(Number.isNaN(onlyOutput(await lax.run(feeds))[0]));
  const ranged = await loadModel({ bytes: bytes(), guard: { inputRanges: { x: { min: 0, max: 1 } } } });
  await assert.rejects(ranged.run(feeds), { code: 'input_out_of_range' });
  await Promise.all([strict, lax, ranged].map((model) => model.dispose()));
});

describe('limits of a run', () => {
  test('a caller whose time is over is told at once, and later runs are answered rightly', async () => {
    const clock = new ManualClock();
    const model = await loadModel({ bytes: directionClassifierBytes(), clock });
    const first = model.run(blank(64));
    const late = assert.rejects(model.run(picture({ upsideDown: true }), { deadlineMs: 5 }), {
      code: 'deadline_exceeded',
    });
    await clock.advance(5);
    await late;
    assert.equal(onlyOutput(await first).length, 128);
    assert.ok(Number(onlyOutput(await model.run(picture({ upsideDown: true })))[1]) > 0.9);
    assert.equal(clock.sleeping, 0);
    await model.dispose();
  });

  test('a caller can give up', async () => {
    const model = await loadModel({ bytes: directionClassifierBytes() });
    await assert.rejects(model.run(picture(), { signal: AbortSignal.abort() }), { code: 'aborted' });
    const controller = new AbortController();
    const given = assert.rejects(model.run(picture(), { signal: controller.signal }), { code: 'aborted' });
    controller.abort();
    await given;
    await model.dispose();
  });

  test('a number of threads that makes no sense is a mistake', async () => {
    for (const threads of [0, 1.5, 65])
      await assert.rejects(loadModel({ bytes: directionClassifierBytes(), threads }), TypeError);
  });
});

describe('disposal', () => {
  test('runs in flight finish, later ones are refused, and twice is once', async () => {
    const model = await loadModel({ bytes: directionClassifierBytes() });
    const inFlight = Array.from({ length: 5 }, () => model.run(picture()));
    const disposed = model.dispose();
    await assert.rejects(model.run(picture()), { code: 'model_disposed' });
    for (const run of inFlight) assert.ok(Number(onlyOutput(await run)[0]) > 0.9);
    await disposed;
    await model.dispose();
  });

  for (const [name, ending, expected] of [
    ['a forgotten idle model ends by itself', '', 0],
    [
      'a run under way ends properly when it is told to',
      'void model.run(feeds); setTimeout(() => process.exit(7), 20);',
      7,
    ],
    ['a model that is loading ends properly as well', 'void load(); setTimeout(() => process.exit(7), 60);', 7],
  ] as const) {
    test(`a process with ${name}`, () => {
      const source = `
        const { loadModel } = await import(${JSON.stringify(new URL('./load-model.ts', import.meta.url).href)});
        const { directionClassifierBytes } = await import('@tensorguard/testkit');
        const load = () => loadModel({ bytes: directionClassifierBytes() });
        const model = await load();
        const shape = [64, 3, 48, 192];
        const feeds = new Map([['x', { dtype: 'float32', shape, data: new Float32Array(64 * 3 * 48 * 192) }]]);
        ${ending}`;
      const { status, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
        cwd: import.meta.dirname,
        timeout: 20_000,
        encoding: 'utf8',
      });
      assert.deepEqual({ status, signal, stderr }, { status: expected, signal: null, stderr: '' });
    });
  }
});

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function isWiped(bytes: Uint8Array): boolean {
  // A buffer that moved to the runtime's thread has no bytes any more and refuses even to be looked at.
  return bytes.byteLength === 0 || bytes.every((byte) => byte === 0);
}
