import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { consistencyProof, verifyConsistency } from './consistency-proof.ts';
import { inclusionProof, verifyInclusion } from './inclusion-proof.ts';
import { sampleLog } from './internal/sample-log.ts';
import { RightEdge } from './right-edge.ts';
import { EMPTY_ROOT, leafHash } from './tree-hash.ts';

interface Rfc6962Vectors {
  leaves: string[];
  roots: string[];
  inclusion: { index: number; size: number; root: string; leafHash: string; proof: string[] }[];
  consistency: { oldSize: number; newSize: number; oldRoot: string; newRoot: string; proof: string[] }[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/ledger/rfc6962.json', import.meta.url), 'utf8'),
) as Rfc6962Vectors;
const decode = (text: string): Buffer => Buffer.from(text, 'base64');
const SIZE = 700;
const log = await sampleLog(SIZE, { batch: 1 });

test('roots are those of the Certificate Transparency reference tree', () => {
  const edge = new RightEdge();
  assert.deepEqual(edge.root(), EMPTY_ROOT);
  for (const [i, leaf] of vectors.leaves.entries()) {
    edge.push(leafHash(Buffer.from(leaf, 'hex')));
    assert.equal(edge.root().toString('hex'), vectors.roots[i]);
  }
});

test('accepts the inclusion proofs of another implementation', () => {
  for (const { index, size, root, leafHash: leaf, proof } of vectors.inclusion) {
    verifyInclusion({ index, size, root: decode(root), leafHash: decode(leaf), proof: proof.map(decode) });
  }
});

test('accepts the consistency proofs of another implementation', () => {
  for (const { oldSize, newSize, oldRoot, newRoot, proof } of vectors.consistency) {
    verifyConsistency({
      oldSize,
      newSize,
      oldRoot: decode(oldRoot),
      newRoot: decode(newRoot),
      proof: proof.map(decode),
    });
  }
});

const place = fc
  .integer({ min: 1, max: SIZE })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

test('every leaf of every size has an inclusion proof that verifies, and no changed one does', async () => {
  await fc.assert(
    fc.asyncProperty(place, fc.nat(), async ([size, index], pick) => {
      const proof = await inclusionProof(log.store, size, index);
      const claim = { index, size, root: log.root(size), leafHash: log.entries[index]!.leafHash, proof };
      assert.deepEqual(verifyInclusion(claim).leafHash, claim.leafHash);
      const changed = proof.map((hash, i) => (i === pick % proof.length ? flipped(hash, pick) : hash));
      const wrong = [
        { ...claim, root: flipped(claim.root, pick) },
        { ...claim, leafHash: flipped(claim.leafHash, pick) },
        { ...claim, proof: [...proof, claim.leafHash] },
        { ...claim, index: index + 1 },
        { ...claim, index: -1 },
        { ...claim, index: size },
        { ...claim, leafHash: Buffer.alloc(31) },
        ...(proof.length > 0
          ? [
              { ...claim, proof: changed },
              { ...claim, proof: proof.slice(1) },
              { ...claim, proof: proof.map((hash) => hash.subarray(1)) },
            ]
          : []),
      ];
      for (const bad of wrong) assert.throws(() => verifyInclusion(bad), { code: 'proof_invalid' });
    }),
    { numRuns: 150 },
  );
});

test('every pair of sizes has a consistency proof that verifies, and no changed one does', async () => {
  const sizes = fc.tuple(fc.integer({ min: 0, max: SIZE }), fc.integer({ min: 0, max: SIZE }));
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async ([a, b], pick) => {
      const [oldSize, newSize] = a < b ? [a, b] : [b, a];
      const proof = await consistencyProof(log.store, newSize, oldSize);
      const claim = { oldSize, newSize, oldRoot: log.root(oldSize), newRoot: log.root(newSize), proof };
      assert.equal(verifyConsistency(claim).newSize, newSize);
      const changed = proof.map((hash, i) => (i === pick % proof.length ? flipped(hash, pick) : hash));
      const wrong = [
        { ...claim, oldRoot: flipped(claim.oldRoot, pick) },
        { ...claim, proof: [...proof, claim.newRoot] },
        { ...claim, oldSize: newSize + 1 },
        { ...claim, newRoot: claim.newRoot.subarray(1) },
        // An empty old tree says nothing about the new root.
        ...(oldSize > 0 ? [{ ...claim, newRoot: flipped(claim.newRoot, pick) }] : []),
        ...(proof.length > 0
          ? [
              { ...claim, proof: changed },
              { ...claim, proof: proof.slice(1) },
              { ...claim, proof: [] },
            ]
          : []),
      ];
      for (const bad of wrong) assert.throws(() => verifyConsistency(bad), { code: 'proof_invalid' });
    }),
    { numRuns: 150 },
  );
});

test('proofs for what is not there are refused', async () => {
  await assert.rejects(inclusionProof(log.store, 10, 10), { code: 'range_invalid' });
  await assert.rejects(inclusionProof(log.store, 10, 0.5), { code: 'range_invalid' });
  await assert.rejects(inclusionProof(log.store, 1e9, 3), { code: 'tile_missing' });
  await assert.rejects(consistencyProof(log.store, 10, 11), { code: 'range_invalid' });
});

function flipped(hash: Buffer, pick: number): Buffer {
  const copy = Buffer.from(hash);
  copy[pick % copy.length]! ^= 1 << (pick % 8);
  return copy;
}
