import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { digestOf } from '@tensorguard/core';
import {
  createHybridSigner,
  generateRecipientKey,
  generateSigningKey,
  packPackage,
  signingKeyId,
} from '@tensorguard/tgsp';
import { tempDir } from '@tensorguard/testkit';
import { FakeProblem, startFakeApi } from '../../testing/fake-api.ts';
import { run } from '../../testing/run-in-process.ts';
import { samples } from '../../testing/samples.ts';

const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const { privateKey, publicKey } = generateSigningKey();

/** Packs some bytes for real. */
async function packSome(output: string): Promise<Buffer> {
  await packPackage({
    output,
    files: [{ path: 'model.onnx', source: Buffer.alloc(3_000_000, 7), role: 'model' }],
    manifest: {
      name: 'direction',
      version: '1.2.0',
      model: { format: 'onnx', opset: 9, inputs: [], outputs: [] },
      licence: 'MIT',
      provenance: { source: 'test' },
      selfTest: [],
      compatibility: {},
    },
    signer: createHybridSigner(privateKey),
    recipients: [(await generateRecipientKey()).publicKey],
    now: NOW,
  });
  return readFile(output);
}

suite('release upload', () => {
  test('streams the very bytes with their length', async (t) => {
    const dir = await tempDir(t);
    const bytes = await packSome(join(dir, 'd.tgsp'));
    let received: { body: Buffer; length: string | undefined; type: string | undefined } | undefined;
    await using api = await startFakeApi({
      getSession: samples.session,
      uploadRelease({ raw, headers }) {
        received = { body: raw, length: headers['content-length'], type: headers['content-type'] };
        return { release: samples.release(), created: true };
      },
    });
    const uploaded = await run(['release', 'upload', 'd.tgsp'], { env: api.env, cwd: dir, terminal: true });
    assert.equal(uploaded.code, 0, uploaded.stderr);
    assert.match(uploaded.stdout, /^Uploaded: direction@3/);
    assert.match(uploaded.stderr, /Uploading █{24} 100 %/);
    assert.deepEqual(received?.body, bytes);
    assert.deepEqual([received?.length, received?.type], [String(bytes.length), 'application/vnd.tensorguard.tgsp']);
  });

  test('refuses a broken package before anything is sent', async (t) => {
    const dir = await tempDir(t);
    const bytes = await packSome(join(dir, 'd.tgsp'));
    await writeFile(join(dir, 'cut'), bytes.subarray(0, -1));
    await using api = await startFakeApi({});
    const uploaded = await run(['release', 'upload', 'cut'], { env: api.env, cwd: dir });
    assert.equal(uploaded.code, 3);
    assert.deepEqual(api.calls, []);
  });

  test('tells the reason of a refusal by the platform', async (t) => {
    const dir = await tempDir(t);
    await packSome(join(dir, 'd.tgsp'));
    await using api = await startFakeApi({
      getSession: samples.session,
      uploadRelease() {
        throw new FakeProblem('package_refused', { reason: 'untrusted_signer' });
      },
    });
    const uploaded = await run(['release', 'upload', 'd.tgsp'], { env: api.env, cwd: dir });
    assert.deepEqual(
      [uploaded.code, uploaded.stderr],
      [3, 'package_refused: The package is refused, reason untrusted_signer, request id req-1\n'],
    );
  });
});

suite('release download', () => {
  test('keeps what has the right digest and signatures, and nothing else', async (t) => {
    const dir = await tempDir(t);
    const bytes = await packSome(join(dir, 'original'));
    const release = samples.release({ digest: digestOf(bytes), sizeBytes: bytes.length });
    let sent = bytes;
    await using api = await startFakeApi({ getRelease: () => release, downloadRelease: () => sent });
    const download = (...more: string[]) =>
      run(['release', 'download', release.id, '--out', 'copy', ...more], { env: api.env, cwd: dir });
    assert.equal((await download('--json')).code, 0);
    assert.deepEqual(await readFile(join(dir, 'copy')), bytes);
    const again = await download();
    assert.deepEqual([again.code, again.stderr.startsWith('file_exists')], [1, true]);
    assert.equal((await download('--force')).code, 0);
    sent = Buffer.from(bytes);
    sent[sent.length - 1]! ^= 1;
    const wrong = await download('--force');
    assert.deepEqual([wrong.code, wrong.stderr.startsWith('digest_mismatch')], [3, true]);
    assert.deepEqual(await readFile(join(dir, 'copy')), bytes);
    assert.deepEqual((await readdir(dir)).sort(), ['copy', 'original']);
  });
});

