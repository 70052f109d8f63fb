import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInputFile } from './input-files.ts';

test('a file is named by its last part; a role follows the last colon', () => {
  const cases = [
    ['a/labels.txt', { file: 'a/labels.txt', name: 'labels.txt', role: 'other' }],
    ['a/labels.txt:config', { file: 'a/labels.txt', name: 'labels.txt', role: 'config' }],
    ['odd:name.txt', { file: 'odd:name.txt', name: 'odd:name.txt', role: 'other' }],
    ['odd:name:licence', { file: 'odd:name', name: 'odd:name', role: 'licence' }],
    [':config', { file: ':config', name: ':config', role: 'other' }],
  ] as const;
  for (const [text, expected] of cases) assert.deepEqual(parseInputFile(text), expected);
});
