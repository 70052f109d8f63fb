import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alikeWords, augment, concatenate, swapWords } from './augment.ts';
import { WORD_CLASSES } from './lists.ts';
import { makeRandom } from './random.ts';
import type { Sample } from './sample.ts';
import { quoteLines } from './templates.ts';

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
    const changed = augment(swapWords(sample, ['green', 'walk'], new Map([['went', ['ran', 'flew']]]), random), random);
    assert.deepEqual(labelled(changed), ['anna', 'berlin']);
    texts.add(changed.text);
  }
  assert.ok(texts.has(sample.text) && texts.has(sample.text.toLowerCase()) && texts.size > 8);
});

test('a word of a class gives way to words of its form alone', () => {
  const alike = alikeWords(WORD_CLASSES);
  assert.ok(alike.get('replied')?.includes('denied') && alike.get('replied')?.includes('added'));
  assert.ok(alike.get('replied')?.every((word) => word.endsWith('d')));
  assert.equal(alike.get('qqq'), undefined);
});

test('a sign in front of every line moves the labels', () => {
  const random = makeRandom(2);
  const twoLines = concatenate(sample, sample, '\n');
  for (let round = 0; round < 40; round++) {
    const quoted = quoteLines(twoLines, random);
    assert.deepEqual(labelled(quoted), labelled(twoLines));
    assert.notEqual(quoted.text, twoLines.text);
  }
});

test('two samples in one text keep the labels of both', () => {
  assert.deepEqual(labelled(concatenate(sample, sample, '\n')), ['anna', 'berlin', 'anna', 'berlin']);
});
