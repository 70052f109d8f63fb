import { labels } from '@tensorguard/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelsFromText, labelsToText } from './labels-text.ts';

const key = fc.stringMatching(/^[a-z0-9]([a-z0-9._/-]{0,20}[a-z0-9])?$/);
const value = fc.stringMatching(/^[A-Za-z0-9 ._:=-]{0,20}$/).map((text) => text.trim());

test('labels survive being shown and read again', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value), (given) => {
      expect(labelsFromText(labelsToText(given))).toEqual({ ...given });
    }),
  );
});

test.each([
  ['', {}],
  [' , \n', {}],
  ['a=b=c', { a: 'b=c' }],
  ['gpu\nzone = hall-3', { gpu: '', zone: 'hall-3' }],
])('%j reads as %o', (text, expected) => expect(labelsFromText(text)).toEqual(expected));

test('a key named like a part of every object changes no object, and is not sent', () => {
  const read = labelsFromText('__proto__=x');
  expect(Object.keys(read)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  expect(Object.keys(labels.parse(read))).toEqual([]);
});
