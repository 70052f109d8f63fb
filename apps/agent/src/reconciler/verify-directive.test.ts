import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DIRECTIVE_PAYLOAD_TYPE, type Directive } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { createHybridSigner, generateSigningKey, signEnvelope } from '@tensorguard/tgsp';
import { AgentError } from '../errors.ts';
import { claimedDirective, requireCurrent, verifyDirective } from './verify-directive.ts';

const signer = createHybridSigner(generateSigningKey().privateKey);
const directive: Directive = {
  v: 1,
  tenantId: newId('ten'),
  line: 'text-direction',
  number: 7,
  rolloutId: newId('rlt'),
  stage: 1,
  release: null,
  issuedAt: '2026-11-01T00:00:00.000Z',
  expiresAt: '2026-11-02T00:00:00.000Z',
};
const trust = { keys: [signer.publicKey], tenantId: directive.tenantId };

test('a signed directive of the tenant is given as it was signed', async () => {
  const envelope = await signEnvelope(DIRECTIVE_PAYLOAD_TYPE, directive, signer);
  assert.deepEqual(verifyDirective(envelope, trust), directive);
});

test('a valid signature made for another purpose or over something else does not count', async () => {
  const other = await signEnvelope('application/vnd.tensorguard.tgsp.manifest.v2+json', directive, signer);
  assert.throws(() => verifyDirective(other, trust), { code: 'directive_signature_invalid' });
  const shapeless = await signEnvelope(DIRECTIVE_PAYLOAD_TYPE, { ...directive, extra: 1 }, signer);
  assert.throws(() => verifyDirective(shapeless, trust), { code: 'directive_malformed' });
  const foreign = await signEnvelope(DIRECTIVE_PAYLOAD_TYPE, { ...directive, tenantId: newId('ten') }, signer);
  assert.throws(() => verifyDirective(foreign, trust), { code: 'directive_wrong_tenant' });
});

test('a directive is current until the moment of its expiry', () => {
  const end = Date.parse(directive.expiresAt);
  requireCurrent(directive, end - 1);
  assert.throws(() => requireCurrent(directive, end), { code: 'directive_expired' });
});

test('no change of an envelope passes, and none gives anything but a coded error', async () => {
  const envelope = await signEnvelope(DIRECTIVE_PAYLOAD_TYPE, directive, signer);
  const text = JSON.stringify(envelope);
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.string({ minLength: 1, maxLength: 2 }), (at, piece) => {
      const mutated = text.slice(0, at) + piece + text.slice(at + 1);
      if (mutated === text) return;
      let value: unknown;
      try {
        value = JSON.parse(mutated);
      } catch {
        return;
      }
      if (JSON.stringify(value) === text) return;
      assert.throws(() => verifyDirective(value, trust), AgentError);
    }),
    { numRuns: 300 },
  );
});

test('claims are read from whatever comes, and believed in nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (payload) => {
      const claimed = claimedDirective({ payload: Buffer.from(payload).toString('base64') });
      assert.equal(claimed.line, 'unknown');
    }),
  );
  const payload = Buffer.from(JSON.stringify(directive)).toString('base64');
  assert.deepEqual(claimedDirective({ payload }), {
    line: directive.line,
    number: 7,
    rolloutId: directive.rolloutId,
    releaseId: null,
  });
});
