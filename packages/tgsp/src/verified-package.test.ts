import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { TgspError } from './errors.ts';
import { inspectHeader, openPackage } from './open-package.ts';
import { bytesPackageSource, filePackageSource, type PackageSource } from './package-source.ts';
import { generateSigningKey } from './signing/hybrid-signer.ts';
import { pack, patterned, publisher, recipient, trust, withFolder } from './testing/sample.ts';

const CHUNK = 64 * 1024;
const CONTENTS = { a: patterned(100), 'dir/model.onnx': patterned(20 * CHUNK + 17), z: patterned(3) };
const MODEL = 'dir/model.onnx';
const bytes = await withFolder(async (folder) => {
  const files = Object.entries(CONTENTS).map(([path, source]) => ({ path, source, role: 'model' as const }));
  await pack(join(folder, 'p'), files, { chunkSize: CHUNK });
  return readFile(join(folder, 'p'));
});
const opened = await openPackage(bytesPackageSource(bytes), trust);
const contentKey = await opened.unwrapContentKey(recipient.privateKey);

test('any range of a file is what was packed', async () => {
  const size = CONTENTS[MODEL].byteLength;
  await fc.assert(
    fc.asyncProperty(fc.nat(size), fc.nat(3 * CHUNK), async (offset, length) => {
      const end = Math.min(size, offset + length);
      const range = await opened.readRange(contentKey, MODEL, offset, end - offset);
      assert.equal(range.equals(CONTENTS[MODEL].subarray(offset, end)), true);
    }),
    { numRuns: 60 },
  );
});

test('a range reads only the chunks that hold it', async () => {
  const reads: number[] = [];
  const inner = bytesPackageSource(bytes);
  const source: PackageSource = {
    size: inner.size,
    read: (offset, length) => {
      reads.push(length);
      return inner.read(offset, length);
    },
  };
  const counted = await openPackage(source, trust);
  reads.length = 0;
  await counted.readRange(contentKey, MODEL, 5 * CHUNK, 10);
  assert.deepEqual(reads, [CHUNK + 16]);
});

test('a range outside its file is refused', async () => {
  for (const [offset, length] of [
    [-1, 1],
    [0, 101],
    [101, 0],
    [0.5, 1],
    [0, Number.NaN],
    [1, Number.MAX_SAFE_INTEGER],
  ] as const) {
    await assert.rejects(opened.readRange(contentKey, 'a', offset, length), hasCode('range_invalid'));
  }
});

test('a stream gives the file in order', async () => {
  for (const [path, content] of Object.entries(CONTENTS)) {
    const pieces = await Array.fromAsync(opened.streamFile(contentKey, path));
    assert.equal(Buffer.concat(pieces).equals(content), true, path);
  }
});

test('a file that is not in the package is refused', async () => {
  for (const path of ['b', 'dir', '__proto__', '']) {
    await assert.rejects(opened.readFile(contentKey, path), hasCode('file_unknown'));
    await assert.rejects(opened.readRange(contentKey, path, 0, 0), hasCode('file_unknown'));
    await assert.rejects(opened.streamFile(contentKey, path).next(), hasCode('file_unknown'));
  }
});

test('every way to the content refuses a wrong key before it reads a chunk', () =>
  withFolder(async (folder) => {
    const wrong = Buffer.alloc(32);
    const ways = [
      () => opened.readFile(wrong, 'a'),
      () => opened.readRange(wrong, 'a', 0, 1),
      () => opened.streamFile(wrong, 'a').next(),
      () => opened.verifyPayload(wrong),
      () => opened.extractTo(wrong, join(folder, 'x')),
    ];
    for (const way of ways) await assert.rejects(way, hasCode('key_commitment_mismatch'));
    assert.deepEqual(await readdir(folder), []);
  }));

const tampered = Buffer.from(bytes);
tampered[opened.headerSize + 12 * (CHUNK + 16)]! ^= 1;