suite('release commands', () => {
  const newest = samples.release({ number: 4 });
  const start = () =>
    startFakeApi({
      listReleases: ({ query }) => ({
        items: query.state === 'available' ? [newest] : [newest, samples.release({ number: 3 })],
        nextCursor: null,
      }),
      getRelease: ({ params }) => samples.release({ id: params.releaseId }),
      listLines: () => ({ items: [], nextCursor: null }),
      verifyRelease: () => ({ verifiedAt: '2026-11-20T10:00:00.000Z', digest: newest.digest, files: 2, bytes: 2048 }),
      withdrawRelease: () => newest,
    });

  test('a release is named by id, line@number or line@latest', async () => {
    await using api = await start();
    const shown = async (given: string) => run(['release', 'show', given, '--json'], { env: api.env });
    assert.equal(((await shown('direction@latest')).json() as { id: string }).id, newest.id);
    assert.equal(((await shown('direction@4')).json() as { id: string }).id, newest.id);
    assert.equal(((await shown(newest.id)).json() as { id: string }).id, newest.id);
    assert.deepEqual((await shown('direction@9')).code, 1);
    assert.deepEqual((await shown('direction')).code, 2);
    assert.deepEqual(api.calls[0]?.query, { limit: 1, line: 'direction', state: 'available' });
  });

  test('list, verify and withdraw', async () => {
    await using api = await start();
    assert.match((await run(['release', 'list'], { env: api.env })).stdout, /direction@4 +1\.2\.0 +available/);
    assert.match((await run(['release', 'verify', newest.id], { env: api.env })).stdout, /Verified: 2 files, 2\.0 KiB/);
    assert.match((await run(['release', 'show', newest.id], { env: api.env })).stdout, /x: float32 \[n, 3\]/);
    const args = ['release', 'withdraw', newest.id, '--reason', 'wrong'];
    assert.equal((await run(args, { env: api.env })).code, 2);
    assert.equal((await run([...args, '--yes'], { env: api.env })).code, 0);
    const line = {
      id: newest.lineId,
      name: 'direction',
      latestRelease: newest,
      releases: 4,
      agentsRunning: 9,
      createdAt: newest.createdAt,
    };
    await using lines = await startFakeApi({ listLines: () => ({ items: [line], nextCursor: null }) });
    assert.match((await run(['line', 'list'], { env: lines.env })).stdout, /direction +4 +4 \(1\.2\.0\) +9/);
  });
});

suite('publisher commands', () => {
  test('add sends the public key with its id; a private key is refused', async (t) => {
    const dir = await tempDir(t);
    await writeFile(join(dir, 'pub'), JSON.stringify(publicKey));
    await writeFile(join(dir, 'key'), JSON.stringify(privateKey));
    const publisher = samples.publisher();
    await using api = await startFakeApi({
      createPublisher: () => publisher,
      listPublishers: () => ({ items: [publisher], nextCursor: null }),
      removePublisher: () => '',
    });
    const add = (file: string) => run(['publisher', 'add', 'Acme', '--key', file], { env: api.env, cwd: dir });
    assert.equal((await add('pub')).code, 0);
    const { ed25519, mlDsa65 } = publicKey;
    assert.deepEqual(api.calls[0]?.body, {
      name: 'Acme',
      publicKey: { keyId: signingKeyId(publicKey), ed25519, mlDsa65 },
    });
    const secret = await add('key');
    assert.deepEqual([secret.code, /^key_malformed: not a public key file: .*key/.test(secret.stderr)], [1, true]);
    assert.match((await run(['publisher', 'list'], { env: api.env })).stdout, /Acme models/);
    assert.equal((await run(['publisher', 'remove', publisher.id, '--yes'], { env: api.env })).code, 0);
  });
});
