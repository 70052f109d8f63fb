import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testVault } from '../testing/fixtures.ts';
import { createRestorer } from './restorer.ts';
import { MAX_TOKEN_FORM_CHARS } from './token-form.ts';

test('a token that comes character by character is restored', () => {
  const vault = testVault();
  const text = `Dear ${vault.tokenOf('PERSON', 'Ada')}, write to ${vault.tokenOf('EMAIL_ADDRESS', 'ada@x.org')}`;
  const restorer = createRestorer(vault);
  const output = Array.from(text, (char) => restorer.push(char)).join('') + restorer.end();
  assert.equal(output, 'Dear Ada, write to ada@x.org');
});

test('ordinary text passes at once', () => {
  const vault = testVault();
  vault.tokenOf('EMAIL_ADDRESS', 'ada@x.org');
  const restorer = createRestorer(vault);
  assert.equal(restorer.push('Nothing to hold, '), 'Nothing to hold, ');
  assert.equal(restorer.push('not even a dog'), 'not even a dog');
});

test('holds back what may become a token and lets it go when it does not', () => {
  const vault = testVault();
  const token = vault.tokenOf('PERSON', 'Ada');
  const restorer = createRestorer(vault);
  assert.equal(restorer.push(`to ${token.slice(0, 10)}`), 'to ');
  assert.equal(restorer.push('!'), `${token.slice(0, 10)}!`);
  assert.equal(restorer.push('Per'), '');
  assert.equal(restorer.end(), 'Per');
  assert.throws(() => restorer.push('x'), TypeError);
});

test('an empty vault holds nothing back', () => {
  const restorer = createRestorer(testVault());
  assert.equal(restorer.push('PERSON_'), 'PERSON_');
});

test('any cut into chunks gives what restoring the whole gives, and less than a token is held back', () => {
  const vault = testVault();
  const tokens = ['Ada', 'Bob', 'x_y'].map((value) => vault.tokenOf('PERSON', value));
  const other = testVault('other').tokenOf('PERSON', 'Ada');
  const piece = fc.oneof(
    fc.constantFrom(...tokens, ...tokens.map((token) => token.toLowerCase()), other),
    fc.constantFrom('PERSON', 'person_', 'P', '_', ' ', '\u200b', '\\', '\ud83d', '\ude00', 'k3v9x2m4w7tqa'),
    fc.nat({ max: 20 }).map((at) => (tokens[0] ?? '').slice(0, at)),
    fc.nat({ max: 20 }).map((at) => (tokens[1] ?? '').slice(at)),
    fc.constantFrom(...tokens).map((token) => token.replace('_', ' \\_\u200b')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 25 })), (pieces, cuts) => {
      const text = pieces.join('');
      const restorer = createRestorer(vault);
      let output = '';
      let pushed = '';
      for (const cut of [...cuts, text.length]) {
        const chunk = text.slice(pushed.length, pushed.length + cut);
        pushed += chunk;
        output += restorer.push(chunk);
        const held = vault.restore(pushed).length - output.length;
        assert.ok(held < MAX_TOKEN_FORM_CHARS, `held back ${held}`);
      }
      assert.equal(output + restorer.end(), vault.restore(text));
    }),
    { numRuns: 1000 },
  );
});
