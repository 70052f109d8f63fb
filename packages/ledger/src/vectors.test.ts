import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { digestOf } from '@tensorguard/core';
import { openCheckpoint } from './checkpoint.ts';
import { consistencyProof, verifyConsistency } from './consistency-proof.ts';
import { encodeEntry, parseEntry } from './entry.ts';
import { inclusionProof, verifyInclusion } from './inclusion-proof.ts';
import { sampleLog, sampleSigners } from './internal/sample-log.ts';
import { noteVerifier } from './note-verifier.ts';
import { verifyTlogProof } from './tlog-proof.ts';
import { leafHash } from './tree-hash.ts';
import { verifyBundle } from './verify-bundle.ts';

interface LogVectors {
  origin: string;
  timeMs: number;
  verifierKeys: { ed25519: string; mlDsa44: string };
  entries: string[];
  leafHashes: string[];
  roots: string[];
  checkpoint: string;
  inclusion: string[][];
  consistency: string[][];
  tiled: { size: number; batch: number; root: string; tiles: Record<string, string> };
}
interface TamperedVector {
  name: string;
  lines: string[];
  finding: { kind: string; seq: number | null };
}
const folder = new URL('../../../tests/vectors/ledger/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const vectors = JSON.parse(read('log.json')) as LogVectors;
const trustedKeys = Object.values(vectors.verifierKeys);
const verifiers = trustedKeys.map(noteVerifier);
const decode = (text: string): Buffer => Buffer.from(text, 'base64');
const log = await sampleLog(vectors.entries.length);

test('entries, leaf hashes, roots and keys are those of the committed vectors', () => {
  assert.deepEqual(
    log.entries.map(({ bytes }) => bytes.toString()),
    vectors.entries,
  );
  assert.deepEqual(
    vectors.entries.map((text) => leafHash(Buffer.from(text)).toString('base64')),
    vectors.leafHashes,
  );
  assert.deepEqual(
    vectors.roots.map((_, size) => log.root(size).toString('base64')),
    vectors.roots,
  );
  const { ed25519, mlDsa44 } = sampleSigners();
  assert.deepEqual([ed25519.vkey, mlDsa44.vkey], trustedKeys);
  for (const text of vectors.entries) assert.equal(encodeEntry(parseEntry(Buffer.from(text))).bytes.toString(), text);
});

test('the committed checkpoint opens, and signing again gives the same Ed25519 line', async () => {
  const checkpoint = openCheckpoint(vectors.checkpoint, verifiers);
  assert.equal(checkpoint.root.toString('base64'), vectors.roots.at(-1));
  const again = await log.checkpoint();
  const upTo = (note: string): string => note.split('\n').slice(0, 5).join('\n');
  assert.equal(upTo(again), upTo(vectors.checkpoint));
});

test('the committed proofs are the ones made and verify', async () => {
  const size = vectors.entries.length;
  const root = decode(vectors.roots[size]!);
  for (const [index, proof] of vectors.inclusion.entries()) {
    assert.deepEqual(
      (await inclusionProof(log.store, size, index)).map((h) => h.toString('base64')),
      proof,
    );
    verifyInclusion({ index, size, root, leafHash: decode(vectors.leafHashes[index]!), proof: proof.map(decode) });
  }
  for (const [oldSize, proof] of vectors.consistency.entries()) {
    assert.deepEqual(
      (await consistencyProof(log.store, size, oldSize)).map((h) => h.toString('base64')),
      proof,
    );
    const oldRoot = decode(vectors.roots[oldSize]!);
    verifyConsistency({ oldSize, oldRoot, newSize: size, newRoot: root, proof: proof.map(decode) });
  }
  const options = { leafHash: decode(vectors.leafHashes[3]!), origin: vectors.origin, verifiers };
  assert.equal(verifyTlogProof(read('entry-3.tlog-proof'), options).index, 3);
});

test('the tiles of a larger log are those of the committed digests', async () => {
  const { size, batch, root, tiles } = vectors.tiled;
  const tiled = await sampleLog(size, { batch });
  assert.equal(tiled.root(size).toString('base64'), root);
  assert.deepEqual(tiled.store.paths(), Object.keys(tiles));
  for (const [path, digest] of Object.entries(tiles)) assert.equal(digestOf((await tiled.store.read(path))!), digest);
});

for (const [name, disclosed] of Object.entries({ full: 10, tenant: 5 })) {
  test(`the committed ${name} bundle verifies`, async () => {
    const report = await verifyBundle([Buffer.from(read(`${name}.bundle.ndjson`))], { trustedKeys });
    assert.ok(report.ok);
    assert.equal(report.entries.disclosed, disclosed);
    assert.equal(report.history.length, 1);
  });
}

for (const { name, lines, finding } of JSON.parse(read('tampered.json')) as TamperedVector[]) {
  test(`the committed bundle with ${name} is refused for that`, async () => {
    const report = await verifyBundle([Buffer.from(`${lines.join('\n')}\n`)], { trustedKeys });
    assert.ok(!report.ok);
    assert.deepEqual({ kind: report.finding.kind, seq: report.finding.seq }, finding);
  });
}
