import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import {
  bytesField,
  directionClassifier,
  directionClassifierBytes,
  directionClassifierPath,
  onnxModel,
  seededRandom,
  varintField,
  type OnnxModelGraph,
} from '@tensorguard/testkit';
import { InferenceError } from './errors.ts';
import { readOnnxMetadata } from './onnx-metadata.ts';

const small: OnnxModelGraph = {
  inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 2] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: ['n', 2] }],
  nodes: [{ type: 'Identity', inputs: ['x'], outputs: ['y'] }],
};

describe('real models', () => {
  test('the direction classifier is described as its publisher made it', () => {
    const { input, output, opset } = directionClassifier;
    const metadata = readOnnxMetadata(directionClassifierBytes());
    assert.deepEqual(metadata.inputs, [input]);
    assert.deepEqual(metadata.outputs, [output]);
    assert.equal(metadata.opset, opset);
    assert.equal(metadata.graphName, 'Model from PaddlePaddle.');
    assert.deepEqual(
      metadata.operators.find(({ type }) => type === 'Conv'),
      { domain: '', type: 'Conv', nodes: 53 },
    );
    assert.deepEqual([metadata.unknownDomains, metadata.functions, metadata.externalData], [[], [], []]);
  });

  for (const [file, opset, outputShape] of [
    ['ch_PP-OCRv4_det_infer.onnx', 11, 4],
    ['ch_PP-OCRv4_rec_infer.onnx', 9, 3],
  ] as const) {
    test(file, () => {
      const metadata = readOnnxMetadata(readFileSync(join(dirname(directionClassifierPath()), file)));
      assert.equal(metadata.opset, opset);
      assert.equal(metadata.outputs[0]?.shape?.length, outputShape);
    });
  }
});

