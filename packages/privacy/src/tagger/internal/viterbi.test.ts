import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spanConfidence } from './confidence.ts';
import { beginLabel, LABEL_COUNT, mayFollow } from './labels.ts';
import { allowedTransitions, viterbiDecoder } from './viterbi.ts';

const L = LABEL_COUNT;
const weight = fc.integer({ min: -40, max: 40 }).map((value) => value / 8);
const lattice = fc.integer({ min: 1, max: 3 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    emissions: fc
      .array(weight, { minLength: count * L, maxLength: count * L })
      .map((values) => Float32Array.from(values)),
    transitions: fc
      .array(weight, { minLength: L * L, maxLength: L * L })
      .map((values) => allowedTransitions(Float32Array.from(values))),
  }),
);

type Lattice = { count: number; emissions: Float32Array; transitions: Float32Array };

function scoreOf({ emissions, transitions }: Lattice, labels: readonly number[]): number {
  return labels.reduce(
    (sum, label, at) => sum + (emissions[at * L + label] ?? 0) + (transitions[(labels[at - 1] ?? 0) * L + label] ?? 0),
    0,
  );
}

function allPaths(count: number): number[][] {
  if (count === 0) return [[]];
  return allPaths(count - 1).flatMap((path) => {
    const before = path.at(-1) ?? 0;
    return Array.from({ length: L }, (_, label) => label).flatMap((label) =>
      mayFollow(label, before) ? [[...path, label]] : [],
    );
  });
}

const pathsByCount = [0, 1, 2, 3].map(allPaths);

test('finds a path that no other path beats', () => {
  fc.assert(
    fc.property(lattice, (given) => {
      const labels = Array.from(
        viterbiDecoder(given.transitions, 8)(given.emissions, given.count).subarray(0, given.count),
      );
      const best = Math.max(...(pathsByCount[given.count] ?? []).map((path) => scoreOf(given, path)));
      assert.ok(Math.abs(scoreOf(given, labels) - best) < 1e-3);
    }),
    { numRuns: 60 },
  );
});

test('never lets a span continue that did not begin', () => {
  fc.assert(
    fc.property(lattice, (given) => {
      const labels = viterbiDecoder(given.transitions, 8)(given.emissions, given.count);
      for (let at = 0; at < given.count; at++)
        assert.ok(mayFollow(labels[at] ?? 0, at === 0 ? 0 : (labels[at - 1] ?? 0)));
    }),
  );
});

test('confidence is the share of the labellings with the type among all', () => {
  const begin = beginLabel('GPE');
  fc.assert(
    fc.property(lattice, (given) => {
      const weigh = (path: number[]): number => Math.exp(scoreOf(given, path));
      const paths = pathsByCount[given.count] ?? [];
      const all = paths.reduce((sum, path) => sum + weigh(path), 0);
      const ofType = paths.filter((path) => path.every((label) => label === begin || label === begin + 1));
      const share = ofType.reduce((sum, path) => sum + weigh(path), 0) / all;
      const labels = Uint8Array.of(begin, begin + 1, begin + 1);
      const span = { first: 0, last: given.count - 1, count: given.count };
      const confidence = spanConfidence(given.transitions)(given.emissions, labels, span);
      assert.ok(Math.abs(confidence - share) < 1e-4, `${confidence} is not ${share}`);
    }),
    { numRuns: 60 },
  );
});
