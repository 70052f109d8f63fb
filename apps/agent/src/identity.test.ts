import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AgentConfigInput } from './config.ts';
import { AgentError, type AgentErrorCode } from './errors.ts';
import { IDENTITY_FILE } from './identity/identity-file.ts';
import { packagesOf } from './testing/agent-files.ts';
import { FakePlatform } from './testing/fake-platform.ts';
import { classify, eventually, harness } from './testing/harness.ts';

const coded = (code: AgentErrorCode) => (error: unknown) => {
  assert.ok(error instanceof AgentError, String(error));
  assert.equal(error.code, code);
  return true;
};

test('the identity is private to its owner, and a second start takes it and ignores the token', async (t) => {
  const { platform, start, dataDir } = await harness(t);
  const first = await start();
  const file = join(dataDir, IDENTITY_FILE);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  await first.stop();
  const second = await start({ joinToken: 'tgj1.used-up' });
  assert.equal(second.agentId, first.agentId);
  assert.equal(platform.requests.filter(({ route }) => route.endsWith('/enrol')).length, 1);
});

test('a platform with another root than the token names is not talked to', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const impostor = await FakePlatform.start(workshop);
  t.after(() => impostor.stop());
  await assert.rejects(start({ platformUrl: impostor.url }), coded('trust_pin_mismatch'));
  assert.deepEqual(
    impostor.requests.map(({ route }) => route),
    ['GET /agent/v1/trust-bundle'],
    'the secret of the token stayed here',
  );
  assert.equal(platform.requests.length, 0);
});

test('an impostor that shows the right root but has no certificate under it gets nothing', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const impostor = await FakePlatform.start(workshop);
  t.after(() => impostor.stop());
  Object.defineProperty(impostor, 'shownRootPem', { value: platform.rootPem });
  const waiting = new AbortController();
  const starting = start({ platformUrl: impostor.url }, { signal: waiting.signal });
  await eventually(() => impostor.requests.length >= 2, 'two attempts');
  waiting.abort();
  await assert.rejects(starting, coded('superseded'));
  assert.ok(impostor.requests.every(({ route }) => route === 'GET /agent/v1/trust-bundle'));
});

const refusals: { name: string; config: Partial<AgentConfigInput>; code: AgentErrorCode }[] = [
  { name: 'no token and no identity', config: { joinToken: undefined }, code: 'join_token_missing' },
  { name: 'a token of another form', config: { joinToken: 'tgj1.short.short' }, code: 'join_token_malformed' },
];
for (const { name, config, code } of refusals) {
  test(`${name}: ${code}`, async (t) => {
    const { start } = await harness(t);
    await assert.rejects(start(config), coded(code));
  });
}

test('a refused token is enrolment_refused, and the keys wait for a better one', async (t) => {
  const { platform, start, dataDir } = await harness(t);
  const [, , pin] = platform.joinToken.split('.');
  await assert.rejects(start({ joinToken: `tgj1.${'x'.repeat(32)}.${pin}` }), coded('enrolment_refused'));
  const before = readFileSync(join(dataDir, IDENTITY_FILE), 'utf8');
  const { privateKeyPem } = JSON.parse(before) as { privateKeyPem: string };
  await start();
  const after = JSON.parse(readFileSync(join(dataDir, IDENTITY_FILE), 'utf8')) as { privateKeyPem: string };
  assert.equal(after.privateKeyPem, privateKeyPem);
});

test('an enrolment waits for a platform that is away', async (t) => {
  const { platform, start } = await harness(t);
  await platform.stop();
  const starting = start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await platform.listen();
  assert.match((await starting).agentId, /^agt_/);
});

