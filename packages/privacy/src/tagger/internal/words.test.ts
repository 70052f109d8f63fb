import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gazetteer } from './gazetteer.ts';
import { describeWord, wordFeatures, wordText } from './words.ts';

const empty: Gazetteer = { hashes: new Uint32Array(0), flags: new Uint32Array(0) };

const numbers: readonly [number: string, text: string][] = [
  ['7', '7'],
  ['404', '404'],
  ['1987', '1900'],
  ['90210', '00000'],
  ['1700000000137', '0000000000000'],
];

for (const [number, text] of numbers) {
  test(`${number} is looked up as ${text} and has the same features`, () => {
    assert.equal(wordText(`a${number}b`, 1, 1 + number.length), text);
    const featuresOf = (word: string): number[] => {
      const features: number[] = [];
      wordFeatures(describeWord(word, empty), 0, features);
      return features;
    };
    assert.deepEqual(featuresOf(number), featuresOf(text));
  });
}

test('a word is looked up as it is', () => assert.equal(wordText('to Anna', 3, 7), 'Anna'));
