import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginLabel } from '../src/tagger/internal/labels.ts';
import { makeCorpus } from './corpus.ts';
import { makeEncoder } from './encode.ts';
import { makeFillers } from './fillers.ts';
import { makeRandom } from './random.ts';
import { fillTemplate, readTemplates } from './templates.ts';

test('every template can be filled, and nothing of its own signs is left', () => {
  const random = makeRandom(3);
  const fillers = makeFillers(random);
  const templates = readTemplates();
  assert.ok(templates.length > 1700);
  for (const template of templates) {
    const { text, spans } = fillTemplate(template, fillers, random);
    assert.doesNotMatch(text.replaceAll(/^\|.*\|$/gm, ''), /\{\w+\}|\|\w/, template);
    let end = 0;
    for (const span of spans) {
      assert.ok(span.start >= end && span.end > span.start && span.end <= text.length, template);
      end = span.end;
    }
  }
});

test('a choice may hold choices', () => {
  const random = makeRandom(4);
  const seen = new Set(Array.from({ length: 60 }, () => fillTemplate('(a|b(c|d))', {}, random).text));
  assert.deepEqual([...seen].toSorted(), ['a', 'bc', 'bd']);
});

test('signs behind a backslash are no choice', () =>
  assert.equal(fillTemplate(String.raw`\(a\|b\) (c|c)`, {}, makeRandom(1)).text, '(a|b) c'));

test('an unknown placeholder is a mistake of ours', () => {
  assert.throws(() => fillTemplate('{nobody}', {}, makeRandom(1)), TypeError);
});

test('the same seed gives the same samples, labelled at the start of tokens', () => {
  const [one, other] = [makeCorpus(makeRandom(9), true), makeCorpus(makeRandom(9), true)];
  const encode = makeEncoder(one.gazetteer, 10);
  for (let round = 0; round < 200; round++) {
    const sample = one.sample();
    assert.deepEqual(sample, other.sample());
    const { labels } = encode(sample);
    for (const { type } of sample.spans) assert.ok(labels.includes(beginLabel(type)), sample.text);
  }
  assert.notEqual(one.heldOut(makeRandom(1)).text, '');
});
