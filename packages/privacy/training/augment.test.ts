import assert from 'node:assert/strict';
import { test } from 'node:test';
import { augment, concatenate, swapWords } from './augment.ts';
import { makeRandom } from './random.ts';
import type { Sample } from './sample.ts';

const sample: Sample = {
  text: 'Yesterday Anna went to Berlin, I think.',
  spans: [
    { type: 'PERSON', start: 10, end: 14 },
    { type: 'GPE', start: 23, end: 29 },
  ],
};
const labelled = ({ text, spans }: Sample): string[] =>
  spans.map(({ start, end }) => text.slice(start, end).toLowerCase());

test('labels stay on their words, however the text is changed', () => {
  const random = makeRandom(1);
  const texts = new Set<string>();
  for (let round = 0; round < 300; round++) {
    const changed = augment(swapWords(sample, ['green', 'walk'], random), random);
    assert.deepEqual(labelled(changed), ['anna', 'berlin']);
    texts.add(changed.text);
  }
  assert.ok(texts.has(sample.text) && texts.has(sample.text.toLowerCase()) && texts.size > 8);
});

test('two samples in one text keep the labels of both', () => {
  assert.deepEqual(labelled(concatenate(sample, sample, '\n')), ['anna', 'berlin', 'anna', 'berlin']);
});
