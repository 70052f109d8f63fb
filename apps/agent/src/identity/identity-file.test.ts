import assert from 'node:assert/strict';
import { linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempDir } from '@tensorguard/testkit';
import { IDENTITY_FILE, IdentityFile } from './identity-file.ts';
import type { PendingIdentity, RevokedIdentity } from './identity.ts';

const pending: PendingIdentity = {
  v: 1,
  state: 'pending',
  privateKeyPem: 'the private key',
  recipientKey: { kind: 'tensorguard-recipient-key-v1', visibility: 'private', xWing: 'the seed' },
};
const revoked: RevokedIdentity = {
  v: 1,
  state: 'revoked',
  agentId: 'agt_1',
  tenantId: 'ten_1',
  revokedAt: '2026-11-01T00:00:00.000Z',
};

test('what is written is read, and nothing is there before', async (t) => {
  const file = new IdentityFile(await tempDir(t));
  assert.equal(await file.read(), undefined);
  await file.write(pending);
  assert.deepEqual(await file.read(), pending);
});

test('an erased identity leaves no key in the blocks of the old file', async (t) => {
  const dir = await tempDir(t);
  const file = new IdentityFile(dir);
  await file.write(pending);
  const old = join(dir, 'old');
  linkSync(join(dir, IDENTITY_FILE), old);
  await file.replaceAndErase(revoked);
  assert.deepEqual(await file.read(), revoked);
  assert.ok(readFileSync(old).every((byte) => byte === 0));
});
