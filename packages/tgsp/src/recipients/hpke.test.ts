import assert from 'node:assert/strict';
import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  randomBytes,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { XWing } from '@hpke/hybridkem-x-wing';
import { hpkeOpen, hpkeSeal, xWingPublicKey } from './hpke.ts';

interface XWingVectors {
  vectors: { seed: string; eseed: string; ss: string; pk?: string }[];
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../../../../tests/vectors/tgsp/x-wing.json', import.meta.url), 'utf8'),
) as XWingVectors;
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const own = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

for (const [index, { seed, eseed, ss, pk }] of vectors.entries()) {
  test(`X-Wing gives the published keys and secrets (vector ${index + 1})`, async () => {
    const publicKey = await xWingPublicKey(hex(seed));
    if (pk !== undefined) assert.equal(Buffer.from(publicKey).toString('hex'), pk);
    const kem = new XWing();
    const recipientPublicKey = await kem.importKey('raw', own(publicKey), true);
    const { enc, sharedSecret } = await kem.encap({ recipientPublicKey, ekm: own(hex(eseed)) });
    assert.equal(Buffer.from(sharedSecret).toString('hex'), ss);
    assert.equal(nativeDecapsulate(hex(seed), Buffer.from(enc)).toString('hex'), ss);
  });
}

test('the key schedule of the judge below is the one of RFC 9180 (appendix A.2.1)', () => {
  const suiteId = Buffer.concat([Buffer.from('HPKE'), hex('002000010003')]);
  const secret = hex('0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7');
  const { key, nonce } = keySchedule(suiteId, secret, hex('4f6465206f6e2061204772656369616e2055726e'));
  assert.equal(key.toString('hex'), 'ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91');
  assert.equal(nonce.toString('hex'), '5c4d98150661b848853b547f');
});

test('a sealed message opens with an implementation over the native ML-KEM, X25519 and HKDF', async () => {
  const seed = randomBytes(32);
  const info = Buffer.from('purpose');
  const box = await hpkeSeal(await xWingPublicKey(seed), info, Buffer.from('message'));
  const secret = nativeDecapsulate(seed, Buffer.from(box.enc));
  const suiteId = Buffer.concat([Buffer.from('HPKE'), hex('647a00010003')]);
  const { key, nonce } = keySchedule(suiteId, secret, info);
  const ciphertext = Buffer.from(box.ciphertext);
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(ciphertext.subarray(-16));
  const opened = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
  assert.equal(opened.toString(), 'message');
});

test('a message opens with its key and info only', async () => {
  const [seed, info] = [randomBytes(32), Buffer.from('a')];
  const box = await hpkeSeal(await xWingPublicKey(seed), info, Buffer.from('message'));
  assert.equal((await hpkeOpen(seed, info, box)).toString(), 'message');
  await assert.rejects(hpkeOpen(randomBytes(32), info, box));
  await assert.rejects(hpkeOpen(seed, Buffer.from('b'), box));
  await assert.rejects(hpkeOpen(seed, info, { ...box, enc: box.enc.subarray(1) }));
  await assert.rejects(hpkeOpen(seed, info, { ...box, ciphertext: box.ciphertext.subarray(1) }));
});

/** X-Wing decapsulation (draft-connolly-cfrg-xwing-kem section 5.4) over the primitives of the runtime. */
function nativeDecapsulate(seed: Buffer, enc: Buffer): Buffer {
  const expanded = createHash('shake256', { outputLength: 96 }).update(seed).digest();
  const kemKey = createPrivateKey({
    key: expanded.subarray(0, 64),
    format: 'raw-seed',
    asymmetricKeyType: 'ml-kem-768',
  });
  const dhKey = createPrivateKey({ key: expanded.subarray(64), format: 'raw-private', asymmetricKeyType: 'x25519' });
  const theirs = enc.subarray(1088);
  const kemSecret = decapsulate(kemKey, enc.subarray(0, 1088));
  const dhSecret = diffieHellman({
    privateKey: dhKey,
    publicKey: createPublicKey({ key: theirs, format: 'raw-public', asymmetricKeyType: 'x25519' }),
  });
  const ours = createPublicKey(dhKey).export({ format: 'raw-public' });
  return createHash('sha3-256')
    .update(Buffer.concat([kemSecret, dhSecret, theirs, ours, hex('5c2e2f2f5e5c')]))
    .digest();
}

/** Key and base nonce of base mode (RFC 9180 section 5.1) for HKDF-SHA256 and ChaCha20-Poly1305. */
function keySchedule(suiteId: Buffer, secret: Buffer, info: Buffer): { key: Buffer; nonce: Buffer } {
  const extract = (salt: Buffer, label: string, ikm: Buffer): Buffer =>
    createHmac('sha256', salt)
      .update(Buffer.concat([Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), ikm]))
      .digest();
  const none = Buffer.alloc(0);
  const context = Buffer.concat([hex('00'), extract(none, 'psk_id_hash', none), extract(none, 'info_hash', info)]);
  const prk = extract(secret, 'secret', none);
  const expand = (label: string, length: number): Buffer => {
    const labelled = [Buffer.of(0, length), Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), context, Buffer.of(1)];
    return createHmac('sha256', prk).update(Buffer.concat(labelled)).digest().subarray(0, length);
  };
  return { key: expand('key', 32), nonce: expand('base_nonce', 12) };
}
