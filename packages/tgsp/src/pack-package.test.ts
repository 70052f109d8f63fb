import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, truncateSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { canonicalJson, sha256 } from '@tensorguard/core';
import { TgspError } from './errors.ts';
import { THREADED_HASH_MIN_BYTES } from './internal/file-hasher.ts';
import { openPackage } from './open-package.ts';
import type { PackageInput, PackOptions } from './pack-package.ts';
import { bytesPackageSource } from './package-source.ts';
import type { PayloadProgress } from './payload/window.ts';
import type { KekProvider } from './recipients/kek-provider.ts';
import { generateRecipientKey } from './recipients/recipient-key.ts';
import { manifestFields, pack, patterned, recipient, trust, withFolder } from './testing/sample.ts';

const KIB = 1024;
const SIZES: Record<string, number[]> = {
  'nothing but an empty file': [0],
  'one byte': [1],
  'exactly one chunk': [64 * KIB],
  'one byte over a chunk': [64 * KIB + 1],
  'exactly one window and an empty file': [1024 * KIB, 0],
  'several windows with files across their edges': [700 * KIB, 700 * KIB, 0, 3, 1500 * KIB],
  'enough for the hashing thread': [THREADED_HASH_MIN_BYTES + 12_345, 100],
};

for (const [name, sizes] of Object.entries(SIZES)) {
  test(`a package holds what was packed: ${name}`, () =>
    withFolder(async (folder) => {
      const contents = sizes.map((size, i) => patterned(size + i).subarray(i));
      const files: PackageInput[] = [];
      for (const [i, content] of contents.entries()) {
        const source = i % 2 === 0 ? join(folder, `in-${i}`) : content;
        if (typeof source === 'string') await writeFile(source, content);
        files.push({ path: `f${i}`, source, role: 'weights' });
      }
      const progress: PayloadProgress[] = [];
      const output = join(folder, 'out.tgsp');
      const packed = await pack(output, files, { chunkSize: 64 * KIB, onProgress: (p) => progress.push(p) });
      const bytes = await readFile(output);
      assert.equal(packed.size, bytes.byteLength);
      const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
      assert.deepEqual(progress.at(-1), { doneBytes: totalBytes, totalBytes });

      const opened = await openPackage(bytesPackageSource(bytes), trust);
      assert.deepEqual(opened.manifest, packed.manifest);
      assert.equal(opened.digest, packed.digest);
      assert.equal(packed.digest, `sha256:${sha256(bytes.subarray(0, opened.headerSize)).toString('hex')}`);
      const contentKey = await opened.unwrapContentKey(recipient.privateKey);
      for (const [i, content] of contents.entries()) {
        assert.equal((await opened.readFile(contentKey, `f${i}`)).equals(content), true, `f${i}`);
      }
      assert.deepEqual(await opened.verifyPayload(contentKey), { files: sizes.length, plaintextBytes: totalBytes });
      await opened.extractTo(contentKey, join(folder, 'extracted'));
      for (const [i, content] of contents.entries()) {
        assert.equal((await readFile(join(folder, 'extracted', `f${i}`))).equals(content), true, `f${i}`);
      }
    }));
}

test('the same files packed twice share no ciphertext', () =>
  withFolder(async (folder) => {
    const outputs = [join(folder, 'a'), join(folder, 'b')] as const;
    const [first, second] = await Promise.all(outputs.map((output) => pack(output, [file('f', patterned(100))])));
    assert.notEqual(first!.manifest.payload.salt, second!.manifest.payload.salt);
    const tails = await Promise.all(outputs.map(async (output) => (await readFile(output)).subarray(-116)));
    assert.notDeepEqual(tails[0], tails[1]);
  }));

test('each recipient and each key vault unwraps the content key, and nobody else', () =>
  withFolder(async (folder) => {
    const second = await generateRecipientKey();
    const vault = xorVault('vault-1');
    const output = join(folder, 'p.tgsp');
    await pack(output, [file('f', patterned(10))], {
      recipients: [recipient.publicKey, second.publicKey],
      kekRecipients: [vault],
    });
    const opened = await openPackage(bytesPackageSource(await readFile(output)), trust);
    const contentKey = await opened.unwrapContentKey(recipient.privateKey);
    assert.deepEqual(await opened.unwrapContentKey(second.privateKey), contentKey);
    assert.deepEqual(await opened.unwrapContentKey(vault), contentKey);
    const refused: [string, KekProvider][] = [
      ['no_matching_recipient', xorVault('vault-2')],
      ['recipient_unwrap_failed', { ...vault, unwrap: () => Promise.reject(new Error('denied')) }],
      ['recipient_unwrap_failed', { ...vault, unwrap: () => Promise.resolve(Buffer.alloc(5)) }],
      ['key_commitment_mismatch', { ...vault, unwrap: () => Promise.resolve(randomBytes(32)) }],
    ];
    for (const [code, provider] of refused) {
      await assert.rejects(opened.unwrapContentKey(provider), hasCode(code));
    }
  }));

