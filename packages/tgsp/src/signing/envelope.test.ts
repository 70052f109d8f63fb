import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { TgspError } from '../errors.ts';
import { preAuthEncoding } from './dsse.ts';
import { signEnvelope, verifyEnvelope, type Envelope } from './envelope.ts';
import { createHybridSigner, generateSigningKey, signingPublicKeyOf, type HybridSigner } from './hybrid-signer.ts';
import { signingKeyId, signingPublicKey } from './signing-public-key.ts';

const TYPE = 'application/vnd.example+json';
const key = generateSigningKey();
const signer = createHybridSigner(key.privateKey);
const other = createHybridSigner(generateSigningKey().privateKey);
const trusted = [other.publicKey, key.publicKey];
const good = await signEnvelope(TYPE, { b: 1, a: 'ä' }, signer);

test('the pre-authentication encoding is the one of the DSSE specification', () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
  assert.equal(encoded.toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

test('a verified envelope returns what was signed, by whom and as what', () => {
  const verified = verifyEnvelope(structuredClone(good), trusted, TYPE);
  assert.deepEqual(verified.value, { a: 'ä', b: 1 });
  assert.equal(verified.payload.toString(), '{"a":"ä","b":1}');
  assert.equal(verified.keyId, signer.keyId);
  assert.equal(verified.payloadType, TYPE);
});

const [ed25519, mlDsa65] = good.signatures as [Envelope['signatures'][0], Envelope['signatures'][0]];
const foreign = (await signEnvelope(TYPE, { b: 1, a: 'ä' }, other)).signatures;
const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
const REFUSED: [string, string, unknown][] = [
  ['null', 'envelope_malformed', null],
  ['text', 'envelope_malformed', 'x'],
  ['unknown member', 'envelope_malformed', { ...good, extra: 1 }],
  ['payload is not base64', 'envelope_malformed', { ...good, payload: '*' }],
  ['payload in another base64 form', 'envelope_malformed', { ...good, payload: good.payload.replace(/=+$/, '') }],
  ['three signatures', 'envelope_malformed', { ...good, signatures: [ed25519, mlDsa65, ed25519] }],
  ['no signatures', 'signature_missing', { ...good, signatures: [] }],
  ['Ed25519 alone', 'signature_missing', { ...good, signatures: [ed25519] }],
  ['Ed25519 twice', 'signature_missing', { ...good, signatures: [ed25519, ed25519] }],
  ['ML-DSA-65 alone', 'signature_missing', { ...good, signatures: [mlDsa65] }],
  ['other order', 'envelope_malformed', { ...good, signatures: [mlDsa65, ed25519] }],
  ['two keys', 'envelope_malformed', { ...good, signatures: [ed25519, { ...mlDsa65, keyid: other.keyId }] }],
  ['unknown algorithm', 'suite_unsupported', { ...good, signatures: [ed25519, { ...mlDsa65, algorithm: 'toString' }] }],
  [
    'key id of another trusted key',
    'signature_invalid',
    { ...good, signatures: good.signatures.map((s) => ({ ...s, keyid: other.keyId })) },
  ],
  [
    'Ed25519 by another key',
    'signature_invalid',
    { ...good, signatures: [{ ...foreign[0], keyid: signer.keyId }, mlDsa65] },
  ],
  [
    'ML-DSA-65 by another key',
    'signature_invalid',
    { ...good, signatures: [ed25519, { ...foreign[1], keyid: signer.keyId }] },
  ],
  ['Ed25519 changed', 'signature_invalid', { ...good, signatures: [{ ...ed25519, sig: flip(ed25519.sig) }, mlDsa65] }],
  [
    'ML-DSA-65 changed',
    'signature_invalid',
    { ...good, signatures: [ed25519, { ...mlDsa65, sig: flip(mlDsa65.sig) }] },
  ],
  ['empty signature', 'signature_invalid', { ...good, signatures: [{ ...ed25519, sig: '' }, mlDsa65] }],
  ['payload changed', 'signature_invalid', { ...good, payload: Buffer.from('{}').toString('base64') }],
];

for (const [name, code, envelope] of REFUSED) {
  test(`an envelope is refused with ${code}: ${name}`, () => {
    assert.throws(() => verifyEnvelope(envelope, trusted, TYPE), hasCode(code));
  });
}

test('a payload type is signed, and checked against what the caller expects', () => {
  const renamed = { ...good, payloadType: 'text/plain' };
  assert.throws(() => verifyEnvelope(renamed, trusted, TYPE), hasCode('payload_type_mismatch'));
  assert.throws(() => verifyEnvelope(renamed, trusted), hasCode('signature_invalid'));
});

test('a signer that is not trusted is refused', () => {
  assert.throws(() => verifyEnvelope(good, [other.publicKey], TYPE), hasCode('untrusted_signer'));
  assert.throws(() => verifyEnvelope(good, [], TYPE), hasCode('untrusted_signer'));
});

test('signed bytes that are not canonical JSON are refused', async () => {
  for (const text of ['{"b":1,"a":2}', '{ }', '{"a":1,"a":1}', 'nope', '[1.0]', '['.repeat(100_000)]) {
    const envelope = await signRaw(signer, text);
    assert.throws(() => verifyEnvelope(envelope, trusted, TYPE), hasCode('payload_not_canonical'), text.slice(0, 20));
  }
});

test('every JSON value survives signing and verification', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const verified = verifyEnvelope(await signEnvelope(TYPE, value, signer), trusted, TYPE);
      assert.deepEqual(verified.value, JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 30 },
  );
});

test('a public key follows from its private key and has a stable id', () => {
  assert.deepEqual(signingPublicKeyOf(key.privateKey), key.publicKey);
  assert.equal(signer.keyId, signingKeyId(signingPublicKey(key.publicKey)));
  assert.notEqual(signer.keyId, other.keyId);
  assert.throws(() => signingPublicKey({ ed25519: 'AA==', mlDsa65: key.publicKey.mlDsa65 }), hasCode('key_malformed'));
  assert.throws(() => createHybridSigner({ ...key.privateKey, mlDsa65: 'AA==' }), hasCode('key_malformed'));
});

async function signRaw(by: HybridSigner, text: string): Promise<Envelope> {
  const payload = Buffer.from(text);
  const raw = await by.sign(preAuthEncoding(TYPE, payload));
  const sig = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    payloadType: TYPE,
    payload: payload.toString('base64'),
    signatures: [
      { keyid: by.keyId, algorithm: 'ed25519', sig: sig(raw.ed25519) },
      { keyid: by.keyId, algorithm: 'ml-dsa-65', sig: sig(raw.mlDsa65) },
    ],
  };
}

function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expected;
}
