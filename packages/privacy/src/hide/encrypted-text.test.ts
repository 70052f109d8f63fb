import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decryptText, decryptValue, sealText } from './encrypted-text.ts';
import { HideKey } from './hide-key.ts';
import { decodeBase32 } from './internal/base32.ts';
import { testKey } from './testing/fixtures.ts';

const key = testKey();
const keys = (id: string): HideKey | undefined => (id === key.id ? key : undefined);

test('a value is read back in either case, with its type and key', () => {
  const form = sealText('PERSON', 'Zoë \ud800', { key });
  assert.match(form, /^ENC\[PERSON,key-1,[0-9a-hjkmnp-tv-z]+\]$/);
  for (const copy of [form, form.toLowerCase(), form.toUpperCase()]) {
    assert.deepEqual(decryptValue(copy, keys), { type: 'PERSON', value: 'Zoë \ud800', keyId: 'key-1' });
  }
});

test('the form is AES-256-GCM with type and key id as associated data', () => {
  const nonce = new Uint8Array(12).fill(3);
  const form = sealText('PERSON', 'Ada', { key, random: () => nonce });
  const sealed = decodeBase32(form.slice('ENC[PERSON,key-1,'.length, -1)) ?? Buffer.alloc(0);
  assert.deepEqual(sealed.subarray(0, 12), Buffer.from(nonce));
  const decipher = createDecipheriv('aes-256-gcm', key.derive('encrypt/v1'), nonce)
    .setAAD(Buffer.from('tensorguard/privacy/encrypt/v1\nPERSON\nkey-1'))
    .setAuthTag(sealed.subarray(-16));
  assert.equal(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString(), '\0Ada');
});

test('equal values have different forms', () => {
  assert.notEqual(sealText('PERSON', 'Ada', { key }), sealText('PERSON', 'Ada', { key }));
});

test('every change of a character is refused with token_unknown, but of a key id with key_invalid', () => {
  const form = sealText('PERSON', 'Ada', { key });
  for (let at = 0; at < form.length; at += 1) {
    for (const char of '0z,[]') {
      if (char === form[at]) continue;
      const changed = form.slice(0, at) + char + form.slice(at + 1);
      assert.throws(
        () => decryptValue(changed, keys),
        ({ code }: { code?: string }) => code === 'token_unknown' || (code === 'key_invalid' && at > 10 && at < 16),
      );
    }
  }
});

test('a value does not become one of another type or key', () => {
  const form = sealText('PERSON', 'Ada', { key });
  const other = testKey(7, 'key-2');
  assert.throws(() => decryptValue(form.replace('PERSON', 'US_SSN'), keys), { code: 'token_unknown' });
  assert.throws(() => decryptValue(form.replace('key-1', 'key-2'), () => other), { code: 'token_unknown' });
  assert.throws(() => decryptValue(form, () => testKey(8)), { code: 'token_unknown' });
  assert.throws(() => decryptValue(form, () => undefined), { code: 'key_invalid' });
});

test('a text gets its values back; what cannot be read stays and is counted', () => {
  const ada = sealText('PERSON', 'Ada', { key });
  const foreign = sealText('PERSON', 'Bob', { key: testKey(9, 'key-9') });
  const text = `${ada}, ${foreign} and ENC[PERSON,key-1,abc] or ENC[...]`;
  const read = decryptText(text, keys);
  assert.equal(read.text, `Ada, ${foreign} and ENC[PERSON,key-1,abc] or ENC[...]`);
  assert.equal(read.unreadable, 2);
  assert.deepEqual(read.values, [{ type: 'PERSON', value: 'Ada', keyId: 'key-1' }]);
});

test('any value comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (units) => {
      const value = String.fromCharCode(...units);
      return decryptValue(sealText('SECRET', value, { key }), keys).value === value;
    }),
  );
});

const badKeys: readonly (readonly [string, { id: string; secret: Uint8Array }])[] = [
  ['a short secret', { id: 'k', secret: new Uint8Array(31) }],
  ['an empty id', { id: '', secret: new Uint8Array(32) }],
  ['an id with a comma', { id: 'a,b', secret: new Uint8Array(32) }],
];

for (const [name, options] of badKeys) {
  test(`refuses a key with ${name}`, () => assert.throws(() => new HideKey(options), { code: 'key_invalid' }));
}

test('a copied secret may be wiped by its owner', () => {
  const secret = new Uint8Array(32).fill(7);
  const copy = new HideKey({ id: 'key-1', secret });
  secret.fill(0);
  assert.deepEqual(copy.mac('hash/v1', ['x']), key.mac('hash/v1', ['x']));
});
