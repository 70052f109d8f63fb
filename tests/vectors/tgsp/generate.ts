// Writes the TGSP vectors beside this file: `node tests/vectors/tgsp/generate.ts`. Keys are kept when keys.json exists;
// salts, content keys and ML-DSA signatures are fresh, so every other file changes with each run.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hkdfSync } from 'node:crypto';
import { canonicalBytes, sha256 } from '@tensorguard/core';
import {
  bytesPackageSource,
  createHybridSigner,
  generateRecipientKey,
  generateSigningKey,
  MANIFEST_PAYLOAD_TYPE,
  openPackage,
  packPackage,
  signEnvelope,
  type Envelope,
  type Manifest,
} from '../../../packages/tgsp/src/index.ts';
import { encodeHeader } from '../../../packages/tgsp/src/container/header.ts';
import { wrapScopeOf, wrapToRecipient } from '../../../packages/tgsp/src/recipients/content-key-stanza.ts';
import { CHUNK_KEY_INFO, KEY_COMMITMENT_INFO } from '../../../packages/tgsp/src/payload/chunk-cipher.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const TAG_BYTES = 16;

async function makeKeys() {
  const [publisher, stranger] = [generateSigningKey(), generateSigningKey()];
  const [recipient, outsider] = [await generateRecipientKey(), await generateRecipientKey()];
  return { publisher, stranger, recipient, outsider };
}
type Keys = Awaited<ReturnType<typeof makeKeys>>;

const keys: Keys = existsSync(here('keys.json'))
  ? (JSON.parse(await readFile(here('keys.json'), 'utf8')) as Keys)
  : await makeKeys();
await writeJson('keys.json', keys);

const signer = createHybridSigner(keys.publisher.privateKey);
const content = {
  'config/labels.txt': Buffer.from('0\n180\n'),
  LICENSE: Buffer.from('Public domain.\n'),
  'empty.bin': Buffer.alloc(0),
  'model.onnx': Buffer.from(Array.from({ length: 65_600 }, (_, i) => (i * 31 + (i >> 8)) & 0xff)),
};

