import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isJumbled } from './word-likeness.ts';

it('words and names of programs are not jumbled', () => {
  for (const name of ['password', 'getValueFromMap', 'utf8PercentEncodeString', 'AuthenticationMD5Password', 'a', ''])
    assert.equal(isJumbled(name), false, name);
});

it('random letters and digits mostly are', () => {
  const random = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.split('')),
    minLength: 16,
    maxLength: 16,
  });
  const values = fc.sample(random, { numRuns: 1_000, seed: 3 });
  assert.ok(values.filter((value) => isJumbled(value)).length > 900);
});
