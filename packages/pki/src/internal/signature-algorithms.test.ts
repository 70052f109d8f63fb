import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { withCode } from '../testing/authorities.ts';
import { bitsOf, elements, parseDer, rawOf } from './asn1-read.ts';
import { bitString, sequence } from './asn1-write.ts';
import { readPublicKey } from './signature-algorithms.ts';

describe('public keys', () => {
  it('are taken as received or not at all', () => {
    const spki = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' });
    assert.equal(readPublicKey(spki).asymmetricKeyType, 'rsa');
    const [algorithm, bits] = elements(parseDer(spki, { maxBytes: 1000, maxNodes: 10 }));
    const padded = sequence(rawOf(algorithm), bitString(Buffer.concat([bitsOf(bits), Buffer.from([0])])));
    // OpenSSL looks past the byte that does not belong to the key.
    assert.equal(createPublicKey({ key: padded, format: 'der', type: 'spki' }).asymmetricKeyType, 'rsa');
    assert.throws(() => readPublicKey(padded), withCode('key_invalid'));
  });

  it('are refused when they are not keys', () => {
    for (const spki of [Buffer.alloc(0), Buffer.from('hello'), Buffer.from('3000', 'hex')]) {
      assert.throws(() => readPublicKey(spki), withCode('key_invalid'));
    }
  });
});
