import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sha256 } from '@tensorguard/core';
import { TGSP_ERROR_CODES, TgspError, type TgspErrorCode } from './errors.ts';
import type { Manifest } from './manifest.ts';
import { openPackage } from './open-package.ts';
import { bytesPackageSource } from './package-source.ts';
import { keyCommitment } from './payload/chunk-cipher.ts';
import type { RecipientPrivateKey } from './recipients/recipient-key.ts';
import type { SigningPublicKey } from './signing/signing-public-key.ts';

const load = (name: string): Buffer => readFileSync(new URL(`../../../tests/vectors/tgsp/${name}`, import.meta.url));
const loadJson = (name: string): unknown => JSON.parse(load(name).toString('utf8'));

interface Keys {
  publisher: { publicKey: SigningPublicKey };
  recipient: { privateKey: RecipientPrivateKey };
  outsider: { privateKey: RecipientPrivateKey };
}
interface Valid {
  size: number;
  headerSize: number;
  digest: string;
  signerKeyId: string;
  contentKey: string;
  keyCommitment: string;
  manifest: Manifest;
  files: Record<string, string>;
}
interface RefusedCase {
  name: string;
  code: TgspErrorCode;
  at: 'open' | 'unwrap' | 'payload';
  unwrapAs?: 'recipient' | 'outsider';
  change: {
    write?: { offset: number; hex: string };
    truncateTo?: number;
    append?: string;
    preamble?: string;
    header?: string;
  };
}

const keys = loadJson('keys.json') as Keys;
const valid = loadJson('valid.json') as Valid;
const validBytes = load('valid.tgsp');
const refused = loadJson('refused.json') as RefusedCase[];
const trust = { trustedKeys: [keys.publisher.publicKey] };

function changed(change: RefusedCase['change']): Buffer {
  if (change.header !== undefined) {
    const start = Buffer.concat([Buffer.from(change.preamble ?? '', 'hex'), Buffer.from(change.header, 'utf8')]);
    return Buffer.concat([start, validBytes.subarray(valid.headerSize)]);
  }
  const bytes = Buffer.from(validBytes.subarray(0, change.truncateTo ?? validBytes.byteLength));
  if (change.write !== undefined) Buffer.from(change.write.hex, 'hex').copy(bytes, change.write.offset);
  return Buffer.concat([bytes, Buffer.from(change.append ?? '', 'hex')]);
}

test('the committed package opens to the committed values', async () => {
  const opened = await openPackage(bytesPackageSource(validBytes), trust);
  assert.equal(opened.fileSize, valid.size);
  assert.equal(opened.headerSize, valid.headerSize);
  assert.equal(opened.digest, valid.digest);
  assert.equal(opened.signerKeyId, valid.signerKeyId);
  assert.deepEqual(opened.manifest, valid.manifest);
  const contentKey = await opened.unwrapContentKey(keys.recipient.privateKey);
  assert.equal(contentKey.toString('hex'), valid.contentKey);
  const salt = Buffer.from(valid.manifest.payload.salt, 'base64');
  assert.equal(keyCommitment(contentKey, salt).toString('hex'), valid.keyCommitment);
  for (const [path, hash] of Object.entries(valid.files)) {
    assert.equal(sha256(await opened.readFile(contentKey, path)).toString('hex'), hash, path);
  }
  assert.deepEqual(await opened.verifyPayload(contentKey), { files: 4, plaintextBytes: 65_621 });
});

for (const { name, code, at, unwrapAs = 'recipient', change } of refused) {
  test(`refused at ${at} with ${code}: ${name}`, async () => {
    const reached: string[] = [];
    const run = async (): Promise<void> => {
      const opened = await openPackage(bytesPackageSource(changed(change)), trust);
      reached.push('unwrap');
      const contentKey = await opened.unwrapContentKey(keys[unwrapAs].privateKey);
      reached.push('payload');
      await opened.verifyPayload(contentKey);
    };
    await assert.rejects(run, (error: unknown) => error instanceof TgspError && error.code === code);
    assert.equal(reached.at(-1) ?? 'open', at);
  });
}

test('a file that is not the one that was signed is refused however it is read', async () => {
  const swapped = refused.find(({ code }) => code === 'hash_mismatch');
  assert(swapped !== undefined);
  const opened = await openPackage(bytesPackageSource(changed(swapped.change)), trust);
  const contentKey = await opened.unwrapContentKey(keys.recipient.privateKey);
  const [first, second] = opened.manifest.files;
  await assert.rejects(opened.readFile(contentKey, first!.path), { code: 'hash_mismatch' });
  await assert.rejects(Array.fromAsync(opened.streamFile(contentKey, first!.path)), { code: 'hash_mismatch' });
  await opened.readFile(contentKey, second!.path);
});

test('the specification names every error code', () => {
  const specification = readFileSync(new URL('../../../docs/spec/tgsp-v2.md', import.meta.url), 'utf8');
  for (const code of TGSP_ERROR_CODES) assert.ok(specification.includes(`\`${code}\``), code);
});