await packPackage({
  output: here('valid.tgsp').pathname,
  files: [
    { path: 'model.onnx', source: content['model.onnx'], role: 'model' },
    { path: 'config/labels.txt', source: content['config/labels.txt'], role: 'config' },
    { path: 'LICENSE', source: content.LICENSE, role: 'licence' },
    { path: 'empty.bin', source: content['empty.bin'], role: 'other' },
  ],
  manifest: {
    name: 'text-direction',
    version: '1.2.0',
    model: {
      format: 'onnx',
      opset: 17,
      inputs: [{ name: 'x', dtype: 'float32', shape: ['batch', 2] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', 1] }],
    },
    licence: 'CC0-1.0',
    provenance: { source: 'made up for the test vectors' },
    selfTest: [
      {
        inputs: { x: { dtype: 'float32', shape: [1, 2], data: Buffer.from(Float32Array.of(1, 2).buffer).toString('base64') } },
        outputs: { y: { dtype: 'float32', shape: [1, 1], data: Buffer.from(Float32Array.of(3).buffer).toString('base64') } },
        tolerance: { abs: 0.001, rel: 0 },
      },
    ],
    compatibility: { minMemoryBytes: 1_000_000, architectures: ['x64', 'arm64'] },
  },
  signer,
  recipients: [keys.recipient.publicKey],
  chunkSize: 65_536,
  now: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
});

const bytes = await readFile(here('valid.tgsp'));
const valid = await openPackage(bytesPackageSource(bytes), { trustedKeys: [keys.publisher.publicKey] });
const contentKey = await valid.unwrapContentKey(keys.recipient.privateKey);
const salt = Buffer.from(valid.manifest.payload.salt, 'base64');
const derive = (info: string) => Buffer.from(hkdfSync('sha256', contentKey, salt, info, 32)).toString('hex');
await writeJson('valid.json', {
  size: bytes.byteLength,
  headerSize: valid.headerSize,
  digest: valid.digest,
  signerKeyId: valid.signerKeyId,
  contentKey: contentKey.toString('hex'),
  chunkKey: derive(CHUNK_KEY_INFO),
  keyCommitment: derive(KEY_COMMITMENT_INFO),
  manifest: valid.manifest,
  files: Object.fromEntries(Object.entries(content).map(([path, data]) => [path, sha256(data).toString('hex')])),
});

const envelope = JSON.parse(bytes.subarray(12, valid.headerSize).toString('utf8')) as Envelope;
const manifest = valid.manifest;
const [firstFile, ...otherFiles] = manifest.files;
const payload = bytes.subarray(valid.headerSize);
const step = 65_536 + TAG_BYTES;

/** A package with another manifest, signed again by the trusted key, over the same payload. */
const resigned = async (patch: Record<string, unknown>, type = MANIFEST_PAYLOAD_TYPE) =>
  encodeHeader(await signEnvelope(type, { ...manifest, ...patch }, signer));
const withPaths = (...paths: string[]) => resigned({ files: manifest.files.map((file, i) => ({ ...file, path: paths[i] ?? file.path })) });
const withPayload = (patch: Partial<Manifest['payload']>) => resigned({ payload: { ...manifest.payload, ...patch } });
const rawHeader = (text: string) => {
  const preamble = Buffer.from(bytes.subarray(0, 12));
  preamble.writeUInt32BE(Buffer.byteLength(text), 8);
  return Buffer.concat([preamble, Buffer.from(text)]);
};
const envelopeWith = (patch: Partial<Envelope>) => encodeHeader({ ...envelope, ...patch });
const [ed25519, mlDsa65] = envelope.signatures as [Envelope['signatures'][0], Envelope['signatures'][0]];
const corrupt = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
const strangerEnvelope = await signEnvelope(MANIFEST_PAYLOAD_TYPE, manifest, createHybridSigner(keys.stranger.privateKey));
const forged = strangerEnvelope.signatures.map((signature) => ({ ...signature, keyid: signer.keyId }));
const [stanza] = manifest.recipients;
const foreignKey = await wrapToRecipient(Buffer.alloc(32, 7), keys.recipient.publicKey, wrapScopeOf(manifest));

/** A change to valid.tgsp: bytes put at an offset, a new length, bytes at the end, or a new start before the same payload. */
type Change =
  | { readonly write: { readonly offset: number; readonly hex: string } }
  | { readonly truncateTo: number }
  | { readonly append: string }
  | { readonly header: string; readonly preamble: string };
interface RefusedCase {
  readonly name: string;
  readonly code: string;
  /** The first operation that refuses: open, unwrap (as `recipient`), payload (verify all). */
  readonly at: 'open' | 'unwrap' | 'payload';
  readonly unwrapAs?: 'recipient' | 'outsider';
  readonly change: Change | Record<string, never>;
}
const header = (start: Buffer): Change => ({
  preamble: start.subarray(0, 12).toString('hex'),
  header: start.subarray(12).toString('utf8'),
});
const open = (name: string, code: string, change: Change): RefusedCase => ({ name, code, at: 'open', change });
const inPayload = (name: string, code: string, change: Change): RefusedCase => ({ name, code, at: 'payload', change });
const write = (offset: number, hex: string): Change => ({ write: { offset, hex } });
const flip = (offset: number): Change => write(offset, Buffer.of(bytes[offset]! ^ 1).toString('hex'));

const refused: RefusedCase[] = [
  open('other magic', 'bad_magic', write(0, '5a')),
  open('version 1', 'unsupported_version', write(4, '01')),
  open('version 3', 'unsupported_version', write(4, '03')),
  open('reserved byte set', 'header_malformed', write(7, '01')),
  open('header length over the limit', 'header_too_large', write(8, '00400001')),
  open('header length past the end', 'truncated', write(8, '00300000')),
  open('header length zero', 'header_malformed', write(8, '00000000')),
  open('empty file', 'truncated', { truncateTo: 0 }),
  open('ends in the preamble', 'truncated', { truncateTo: 9 }),
  open('ends in the header', 'truncated', { truncateTo: valid.headerSize - 1 }),
  open('without its payload', 'truncated', { truncateTo: valid.headerSize }),
  open('without its last chunk', 'truncated', { truncateTo: valid.headerSize + step }),
  open('one byte short', 'truncated', { truncateTo: bytes.byteLength - 1 }),
  open('one byte long', 'trailing_bytes', { append: '00' }),
  open('a whole chunk appended', 'trailing_bytes', { append: payload.subarray(0, 32).toString('hex') }),
  open('header is not JSON', 'header_malformed', header(rawHeader('{'))),
  open('header with a space', 'header_not_canonical', header(rawHeader(JSON.stringify(envelope).replace(':', ': ')))),
  open('header with a second member of a name', 'header_not_canonical', header(rawHeader(`{"payload":"",${JSON.stringify(envelope).slice(1)}`))),
  open('header with an unknown member', 'envelope_malformed', header(rawHeader(canonicalBytes({ ...envelope, more: 1 }).toString()))),
  open('payload type of another statement', 'payload_type_mismatch', header(await resigned({}, 'application/vnd.tensorguard.directive+json'))),
  open('no ML-DSA-65 signature', 'signature_missing', header(envelopeWith({ signatures: [ed25519] }))),
  open('no Ed25519 signature', 'signature_missing', header(envelopeWith({ signatures: [mlDsa65] }))),
  open('signatures in the other order', 'envelope_malformed', header(envelopeWith({ signatures: [mlDsa65, ed25519] }))),
  open('unknown signature algorithm', 'suite_unsupported', header(envelopeWith({ signatures: [ed25519, { ...mlDsa65, algorithm: 'ml-dsa-44' }] }))),
  open('Ed25519 signature changed', 'signature_invalid', header(envelopeWith({ signatures: [{ ...ed25519, sig: corrupt(ed25519.sig) }, mlDsa65] }))),
  open('ML-DSA-65 signature changed', 'signature_invalid', header(envelopeWith({ signatures: [ed25519, { ...mlDsa65, sig: corrupt(mlDsa65.sig) }] }))),
  open('Ed25519 signature of another key', 'signature_invalid', header(envelopeWith({ signatures: [forged[0]!, mlDsa65] }))),
  open('ML-DSA-65 signature of another key', 'signature_invalid', header(envelopeWith({ signatures: [ed25519, forged[1]!] }))),
  open('signed by a stranger', 'untrusted_signer', header(encodeHeader(strangerEnvelope))),
  open('manifest names another signer', 'signature_invalid', header(await resigned({ signer: keys.stranger.publicKey }))),
  open('manifest version 1', 'unsupported_version', header(await resigned({ formatVersion: 1 }))),
  open('unknown member in the manifest', 'manifest_invalid', header(await resigned({ surprise: true }))),
  open('files out of order', 'manifest_invalid', header(await resigned({ files: [...otherFiles, firstFile] }))),
  open('one path twice', 'duplicate_path', header(await withPaths('LICENSE', 'a', 'a', 'b'))),
  open('paths that differ in case', 'duplicate_path', header(await withPaths('A', 'a'))),
  open('file that is also a folder', 'duplicate_path', header(await withPaths('a', 'a/b', 'c', 'd'))),
  open('absolute path', 'path_unsafe', header(await withPaths('/etc/passwd'))),
  open('path that walks up', 'path_unsafe', header(await withPaths('../x'))),
  open('path with a drive letter', 'path_unsafe', header(await withPaths('C:x'))),
  open('path with a backslash', 'path_unsafe', header(await withPaths('a\\b'))),
  open('path that is not NFC', 'path_unsafe', header(await withPaths('e\u0301'))),
  open('reserved file name', 'path_unsafe', header(await withPaths('NUL.txt'))),
  open('sizes of files do not add up', 'size_mismatch', header(await withPayload({ plaintextSize: 65_622 }))),
  open('wrong count of chunks', 'size_mismatch', header(await withPayload({ chunks: 3 }))),
  open('chunk size not a power of two', 'chunk_size_invalid', header(await withPayload({ chunkSize: 65_537 }))),
  open('chunk size too small', 'chunk_size_invalid', header(await withPayload({ chunkSize: 32_768 }))),
  open('chunk size too large', 'chunk_size_invalid', header(await withPayload({ chunkSize: 2_097_152 }))),
  open('other payload cipher', 'suite_unsupported', header(await withPayload({ cipher: 'aes-256-gcm' }))),
  open('weaker recipient suite', 'suite_unsupported', header(await resigned({ recipients: [{ ...stanza, suite: 'hpke-base-x25519-hkdf-sha256-chacha20-poly1305' }] }))),
  { name: 'not a recipient', code: 'no_matching_recipient', at: 'unwrap', unwrapAs: 'outsider', change: {} },
  { name: 'wrapped key of another package', code: 'recipient_unwrap_failed', at: 'unwrap', change: header(await resigned({ name: 'other-line' })) },
  { name: 'other key commitment', code: 'recipient_unwrap_failed', at: 'unwrap', change: header(await resigned({ keyCommitment: Buffer.alloc(32).toString('base64') })) },
  { name: 'wrapped key is not the committed one', code: 'key_commitment_mismatch', at: 'unwrap', change: header(await resigned({ recipients: [foreignKey] })) },
  inPayload('first byte of the payload changed', 'chunk_tampered', flip(valid.headerSize)),
  inPayload('tag of the first chunk changed', 'chunk_tampered', flip(valid.headerSize + step - 1)),
  inPayload('last byte changed', 'chunk_tampered', flip(bytes.byteLength - 1)),
  inPayload('first chunk in the place of the last', 'chunk_tampered', write(valid.headerSize + step, payload.subarray(0, payload.byteLength - step).toString('hex'))),
  inPayload('other hash of a file', 'hash_mismatch', header(await resigned({ files: [{ ...firstFile!, sha256: '0'.repeat(64) }, ...otherFiles] }))),
];
await writeJson('refused.json', refused);

async function writeJson(name: string, value: unknown): Promise<void> {
  await writeFile(here(name), `${JSON.stringify(value, undefined, 1)}\n`);
}
