import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inclusionProof } from './inclusion-proof.ts';
import { SAMPLE_ORIGIN, sampleLog } from './internal/sample-log.ts';
import { noteVerifier } from './note-verifier.ts';
import { readTlogProof, verifyTlogProof, writeTlogProof } from './tlog-proof.ts';

const log = await sampleLog(300);
const verifiers = log.trustedKeys.map(noteVerifier);
const checkpoint = await log.checkpoint();
const proof = await inclusionProof(log.store, 300, 123);
const text = writeTlogProof({ index: 123, proof, checkpoint });
const { leafHash } = log.entries[123]!;

test('a written proof file verifies for its entry and for no other', () => {
  const verified = verifyTlogProof(text, { leafHash, origin: SAMPLE_ORIGIN, verifiers });
  assert.equal(verified.index, 123);
  assert.equal(verified.checkpoint.size, 300);
  const other = log.entries[124]!.leafHash;
  assert.throws(() => verifyTlogProof(text, { leafHash: other, origin: SAMPLE_ORIGIN, verifiers }), {
    code: 'proof_invalid',
  });
  assert.throws(() => verifyTlogProof(text, { leafHash, origin: 'else.example', verifiers }), {
    code: 'origin_mismatch',
  });
});

test('the file has the lines that c2sp.org/tlog-proof prescribes', () => {
  const lines = writeTlogProof({ index: 0, proof: proof.slice(0, 1), checkpoint, extra: Buffer.from('hi') }).split(
    '\n',
  );
  assert.deepEqual(lines.slice(0, 5), [
    'c2sp.org/tlog-proof@v1',
    'extra aGk=',
    'index 0',
    proof[0]!.toString('base64'),
    '',
  ]);
  assert.equal(lines.slice(5).join('\n'), checkpoint);
});

test('what is written is read back', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.array(hash, { maxLength: 63 }),
      fc.option(fc.uint8Array()),
      (index, hashes, extra) => {
        const written = writeTlogProof({ index, proof: hashes, checkpoint, ...(extra && { extra }) });
        const read = readTlogProof(written);
        assert.equal(read.index, index);
        assert.deepEqual(
          read.proof.map((h) => [...h]),
          hashes.map((h) => [...h]),
        );
        assert.deepEqual(read.extra && [...read.extra], extra ? [...extra] : undefined);
        assert.equal(read.checkpoint, checkpoint);
      },
    ),
  );
});

const malformed: Record<string, string> = {
  nothing: '',
  'another header': text.replace('@v1', '@v2'),
  'no index': text.replace(/index .*\n/, ''),
  'an index with leading zero': text.replace('index 123', 'index 0123'),
  'a negative index': text.replace('index 123', 'index -1'),
  'extra that is not base64': text.replace('index', 'extra !!!\nindex'),
  'a short hash': text.replace(proof[0]!.toString('base64'), 'AAAA'),
  'too many hashes': text.replace('\n\n', `\n${`${proof[0]!.toString('base64')}\n`.repeat(64)}\n`),
  'no checkpoint': text.slice(0, text.indexOf('\n\n') + 2),
  'an endless checkpoint': text.padEnd(300_000, 'x'),
};
for (const [name, bad] of Object.entries(malformed)) {
  test(`refuses a proof file with ${name}`, () => assert.throws(() => readTlogProof(bad), { code: 'proof_malformed' }));
}

test('does not write what could not be read', () => {
  assert.throws(() => writeTlogProof({ index: -1, proof: [], checkpoint }), { code: 'proof_malformed' });
  assert.throws(() => writeTlogProof({ index: 0, proof: [Buffer.alloc(5)], checkpoint }), { code: 'proof_malformed' });
  assert.throws(() => writeTlogProof({ index: 0, proof: [], checkpoint: 'x' }), { code: 'proof_malformed' });
});
