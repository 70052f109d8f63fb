import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { TgspError } from '../errors.ts';
import { checkKeyCommitment, chunkNonce, createChunkCipher, keyCommitment, payloadAad } from './chunk-cipher.ts';
import { payloadLayout } from './payload-layout.ts';

const KIB = 1024;
const contentKey = randomBytes(32);
const salt = randomBytes(32);
const layout = payloadLayout(3 * 64 * KIB, 64 * KIB);
const cipher = createChunkCipher(contentKey, salt, layout);
const plaintext = randomBytes(64 * KIB);

function seal(index: number): Buffer {
  const target = Buffer.alloc(plaintext.byteLength + 16);
  cipher.seal(index, plaintext, target);
  return target;
}

test('a nonce is three zero bytes, the counter and the flag of the last chunk', () => {
  assert.equal(chunkNonce(0, false).toString('hex'), '000000000000000000000000');
  assert.equal(chunkNonce(0x0102, true).toString('hex'), '000000000000000000010201');
});

test('a sealed chunk is plain ChaCha20-Poly1305 under the documented key, nonce and associated data', () => {
  const key = Buffer.from(hkdfSync('sha256', contentKey, salt, 'tgsp/v2 chunk key', 32));
  const sizes = Buffer.from('000100000000000000030000', 'hex');
  for (const [index, nonce] of [
    [1, '000000000000000000000100'],
    [2, '000000000000000000000201'],
  ] as const) {
    const sealed = seal(index);
    const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.from(nonce, 'hex'), { authTagLength: 16 });
    decipher.setAAD(Buffer.concat([salt, sizes]));
    decipher.setAuthTag(sealed.subarray(-16));
    assert.deepEqual(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]), plaintext);
  }
});

test('a chunk opens in its own place of its own package only, and a failure leaves no plaintext', () => {
  const target = Buffer.alloc(plaintext.byteLength);
  cipher.open(1, seal(1), target);
  assert.deepEqual(target, plaintext);
  const shorter = payloadLayout(2 * 64 * KIB, 64 * KIB);
  const attempts: [string, () => void][] = [
    ['other index', () => cipher.open(0, seal(1), target)],
    ['not the last', () => cipher.open(2, seal(1), target)],
    ['cut payload', () => createChunkCipher(contentKey, salt, shorter).open(1, seal(1), target)],
    ['other salt', () => createChunkCipher(contentKey, randomBytes(32), layout).open(1, seal(1), target)],
    ['other key', () => createChunkCipher(randomBytes(32), salt, layout).open(1, seal(1), target)],
  ];
  for (const [name, attempt] of attempts) {
    assert.throws(attempt, hasCode('chunk_tampered'), name);
    assert.equal(
      target.every((byte) => byte === 0),
      true,
      name,
    );
  }
});

test('associated data differ by salt, chunk size and total size', () => {
  const all = [
    payloadAad(salt, layout),
    payloadAad(salt, payloadLayout(1, 64 * KIB)),
    payloadAad(salt, payloadLayout(1, 128 * KIB)),
  ];
  assert.equal(new Set(all.map((aad) => aad.toString('hex'))).size, all.length);
});

test('a key that is not the committed one is refused', () => {
  const commitment = keyCommitment(contentKey, salt);
  checkKeyCommitment(contentKey, salt, commitment);
  for (const wrong of [randomBytes(32), Buffer.alloc(0), Buffer.concat([contentKey, Buffer.alloc(1)])]) {
    assert.throws(() => checkKeyCommitment(wrong, salt, commitment), hasCode('key_commitment_mismatch'));
  }
});

test('chunk sizes other than powers of two from 64 KiB to 1 MiB are refused', () => {
  for (const size of [0, -1, 1.5, Number.NaN, 32 * KIB, 65 * KIB, 2048 * KIB]) {
    assert.throws(() => payloadLayout(1, size), hasCode('chunk_size_invalid'), String(size));
  }
  for (const size of [64, 128, 256, 512, 1024]) assert.equal(payloadLayout(0, size * KIB).chunks, 1);
});

function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expected;
}
