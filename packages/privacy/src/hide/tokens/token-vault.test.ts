import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ENTITY_TYPES, type EntityType } from '../../entity-types.ts';
import { testKey, testVault } from '../testing/fixtures.ts';
import { createTokenVault } from './token-vault.ts';

const person = (value = 'Ada'): { vault: ReturnType<typeof testVault>; token: string } => {
  const vault = testVault();
  return { vault, token: vault.tokenOf('PERSON', value) };
};

test('a token is a word, an underscore and 13 characters without i, l, o and u', () => {
  for (const type of Object.keys(ENTITY_TYPES) as EntityType[]) {
    assert.match(testVault().tokenOf(type, 'x'), /^[A-Z]{2,10}_[0-9a-hjkmnp-tv-z]{13}$/);
  }
});

test('the same value and type have the same token; another value, type, scope or key has another', () => {
  const { vault, token } = person();
  assert.equal(vault.tokenOf('PERSON', 'Ada'), token);
  assert.equal(testVault().tokenOf('PERSON', 'Ada'), token);
  const others = [
    vault.tokenOf('PERSON', 'ada'),
    vault.tokenOf('TITLE', 'Ada'),
    vault.tokenOf('PERSON', 'Ada', true),
    testVault('conversation-2').tokenOf('PERSON', 'Ada'),
    testVault('conversation-1', testKey(8)).tokenOf('PERSON', 'Ada'),
  ];
  const payloads = new Set([token, ...others].map((other) => other.split('_')[1]));
  assert.equal(payloads.size, 6);
});

const rewritings: readonly (readonly [string, (token: string) => string])[] = [
  ['as it is', (token) => token],
  ['in lower case', (token) => token.toLowerCase()],
  ['in upper case', (token) => token.toUpperCase()],
  ['with a space before the underscore', (token) => token.replace('_', ' _')],
  ['with spaces around the underscore', (token) => token.replace('_', ' _ ')],
  ['with a zero-width space after the underscore', (token) => token.replace('_', '_\u200b')],
  ['with a word joiner and a byte order mark', (token) => token.replace('_', '\u2060_\ufeff')],
  ['with the underscore escaped for Markdown', (token) => token.replace('_', '\\_')],
];

for (const [name, rewrite] of rewritings) {
  test(`restores a token written ${name}`, () => {
    const { vault, token } = person();
    assert.equal(vault.restore(`Dear ${rewrite(token)}, hello`), 'Dear Ada, hello');
  });
}

const wrappings: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['**', '**'],
  ['`', '`'],
  ['_', '_'],
  ['[', '](x)'],
  ['<b>', '</b>'],
  ['x', "'s"],
  ['(', 's)'],
];

for (const [before, after] of wrappings) {
  test(`restores a token between ${before} and ${after}`, () => {
    const { vault, token } = person();
    assert.equal(vault.restore(before + token + after), `${before}Ada${after}`);
  });
}

test('restores tokens that stand side by side', () => {
  const { vault, token } = person();
  const other = vault.tokenOf('PERSON', 'Bob');
  assert.equal(vault.restore(token + other + token), 'AdaBobAda');
});

test('leaves a token with any one character changed', () => {
  const { vault, token } = person();
  for (let at = 0; at < token.length; at += 1) {
    for (const char of '0aXz-ſK') {
      if (char.toLowerCase() === token[at]?.toLowerCase()) continue;
      const changed = token.slice(0, at) + char + token.slice(at + 1);
      assert.equal(vault.restore(changed), changed);
    }
  }
});

test('leaves a token with a character removed, four spaces inserted or another word', () => {
  const { vault, token } = person();
  const payload = token.split('_')[1] ?? '';
  for (const changed of [
    token.slice(0, -1),
    token.slice(1),
    token.replace('_', '    _'),
    `EMAIL_${payload}`,
    `_${payload}`,
  ]) {
    assert.equal(vault.restore(changed), changed);
  }
});

test('leaves letters of other scripts that fold into ours', () => {
  const vault = testVault();
  const token = Array.from({ length: 200 }, (_, i) => vault.tokenOf('PERSON', `p${i}`)).find((each) =>
    each.includes('k'),
  );
  const kelvin = (token ?? '').replace('k', '\u212a');
  assert.notEqual(kelvin, '');
  assert.equal(vault.restore(kelvin), kelvin);
});

test('leaves tokens of another scope and of another key', () => {
  const { token } = person();
  for (const other of [testVault('conversation-2'), testVault('conversation-1', testKey(8))]) {
    other.tokenOf('PERSON', 'Ada');
    assert.equal(other.restore(token), token);
  }
});

test('does not restore within what it restored', () => {
  const vault = testVault();
  const inner = vault.tokenOf('PERSON', 'Ada');
  const outer = vault.tokenOf('TOKEN_LOOKALIKE', inner);
  assert.equal(vault.restore(outer), inner);
});

test('a full vault says limit_exceeded and still knows what it has', () => {
  const vault = createTokenVault({ scope: 's', key: testKey(), maxEntries: 2 });
  const token = vault.tokenOf('PERSON', 'Ada');
  vault.tokenOf('PERSON', 'Bob');
  assert.throws(() => vault.tokenOf('PERSON', 'Zoë'), { code: 'limit_exceeded' });
  assert.equal(vault.tokenOf('PERSON', 'Ada'), token);
  assert.equal(vault.size, 2);
});

test('a vault has a bound on characters', () => {
  assert.throws(() => testVault().tokenOf('SECRET', 'x'.repeat(16 * 1024 * 1024 + 1)), { code: 'limit_exceeded' });
});

test('refuses an empty scope and a bound that is no number of values', () => {
  assert.throws(() => createTokenVault({ scope: '', key: testKey() }), { code: 'key_invalid' });
  assert.throws(() => createTokenVault({ scope: 's', key: testKey(), maxEntries: 0 }), { code: 'limit_exceeded' });
  assert.throws(() => createTokenVault({ scope: 's', key: testKey(), maxEntries: Number.NaN }), {
    code: 'limit_exceeded',
  });
});

test('texts without tokens come back unchanged, whatever they hold', () => {
  const { vault } = person();
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => vault.restore(text) === text));
});

test('any value comes back, lone surrogates included', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 1 }), (units) => {
      const value = String.fromCharCode(...units);
      const vault = testVault();
      return vault.restore(`<${vault.tokenOf('PERSON', value)}>`) === `<${value}>`;
    }),
  );
});