describe('what a model may contain', () => {
  test('producer, several operator sets, own functions and foreign domains', () => {
    const nodes = [
      { type: 'Identity', inputs: ['x'], outputs: ['a'] },
      { type: 'Gelu', domain: 'com.microsoft', inputs: ['a'], outputs: ['b'] },
      { type: 'Mine', domain: 'local', inputs: ['b'], outputs: ['c'] },
      { type: 'Backdoor', domain: 'evil.example', inputs: ['c'], outputs: ['y'] },
    ];
    const metadata = readOnnxMetadata(
      onnxModel({
        ...small,
        nodes,
        opset: 13,
        domains: ['com.microsoft', 'evil.example'],
        functions: [{ domain: 'local', name: 'Mine' }],
        producer: { name: 'maker', version: '1.2' },
      }),
    );
    assert.deepEqual(metadata.producer, { name: 'maker', version: '1.2' });
    assert.equal(metadata.opset, 13);
    assert.deepEqual(
      metadata.opsets.map(({ domain }) => domain),
      ['', 'com.microsoft', 'evil.example'],
    );
    assert.deepEqual(metadata.functions, [{ domain: 'local', name: 'Mine' }]);
    assert.deepEqual(metadata.unknownDomains, ['evil.example']);
    assert.deepEqual(
      metadata.operators.map(({ type }) => type),
      ['Identity', 'Gelu', 'Backdoor', 'Mine'],
    );
  });

  test('operators and outside data inside subgraphs are found', () => {
    const subgraph: OnnxModelGraph = {
      nodes: [{ type: 'Hidden', domain: 'evil.example', inputs: [], outputs: [] }],
      initializers: [{ name: 'w', dtype: 'float32', shape: [1], externalLocation: '../../etc/passwd' }],
    };
    const metadata = readOnnxMetadata(
      onnxModel({ ...small, nodes: [{ type: 'If', inputs: ['x'], outputs: ['y'], subgraph }] }),
    );
    assert.deepEqual(metadata.unknownDomains, ['evil.example']);
    assert.deepEqual(metadata.externalData, ['../../etc/passwd']);
  });

  test('operators and outside data are found wherever a file can hide them', () => {
    const outside = (place: string): Buffer =>
      bytesField(13, Buffer.concat([bytesField(1, Buffer.from('location')), bytesField(2, Buffer.from(place))]));
    const attribute = (content: Buffer): Buffer => bytesField(5, content);
    const hidden = Buffer.concat([
      onnxModel(small),
      // A training graph, with a sparse initializer: values and indices.
      bytesField(
        20,
        bytesField(1, bytesField(15, Buffer.concat([bytesField(1, outside('a')), bytesField(2, outside('b'))]))),
      ),
      // The body of a function, and a default of one of its attributes.
      bytesField(
        25,
        Buffer.concat([
          bytesField(7, attribute(bytesField(5, outside('c')))),
          bytesField(11, bytesField(10, outside('d'))),
        ]),
      ),
      // A sparse attribute in a training graph.
      bytesField(20, bytesField(2, bytesField(1, attribute(bytesField(22, bytesField(1, outside('e'))))))),
      // A flag without a place.
      bytesField(20, bytesField(2, bytesField(5, varintField(14, 1)))),
    ]);
    assert.deepEqual(readOnnxMetadata(hidden).externalData, ['', 'a', 'b', 'c', 'd', 'e']);
  });

  test('values that are not tensors have no element type', () => {
    const sequence = bytesField(
      11,
      Buffer.concat([bytesField(1, Buffer.from('s')), bytesField(2, bytesField(4, Buffer.alloc(0)))]),
    );
    const model = Buffer.concat([varintField(1, 8), bytesField(7, sequence)]);
    assert.deepEqual(readOnnxMetadata(model).inputs, [{ name: 's', dtype: null, shape: null }]);
  });

  test('an element type of the future goes by its number', () => {
    const value = Buffer.concat([bytesField(1, Buffer.from('f')), bytesField(2, bytesField(1, varintField(1, 99)))]);
    const model = Buffer.concat([varintField(1, 8), bytesField(7, bytesField(11, value))]);
    assert.equal(readOnnxMetadata(model).inputs[0]?.dtype, 'type-99');
  });

  test('inputs with an initializer are constants, not inputs', () => {
    const model = onnxModel({
      ...small,
      inputs: [...small.inputs!, { name: 'w', dtype: 'float32', shape: [1] }],
      initializers: [{ name: 'w', dtype: 'float32', shape: [1], data: Buffer.alloc(4) }],
    });
    assert.deepEqual(
      readOnnxMetadata(model).inputs.map(({ name }) => name),
      ['x'],
    );
  });

  test('types without a shape, unknown sizes and text tensors are said as they are', () => {
    const model = onnxModel({
      ...small,
      inputs: [
        { name: 'a', dtype: 'string' },
        { name: 'b', dtype: 'bool', shape: [-1, ''] },
        { name: 'c', dtype: 'float16', shape: [] },
      ],
    });
    assert.deepEqual(readOnnxMetadata(model).inputs, [
      { name: 'a', dtype: 'string', shape: null },
      { name: 'b', dtype: 'bool', shape: ['', ''] },
      { name: 'c', dtype: 'float16', shape: [] },
    ]);
  });
});

