import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { keccak256 } from './keccak.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('digests are those of the known answers of Keccak-256', () => {
  assert.equal(hex(keccak256(utf8(''))), 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  assert.equal(hex(keccak256(utf8('abc'))), '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45');
  assert.equal(
    hex(keccak256(utf8('The quick brown fox jumps over the lazy dog'))),
    '4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15',
  );
});

test('with the padding of SHA-3 the permutation gives the digests of node:crypto, over several blocks too', () => {
  for (const length of [0, 1, 135, 136, 137, 271, 272, 1_000]) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
    assert.equal(hex(keccak256(message, 0x06)), createHash('sha3-256').update(message).digest('hex'), String(length));
  }
});
