import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cryptoBuiltins } from './crypto.ts';
import { run } from './internal/run-for-test.ts';

// RFC 1321 A.5, RFC 3174 7.3, FIPS 180-2 B.1, RFC 2202, RFC 4231 4.3 ("Jefe").
const vectors: readonly (readonly [string, readonly string[], string])[] = [
  ['crypto.md5', ['abc'], '900150983cd24fb0d6963f7d28e17f72'],
  ['crypto.sha1', ['abc'], 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['crypto.sha256', ['abc'], 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['crypto.hmac.md5', ['what do ya want for nothing?', 'Jefe'], '750c783e6ab0b503eaa86e310a5db738'],
  ['crypto.hmac.sha1', ['what do ya want for nothing?', 'Jefe'], 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
  [
    'crypto.hmac.sha256',
    ['what do ya want for nothing?', 'Jefe'],
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    'crypto.hmac.sha512',
    ['what do ya want for nothing?', 'Jefe'],
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ],
];

for (const [name, operands, wanted] of vectors) {
  test(`${name} gives the value of the standard`, () => {
    assert.equal(run(cryptoBuiltins, name, operands), wanted);
  });
}

test('digests compare by all of their characters', () => {
  assert.equal(run(cryptoBuiltins, 'crypto.hmac.equal', ['abc', 'abc']), true);
  assert.equal(run(cryptoBuiltins, 'crypto.hmac.equal', ['abc', 'abd']), false);
  assert.equal(run(cryptoBuiltins, 'crypto.hmac.equal', ['abc', 'ab']), false);
});