describe('what is refused', () => {
  const nested = (depth: number): OnnxModelGraph =>
    depth === 0 ? {} : { nodes: [{ type: 'If', inputs: [], outputs: [], subgraph: nested(depth - 1) }] };
  const model = onnxModel(small);
  const cases: readonly [name: string, bytes: Uint8Array, code: string][] = [
    ['nothing', Buffer.alloc(0), 'onnx_malformed'],
    ['text', Buffer.from('not a model'), 'onnx_malformed'],
    ['a model cut short', model.subarray(0, model.length - 3), 'onnx_malformed'],
    ['a model without a graph', varintField(1, 8), 'onnx_malformed'],
    ['a model without a version', bytesField(7, Buffer.alloc(0)), 'onnx_malformed'],
    ['two graphs, which decoders merge', Buffer.concat([model, bytesField(7, Buffer.alloc(0))]), 'onnx_malformed'],
    ['a graph as a number', Buffer.concat([varintField(1, 8), varintField(7, 1)]), 'onnx_malformed'],
    ['field number 0', Buffer.concat([model, varintField(0, 1)]), 'onnx_malformed'],
    ['a group', Buffer.concat([model, Buffer.from([(30 << 3) | 3])]), 'onnx_malformed'],
    [
      'a number of eleven bytes',
      Buffer.concat([model, Buffer.from([30 << 3, ...Array(10).fill(0xff), 1])]),
      'onnx_malformed',
    ],
    [
      'a number of 70 bits',
      Buffer.concat([model, Buffer.from([5 << 3, ...Array(9).fill(0xff), 0x7f])]),
      'onnx_malformed',
    ],
    [
      'a length beyond the end',
      Buffer.concat([model, Buffer.from([(6 << 3) | 2, 0xff, 0xff, 0xff, 0xff, 0x0f])]),
      'onnx_malformed',
    ],
    ['a fixed field cut short', Buffer.concat([model, Buffer.from([(15 << 3) | 1, 0])]), 'onnx_malformed'],
    ['a name that is not UTF-8', Buffer.concat([model, bytesField(2, Buffer.from([0xff]))]), 'onnx_malformed'],
    [
      'a version beyond exact numbers',
      Buffer.concat([varintField(1, Number.MAX_SAFE_INTEGER + 1), model]),
      'onnx_malformed',
    ],
    ['a name of megabytes', Buffer.concat([model, bytesField(2, Buffer.alloc(1 << 20, 97))]), 'onnx_limit_exceeded'],
    ['graphs nested without end', onnxModel(nested(40)), 'onnx_limit_exceeded'],
    [
      'inputs without end',
      onnxModel({ inputs: Array.from({ length: 5000 }, () => ({ name: 'x', dtype: 'int8' })) }),
      'onnx_limit_exceeded',
    ],
    [
      'a shape without end',
      onnxModel({ inputs: [{ name: 'x', dtype: 'int8', shape: Array(65).fill(1) }] }),
      'onnx_limit_exceeded',
    ],
    [
      'operators without end',
      onnxModel({ nodes: Array.from({ length: 5000 }, (_, i) => ({ type: `Op${i}`, inputs: [], outputs: [] })) }),
      'onnx_limit_exceeded',
    ],
  ];
  for (const [name, bytes, code] of cases) {
    test(name, () => assert.throws(() => readOnnxMetadata(bytes), { code }));
  }

  test('nesting as deep as real models have it is read', () => {
    assert.equal(readOnnxMetadata(onnxModel(nested(20))).operators[0]?.nodes, 20);
  });
});

test('fixed fields of other tools are stepped over', () => {
  const fixed64 = Buffer.from([(15 << 3) | 1, ...Array(8).fill(7)]);
  const fixed32 = Buffer.from([(15 << 3) | 5, ...Array(4).fill(7)]);
  assert.equal(readOnnxMetadata(Buffer.concat([fixed64, onnxModel(small), fixed32])).irVersion, 8);
});

test('any change of bytes in a real model gives metadata or an InferenceError', () => {
  const random = seededRandom('mutate onnx');
  const original = directionClassifierBytes();
  const refused = new Set<string>();
  for (let round = 0; round < 300; round++) {
    // The structure is thickest at the ends; the middle is weights.
    const bytes = Buffer.from(
      original.subarray(0, random.next() < 0.3 ? random.integer(0, original.length) : undefined),
    );
    for (let i = random.integer(1, 8); i > 0 && bytes.length > 0; i--) {
      const at =
        random.next() < 0.5 ? random.integer(0, Math.min(4000, bytes.length - 1)) : random.integer(0, bytes.length - 1);
      bytes[at] = random.integer(0, 255);
    }
    try {
      readOnnxMetadata(bytes);
    } catch (error) {
      assert.ok(error instanceof InferenceError, String(error));
      refused.add(error.code);
    }
  }
  assert.ok(refused.has('onnx_malformed'));
});