test('a changed chunk spoils the files that need it and no others', async () => {
  const spoiled = await openPackage(bytesPackageSource(tampered), trust);
  await assert.rejects(spoiled.readFile(contentKey, MODEL), hasCode('chunk_tampered'));
  await assert.rejects(Array.fromAsync(spoiled.streamFile(contentKey, MODEL)), hasCode('chunk_tampered'));
  await assert.rejects(spoiled.verifyPayload(contentKey), hasCode('chunk_tampered'));
  assert.deepEqual(await spoiled.readFile(contentKey, 'a'), CONTENTS.a);
});

test('extraction makes private files under a new folder', () =>
  withFolder(async (folder) => {
    const target = join(folder, 'out');
    const seen: number[] = [];
    await opened.extractTo(contentKey, target, { durable: true, onProgress: (p) => seen.push(p.doneBytes) });
    for (const [path, content] of Object.entries(CONTENTS)) {
      assert.equal((await readFile(join(target, path))).equals(content), true, path);
    }
    assert.equal((await stat(join(target, MODEL))).mode & 0o777, 0o600);
    assert.equal((await stat(target)).mode & 0o777, 0o700);
    assert.deepEqual(seen, [16 * CHUNK, 20 * CHUNK + 120]);
    await assert.rejects(opened.extractTo(contentKey, target), hasCode('target_exists'));
    await assert.rejects(opened.extractTo(contentKey, join(folder, 'no/such/place')), hasCode('output_failed'));
  }));

test('a failed extraction leaves nothing behind', () =>
  withFolder(async (folder) => {
    const spoiled = await openPackage(bytesPackageSource(tampered), trust);
    await assert.rejects(spoiled.extractTo(contentKey, join(folder, 'out')), hasCode('chunk_tampered'));
    assert.deepEqual(await readdir(folder), []);
  }));

test('a source that fails or ends early is told apart from a bad package', async () => {
  const inner = bytesPackageSource(bytes);
  const with_ = (read: PackageSource['read']): PackageSource => ({ size: inner.size, read });
  const broken = with_(() => Promise.reject(new Error('network')));
  const short = with_((offset, length) => inner.read(offset, Math.max(0, length - 1)));
  const long = with_((offset, length) => inner.read(offset, length + 1));
  await assert.rejects(openPackage(broken, trust), hasCode('input_unreadable'));
  await assert.rejects(openPackage(short, trust), hasCode('truncated'));
  await assert.rejects(openPackage(long, trust), hasCode('truncated'));
  await assert.rejects(filePackageSource('/nonexistent'), hasCode('input_unreadable'));
});

test('a file source reads at random and closes', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'p');
    await writeFile(path, bytes);
    await using source = await filePackageSource(path);
    assert.equal(source.size, bytes.byteLength);
    assert.deepEqual(Buffer.from(await source.read(10, 20)), bytes.subarray(10, 30));
    assert.equal((await source.read(bytes.byteLength - 5, 20)).byteLength, 5);
    const fromFile = await openPackage(source, trust);
    assert.deepEqual(await fromFile.readFile(contentKey, 'z'), CONTENTS.z);
  }));

test('trust in any signer is recorded, and a named trust is enforced', async () => {
  const any = await openPackage(bytesPackageSource(bytes), { trust: 'any' });
  assert.equal(any.signerTrusted, false);
  assert.equal(opened.signerTrusted, true);
  assert.equal(any.signerKeyId, opened.signerKeyId);
  const strangers = { trustedKeys: [generateSigningKey().publicKey] };
  await assert.rejects(openPackage(bytesPackageSource(bytes), strangers), hasCode('untrusted_signer'));
  assert.deepEqual(any.manifest.signer, publisher.publicKey);
});

test('an inspection shows what the header claims and says that nothing is authenticated', async () => {
  const header = await inspectHeader(bytesPackageSource(bytes));
  assert.equal(header.authenticated, false);
  assert.deepEqual(header.manifest, opened.manifest);
  assert.equal(header.claimedSignerKeyId, opened.signerKeyId);
  assert.equal(header.digest, opened.digest);
  assert.equal(header.fileSize, bytes.byteLength);
});

function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expected;
}
