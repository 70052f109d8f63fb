import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countHidden, scoreOf, tallySpans, type Tally } from './score-spans.ts';

function score(
  labels: readonly (readonly [string, number, number])[],
  found: readonly (readonly [string, number, number])[],
) {
  const tallies = new Map<string, Tally>();
  const spans = (list: typeof labels) => list.map(([type, start, end]) => ({ type: type as 'PERSON', start, end }));
  tallySpans(spans(labels), spans(found), tallies);
  const { precision, recall, f1 } = scoreOf([...tallies.values()]);
  return [precision, recall, Number(f1.toFixed(3))];
}

test('a span counts when types agree and half of it is covered', () => {
  assert.deepEqual(score([['PERSON', 0, 10]], [['PERSON', 0, 10]]), [1, 1, 1]);
  assert.deepEqual(score([['PERSON', 0, 10]], [['PERSON', 0, 5]]), [1, 1, 1]);
  assert.deepEqual(score([['PERSON', 0, 10]], [['PERSON', 0, 4]]), [1, 0, 0]);
  assert.deepEqual(score([['PERSON', 0, 10]], [['GPE', 0, 10]]), [0, 0, 0]);
  assert.deepEqual(score([['PERSON', 0, 10]], [['PERSON', 0, 30]]), [1, 1, 1]);
  assert.deepEqual(score([['PERSON', 0, 10]], [['PERSON', 8, 30]]), [0, 0, 0]);
});

test('a span is hidden by whatever type covers half of it', () => {
  const labels = [
    { type: 'GPE', start: 0, end: 10 },
    { type: 'GPE', start: 20, end: 30 },
  ];
  assert.equal(countHidden(labels, [{ start: 4, end: 24 }]), 1);
  assert.equal(countHidden(labels, [{ start: 5, end: 25 }]), 2);
  assert.equal(countHidden(labels, []), 0);
});

test('pieces are counted together, and what is missing or too much lowers the score', () => {
  assert.deepEqual(
    score(
      [['PERSON', 0, 10]],
      [
        ['PERSON', 0, 4],
        ['PERSON', 5, 10],
      ],
    ),
    [1, 1, 1],
  );
  assert.deepEqual(
    score(
      [
        ['PERSON', 0, 10],
        ['GPE', 20, 24],
      ],
      [
        ['PERSON', 0, 10],
        ['AGE', 30, 32],
      ],
    ),
    [0.5, 0.5, 0.5],
  );
  assert.deepEqual(score([], []), [0, 0, 0]);
});