const REFUSED: [string, string, PackageInput[], Partial<PackOptions>][] = [
  ['missing input', 'input_unreadable', [{ path: 'f', source: '/nonexistent/file', role: 'model' }], {}],
  ['folder as input', 'input_unreadable', [{ path: 'f', source: '/', role: 'model' }], {}],
  ['no files', 'manifest_invalid', [], {}],
  ['one path twice', 'duplicate_path', [file('f'), file('f')], {}],
  ['path that walks up', 'path_unsafe', [file('../f')], {}],
  ['chunk size', 'chunk_size_invalid', [file('f')], { chunkSize: 1000 }],
  ['no recipient', 'manifest_invalid', [file('f')], { recipients: [] }],
  ['bad recipient', 'key_malformed', [file('f')], { recipients: [{ ...recipient.publicKey, xWing: '' }] }],
  ['bad version', 'manifest_invalid', [file('f')], { manifest: { ...manifestFields, version: 'one' } }],
  [
    'header over the limit',
    'header_too_large',
    [file('f')],
    { manifest: { ...manifestFields, selfTest: [bigSelfTest()] } },
  ],
  ['folder that is not there', 'output_failed', [file('f')], { output: '/nonexistent/x.tgsp' }],
  ['device as the output', 'output_failed', [file('f')], { output: '/dev/null' }],
  ['folder as the output', 'output_failed', [file('f')], { output: '/' }],
];

for (const [name, code, files, options] of REFUSED) {
  test(`packing is refused with ${code} and leaves nothing behind: ${name}`, () =>
    withFolder(async (folder) => {
      await assert.rejects(pack(join(folder, 'p.tgsp'), files, options), hasCode(code));
      assert.deepEqual(await readdir(folder), []);
    }));
}

for (const [name, change] of [
  ['grows', (path: string) => appendFileSync(path, 'more')],
  ['shrinks', (path: string) => truncateSync(path, 10)],
] as const) {
  test(`an input that ${name} while it is packed is noticed, and an older package stays`, () =>
    withFolder(async (folder) => {
      const input = join(folder, 'in');
      const output = join(folder, 'p.tgsp');
      await writeFile(input, patterned(5 * 1024 * KIB));
      await writeFile(output, 'older');
      let done = false;
      const onProgress = (): void => {
        if (!done) change(input);
        done = true;
      };
      await assert.rejects(pack(output, [file('f', input)], { onProgress }), hasCode('input_changed'));
      assert.equal(await readFile(output, 'utf8'), 'older');
      assert.deepEqual((await readdir(folder)).sort(), ['in', 'p.tgsp']);
    }));
}

test('a durable package replaces an older one', () =>
  withFolder(async (folder) => {
    const output = join(folder, 'p.tgsp');
    await writeFile(output, 'older');
    const { size } = await pack(output, [file('f', patterned(10))], { durable: true });
    assert.equal((await readFile(output)).byteLength, size);
  }));

function file(path: string, source: PackageInput['source'] = Buffer.from('x')): PackageInput {
  return { path, source, role: 'other' };
}

function bigSelfTest(): PackOptions['manifest']['selfTest'][number] {
  const tensor = { dtype: 'uint8' as const, shape: [3_500_000], data: Buffer.alloc(3_500_000).toString('base64') };
  return { inputs: { x: tensor }, outputs: {}, tolerance: { abs: 0, rel: 0 } };
}

/** A key vault that masks the key with a pad bound to the context. */
function xorVault(id: string): KekProvider {
  const mask = (bytes: Uint8Array, context: Readonly<Record<string, string>>): Promise<Buffer> => {
    const pad = sha256(id + canonicalJson(context));
    return Promise.resolve(Buffer.from(bytes.map((byte, i) => byte ^ pad[i]!)));
  };
  return { id, wrap: mask, unwrap: mask };
}

function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expected;
}
