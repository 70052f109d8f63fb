import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LABEL_COUNT } from '../src/tagger/internal/labels.ts';
import { allowedTransitions, viterbiDecoder } from '../src/tagger/internal/viterbi.ts';
import { averageOf, type Encoded, trainCrf } from './crf.ts';
import { makeRandom } from './random.ts';

/** One feature a token; row 1 begins a person, row 2 means inside only after row 1: transitions have to be learned. */
function encoded(rows: readonly number[], labels: readonly number[]): Encoded {
  return {
    rows: Int32Array.from(rows),
    offsets: Int32Array.from([0, ...rows.map((_, at) => at + 1)]),
    labels: Uint8Array.from(labels),
  };
}

const samples = [
  encoded([0, 1, 2, 0], [0, 1, 2, 0]),
  encoded([2, 0, 2], [0, 0, 0]),
  encoded([1, 0, 2, 2], [1, 0, 0, 0]),
];

function inTurn(): () => Encoded {
  let at = 0;
  return () => samples[at++ % samples.length] as Encoded;
}

function train(seed: number): ReturnType<typeof trainCrf> {
  const settings = { rowCount: 4, samples: 180, rate: 0.2, shrink: 0, dropout: 0 };
  return trainCrf(inTurn(), { ...settings, random: makeRandom(seed), report: () => undefined });
}

test('learns from features and from what went before', () => {
  const weights = train(1);
  const decode = viterbiDecoder(allowedTransitions(weights.transitions), 8);
  for (const { rows, labels } of samples) {
    const scores = new Float32Array(rows.length * LABEL_COUNT);
    rows.forEach((row, at) =>
      scores.set(weights.rows.subarray(row * LABEL_COUNT, (row + 1) * LABEL_COUNT), at * LABEL_COUNT),
    );
    assert.deepEqual(decode(scores, rows.length).slice(0, rows.length), labels);
  }
});

test('gives the same weights for the same seed', () => assert.deepEqual(train(7), train(7)));

test('says how the loss falls', () => {
  const lines: string[] = [];
  const settings = { rowCount: 4, samples: 9, rate: 0.2, shrink: 0, dropout: 0 };
  trainCrf(inTurn(), { ...settings, random: makeRandom(1), report: (line) => lines.push(line) });
  const losses = lines.map((line) => Number(/loss ([\d.]+)/.exec(line)?.[1]));
  assert.equal(losses.length, 3);
  assert.ok((losses[2] ?? Infinity) < (losses[0] ?? 0));
});

test('models are averaged weight by weight', () => {
  const model = (weight: number) => ({ rows: Float32Array.of(weight, 1), transitions: Float32Array.of(-weight) });
  assert.deepEqual(averageOf([model(1), model(4)]), {
    rows: Float32Array.of(2.5, 1),
    transitions: Float32Array.of(-2.5),
  });
});