test('the certificate is renewed with a new key before it expires, and the new one is used', async (t) => {
  const { platform, start, dataDir, log } = await harness(t);
  platform.settings = { heartbeatSeconds: 0.2, pollSeconds: 0.2 };
  platform.certificateLifetimeMs = 4_000;
  const keyOf = () =>
    (JSON.parse(readFileSync(join(dataDir, IDENTITY_FILE), 'utf8')) as { privateKeyPem: string }).privateKeyPem;
  // The backdating of the certificate counts as a part of its life, so renewal is due at once.
  const agent = await start();
  const firstKey = keyOf();
  platform.certificateLifetimeMs = 3_600_000;
  await eventually(() => log.of('identity.renewed').length > 0, 'the renewal');
  await eventually(() => (platform.agents.get(agent.agentId)?.serials.length ?? 0) >= 2, 'the new certificate');
  assert.notEqual(keyOf(), firstKey);
  await eventually(() => agent.status().connection === 'socket', 'the socket');
  assert.equal(agent.status().identity, 'active');
});

test('a certificate that ran out while the platform was away is said to have expired; a new token enrols again', async (t) => {
  const { platform, workshop, start } = await harness(t);
  platform.certificateLifetimeMs = 3_000;
  platform.hooks.problem = (route) => (route === 'certificate' ? { code: 'unavailable' } : undefined);
  const agent = await start();
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  await eventually(() => agent.status().identity === 'expired', 'the end of the certificate');
  assert.equal((await classify(agent)).status, 200, 'what is loaded goes on answering');
  await agent.stop();
  await assert.rejects(start({ joinToken: undefined }), coded('identity_expired'));
  platform.certificateLifetimeMs = 3_600_000;
  const again = await start();
  assert.notEqual(again.agentId, agent.agentId);
});

for (const [name, quietly] of [
  ['told over the socket', false],
  ['found out on the next call', true],
] as const) {
  test(`a revoked agent, ${name}, wipes models, keys and packages and says so`, async (t) => {
    const { platform, workshop, start, dataDir } = await harness(t);
    platform.settings = { heartbeatSeconds: 60, pollSeconds: 0.1 };
    const agent = await start();
    await platform.order(await workshop.pack());
    await eventually(() => platform.told.includes('applied 1'), 'the release');
    const { privateKeyPem } = JSON.parse(readFileSync(join(dataDir, IDENTITY_FILE), 'utf8')) as {
      privateKeyPem: string;
    };
    const secret = privateKeyPem.slice(30, 80);
    assert.ok(readFileSync(join(dataDir, IDENTITY_FILE)).includes(secret));
    platform.revoke(agent.agentId, quietly);
    assert.deepEqual(await agent.ended, { code: 'identity_revoked' });
    assert.equal((await classify(agent)).code, 'identity_revoked');
    const health = await fetch(`${agent.apiUrl}/healthz`);
    assert.equal(health.status, 503);
    assert.equal(((await health.json()) as { status: string }).status, 'revoked');
    assert.deepEqual(
      agent.status().lines.filter(({ release }) => release !== null),
      [],
    );
    assert.deepEqual(packagesOf(dataDir), []);
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) assert.ok(!readFileSync(join(parentPath, name)).includes(secret), name);
    await agent.stop();
    await assert.rejects(start(), coded('identity_revoked'));
  });
}

test('a platform that cannot tell more than "expired" does not make the agent wipe itself', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  platform.hooks.problem = () => ({ code: 'identity_refused', reason: 'certificate_expired' });
  platform.nudge();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(agent.status().identity, 'active');
  assert.equal((await classify(agent)).status, 200);
});

const damaged: { name: string; content: string; mode: number; code: AgentErrorCode }[] = [
  { name: 'is not JSON', content: '{"v":1', mode: 0o600, code: 'state_corrupt' },
  { name: 'has another shape', content: '{"v":1,"state":"active"}', mode: 0o600, code: 'state_corrupt' },
  { name: 'is readable by others', content: '{}', mode: 0o644, code: 'config_unsafe' },
];
for (const { name, content, mode, code } of damaged) {
  test(`an identity file that ${name}: ${code}`, async (t) => {
    const { start, dataDir } = await harness(t);
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, IDENTITY_FILE), content, { mode });
    await assert.rejects(start(), coded(code));
  });
}

test('a state file that is no database is state_corrupt', async (t) => {
  const { start, dataDir } = await harness(t);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'state.db'), Buffer.alloc(8192, 'no database'));
  await assert.rejects(start(), coded('state_corrupt'));
});
