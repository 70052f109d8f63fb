import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { TgspError } from '../errors.ts';
import { openSealedContentKey, sealContentKey, type KeyReleaseContext } from './key-release.ts';
import { generateRecipientKey, recipientPublicKey } from './recipient-key.ts';

const agent = await generateRecipientKey();
const stranger = await generateRecipientKey();
const contentKey = randomBytes(32);
const now = Date.UTC(2026, 0, 1);
const context: KeyReleaseContext = {
  v: 1,
  agentId: 'agt_1',
  packageDigest: `sha256:${'a'.repeat(64)}`,
  releaseId: 'rel_1',
  nonce: 'bm9uY2U',
  expiresAt: '2026-01-01T00:01:00.000Z',
};
const expected = { agentId: context.agentId, packageDigest: context.packageDigest, nonce: context.nonce };
const sealed = await sealContentKey({ contentKey, recipientPublicKey: agent.publicKey, context });
const base = { sealed, recipientPrivateKey: agent.privateKey, context, expected, now };

test('a released key opens for its agent, package and request', async () => {
  assert.deepEqual(await openSealedContentKey(base), contentKey);
});

const raw = Buffer.from(sealed, 'base64');
const REFUSED: [string, string, Partial<typeof base>][] = [
  ['other agent expected', 'sealed_key_context_mismatch', { expected: { ...expected, agentId: 'agt_2' } }],
  ['other package expected', 'sealed_key_context_mismatch', { expected: { ...expected, packageDigest: 'x' } }],
  ['answer to an earlier request', 'sealed_key_context_mismatch', { expected: { ...expected, nonce: 'new' } }],
  ['at its end', 'sealed_key_expired', { now: Date.parse(context.expiresAt) }],
  ['expiry that is no time', 'sealed_key_expired', { context: { ...context, expiresAt: 'never' } }],
  ['expiry moved', 'sealed_key_invalid', { context: { ...context, expiresAt: '2027-01-01T00:00:00.000Z' } }],
  ['further member changed', 'sealed_key_invalid', { context: { ...context, releaseId: 'rel_2' } }],
  ['further member added', 'sealed_key_invalid', { context: { ...context, more: true } }],
  ['context that JSON cannot carry', 'sealed_key_invalid', { context: { ...context, more: Number.NaN } }],
  ['other private key', 'sealed_key_invalid', { recipientPrivateKey: stranger.privateKey }],
  ['not base64', 'sealed_key_invalid', { sealed: '%' }],
  ['too short', 'sealed_key_invalid', { sealed: raw.subarray(1).toString('base64') }],
  ['last byte changed', 'sealed_key_invalid', { sealed: flipped(raw.byteLength - 1) }],
  ['encapsulation changed', 'sealed_key_invalid', { sealed: flipped(0) }],
  ['not a private key', 'key_malformed', { recipientPrivateKey: { ...agent.privateKey, xWing: 'AA==' } }],
];

for (const [name, code, change] of REFUSED) {
  test(`a released key is refused with ${code}: ${name}`, async () => {
    await assert.rejects(openSealedContentKey({ ...base, ...change }), hasCode(code));
  });
}

test('the same context made for two agents does not open for the other one', async () => {
  const other = await sealContentKey({ contentKey, recipientPublicKey: stranger.publicKey, context });
  await assert.rejects(openSealedContentKey({ ...base, sealed: other }), hasCode('sealed_key_invalid'));
});

test('keys of a wrong size are refused before anything is sealed', async () => {
  assert.throws(() => recipientPublicKey('AA=='), hasCode('key_malformed'));
  const short = sealContentKey({ contentKey: contentKey.subarray(1), recipientPublicKey: agent.publicKey, context });
  await assert.rejects(short, hasCode('key_malformed'));
});

function flipped(index: number): string {
  const bytes = Buffer.from(raw);
  bytes[index]! ^= 1;
  return bytes.toString('base64');
}

function hasCode(expectedCode: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expectedCode;
}
