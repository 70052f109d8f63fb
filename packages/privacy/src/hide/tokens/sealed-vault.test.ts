import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testKey, testVault } from '../testing/fixtures.ts';
import { openTokenVault, sealTokenVault } from './sealed-vault.ts';

const sealKey = new Uint8Array(32).fill(1);
const options = { scope: 'conversation-1', key: testKey() };

function sealedVault(): { sealed: Buffer; text: string } {
  const vault = testVault();
  const text = ['Ada', 'lone \ud800', 'PERSON_0123456789abc'].map((value) => vault.tokenOf('PERSON', value)).join(' ');
  const number = vault.tokenOf('US_SSN', '123456789', true);
  return { sealed: sealTokenVault(vault, sealKey), text: `${text} ${number}` };
}

test('an opened vault restores and gives the same tokens again', () => {
  const { sealed, text } = sealedVault();
  const vault = openTokenVault(sealed, sealKey, options);
  assert.equal(vault.restore(text), 'Ada lone \ud800 PERSON_0123456789abc 123456789');
  assert.equal(vault.tokenOf('PERSON', 'Ada'), text.split(' ')[0]);
  assert.equal(vault.size, 4);
});

test('the sealed form shows no value', () => {
  assert.equal(sealedVault().sealed.includes('Ada'), false);
});

const refusals: readonly (readonly [string, (sealed: Buffer) => unknown, string])[] = [
  ['another seal key', (sealed) => openTokenVault(sealed, new Uint8Array(32), options), 'token_unknown'],
  [
    'another scope',
    (sealed) => openTokenVault(sealed, sealKey, { ...options, scope: 'conversation-2' }),
    'token_unknown',
  ],
  ['another tenant key', (sealed) => openTokenVault(sealed, sealKey, { ...options, key: testKey(8) }), 'token_unknown'],
  ['a truncated vault', (sealed) => openTokenVault(sealed.subarray(0, 20), sealKey, options), 'token_unknown'],
  ['an empty vault', () => openTokenVault(new Uint8Array(0), sealKey, options), 'token_unknown'],
  ['a short seal key', (sealed) => openTokenVault(sealed, new Uint8Array(16), options), 'key_invalid'],
  [
    'more entries than allowed',
    (sealed) => openTokenVault(sealed, sealKey, { ...options, maxEntries: 3 }),
    'limit_exceeded',
  ],
];

for (const [name, open, code] of refusals) {
  test(`refuses ${name} with ${code}`, () => {
    const { sealed } = sealedVault();
    assert.throws(() => open(sealed), { name: 'PrivacyError', code });
  });
}

test('refuses a vault with any bit changed', () => {
  const { sealed } = sealedVault();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => openTokenVault(changed, sealKey, options), { code: 'token_unknown' });
  }
});
