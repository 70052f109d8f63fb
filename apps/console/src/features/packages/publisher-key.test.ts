import { generateKeyPairSync } from 'node:crypto';
import { generateSigningKey, signingKeyId } from '@tensorguard/tgsp';
import { afterEach, expect, test, vi } from 'vitest';
import { readPublisherKey } from './publisher-key.ts';

afterEach(() => void vi.unstubAllGlobals());

test('a public key file gets the id that the package library gives it', async () => {
  const { publicKey } = generateSigningKey();
  expect(await readPublisherKey(JSON.stringify(publicKey))).toEqual({
    key: { keyId: signingKeyId(publicKey), ed25519: publicKey.ed25519, mlDsa65: publicKey.mlDsa65 },
  });
});

test('a key that has its id already is taken as it is', async () => {
  const key = { keyId: `sha256:${'0'.repeat(64)}`, ed25519: 'AA==', mlDsa65: 'AA==' };
  expect(await readPublisherKey(JSON.stringify(key))).toEqual({ key });
});

const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
test.each([
  ['a PEM file', pem, /not JSON/],
  ['a number', '7', /not the public key file/],
  ['null', 'null', /not the public key file/],
  [
    'a recipient key',
    JSON.stringify({ kind: 'tensorguard-recipient-key-v1', visibility: 'public', publicKey: 'AA==' }),
    /not the public key file/,
  ],
  ['a secret key file', JSON.stringify(generateSigningKey().privateKey), /secret key file/],
  ['an encrypted key file', JSON.stringify({ kind: 'x', visibility: 'encrypted', box: {} }), /secret key file/],
])('%s is refused with what to do', async (_, text, problem) => {
  const read = await readPublisherKey(text);
  expect('problem' in read && read.problem).toMatch(problem);
});

test('without WebCrypto the reader is told where it works', async () => {
  vi.stubGlobal('crypto', {});
  const read = await readPublisherKey(JSON.stringify(generateSigningKey().publicKey));
  expect('problem' in read && read.problem).toMatch(/over HTTPS/);
});
