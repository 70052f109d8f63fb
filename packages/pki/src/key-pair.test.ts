import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import { keySigner } from './ca-signer.ts';
import {
  exportPrivateKeyDer,
  exportPrivateKeyPem,
  exportPublicKeyDer,
  exportPublicKeyPem,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
} from './key-pair.ts';
import { withCode } from './testing/authorities.ts';
import { OpensslFolder } from './testing/openssl.ts';

describe('key pairs', () => {
  it('come back from every form they are exported to', async () => {
    const { privateKey, publicKey } = await generateKeyPair();
    for (const form of [privateKey, exportPrivateKeyPem(privateKey), exportPrivateKeyDer(privateKey)]) {
      assert.ok(importPrivateKey(form).equals(privateKey));
    }
    for (const form of [publicKey, exportPublicKeyPem(publicKey), exportPublicKeyDer(publicKey)]) {
      assert.ok(importPublicKey(form).equals(publicKey));
    }
  });

  it('are taken from WebCrypto', async () => {
    const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    assert.ok(keySigner(pair.privateKey).publicKey.equals(importPublicKey(pair.publicKey)));
  });

  it('are readable by openssl', async () => {
    const folder = new OpensslFolder();
    const { privateKey, publicKey } = await generateKeyPair();
    const path = folder.write('key.pem', exportPrivateKeyPem(privateKey));
    assert.equal(folder.must('pkey', '-in', path, '-pubout'), exportPublicKeyPem(publicKey));
  });

  it('are refused with a code when they are something else', async () => {
    const { privateKey, publicKey } = await generateKeyPair();
    for (const input of [
      '',
      'hello',
      Buffer.alloc(0),
      Buffer.from('hello'),
      publicKey,
      exportPublicKeyPem(publicKey),
    ]) {
      assert.throws(() => importPrivateKey(input), withCode('key_invalid'));
    }
    for (const input of ['', Buffer.from('hello'), privateKey, exportPrivateKeyDer(privateKey)]) {
      assert.throws(() => importPublicKey(input), withCode('key_invalid'));
    }
  });

  it('cannot sign for an authority unless they are ECDSA P-256', async () => {
    const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign', 'verify']);
    assert.throws(() => keySigner(pair.privateKey), withCode('algorithm_not_allowed'));
  });
});
