import assert from 'node:assert/strict';
import { it, test, type TestContext } from 'node:test';
import { agentApiRoutes, operatorRoutes } from '@tensorguard/contract';
import { newId, sha256 } from '@tensorguard/core';
import { agentSpiffeId, createCsr, generateKeyPair, verifyAgentCertificate } from '@tensorguard/pki';
import { ManualClock, tempDir } from '@tensorguard/testkit';
import type { AgentActor } from '../../http/context.ts';
import { openAuthority } from '../../keys/authority.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet } from '../../testing/fleet-rows.ts';
import { openTestSecrets } from '../../testing/secrets.ts';
import { addTenant, ledgerEvents } from '../../testing/tenants.ts';
import { createRevocation } from '../revocation/service.ts';
import { joinTokenHash, newJoinToken } from './join-token.ts';
import { createEnrolment } from './service.ts';

const TRUST_DOMAIN = 'test.example';
const LIFETIME_MS = 3_600_000;
const FACTS = {
  hostname: 'box',
  platform: 'linux',
  osRelease: '6.1',
  architecture: 'x64',
  cpuModel: 'cpu',
  cpuCount: 4,
  memoryBytes: 8e9,
  agentVersion: '0.1.0',
  runtimeVersion: '1.30.0',
};
const RECIPIENT_KEY = Buffer.alloc(1216, 7).toString('base64');

/** A certificate request with a new key, or with names that the agent wishes for. */
const newCsr = async (names: Omit<Parameters<typeof createCsr>[0], 'keyPair'> = {}) =>
  createCsr({ keyPair: await generateKeyPair(), ...names }).pem;

test('a join token pins the platform’s certificate, and only its own form is looked up', () => {
  const der = Buffer.from('certificate');
  const { token, hash } = newJoinToken(der);
  assert.deepEqual(joinTokenHash(token), hash);
  assert.equal(token.split('.')[2], sha256(der).toString('base64url'));
  for (const bad of ['', 'tgj1..', token.slice(0, -1), `${token}x`, token.replace('tgj1', 'tgj2'), ` ${token}`]) {
    assert.equal(joinTokenHash(bad), undefined, bad);
  }
});

eachDatabase('enrolment', (open) => {
  const setUp = async (t: TestContext) => {
    // Certificates know whole seconds.
    const clock = new ManualClock(Math.floor(Date.now() / 1000) * 1000);
    const database = await open(clock);
    const operator = await addTenant(database, 'acme');
    const { tenantId } = operator;
    const fleetId = await addFleet(database, tenantId, 'site');
    const secrets = await openTestSecrets(database, await tempDir(t));
    const urls = { crlUrl: 'http://pki/crl', ocspUrl: 'http://pki/ocsp' };
    const authority = await openAuthority({ secrets, trustDomain: TRUST_DOMAIN, clock, ...urls });
    const enrolment = createEnrolment({
      database,
      authority,
      trustDomain: TRUST_DOMAIN,
      agentUrl: 'https://agents',
      certificateLifetimeMs: LIFETIME_MS,
      settings: { heartbeatSeconds: 10, pollSeconds: 60 },
      directiveKeys: [],
    });
    const revocation = createRevocation({ database, issuing: authority.issuing, clock, onRevoked: () => undefined });
    const newToken = async (change: { maxUses?: number; expiresInSeconds?: number } = {}) =>
      enrolment.createJoinToken(operator, {
        fleetId,
        name: 'token',
        labels: { ring: 'canary' },
        maxUses: 1,
        expiresInSeconds: 600,
        ...change,
      });
    const enrol = async (joinToken: string, change: Partial<Parameters<typeof enrolment.enrol>[0]> = {}) =>
      enrolment.enrol({
        joinToken,
        name: 'agent',
        csr: await newCsr(),
        recipientKey: RECIPIENT_KEY,
        facts: FACTS,
        ...change,
      });
    const actorOf = (agentId: string): AgentActor => ({ kind: 'agent', id: agentId, tenantId, serial: '00' });
    const events = () => ledgerEvents(database, tenantId);
    const refusals = async () =>
      (await events()).filter(({ type }) => type === 'agent.enrolment_refused').map(({ data }) => data['reason']);
    const agents = () => database.tenant(tenantId, (tx) => tx.sql.selectFrom('agents').selectAll().execute());
    return {
      clock,
      database,
      operator,
      tenantId,
      fleetId,
      authority,
      enrolment,
      revocation,
      newToken,
      enrol,
      actorOf,
      events,
      refusals,
      agents,
    };
  };

  it('gives an agent an identity that verifies, whatever names it wishes for', async (t) => {
    const { clock, authority, enrol, newToken, tenantId, fleetId, agents, events } = await setUp(t);
    const { secret, joinToken } = await newToken();
    const csr = await newCsr({
      subject: { commonName: 'root', organization: 'other' },
      dnsNames: ['platform.example'],
    });
    const answer = await enrol(secret, { csr, name: 'Scanner' });
    agentApiRoutes.enrol.success.body.parse(answer);
    const verified = verifyAgentCertificate(answer.certificateChain, authority.rootPem, clock.now(), {
      trustDomain: TRUST_DOMAIN,
    });
    assert.deepEqual([verified.agentId, verified.tenantId], [answer.agentId, tenantId]);
    assert.equal(answer.spiffeId, agentSpiffeId(TRUST_DOMAIN, tenantId, answer.agentId));
    assert.equal(Date.parse(answer.notAfter) - clock.now(), LIFETIME_MS);
    const [agent] = await agents();
    assert.deepEqual(
      [agent!.id, agent!.name, agent!.labels, agent!.fleet_id, agent!.status],
      [answer.agentId, 'Scanner', { ring: 'canary' }, fleetId, 'active'],
    );
    assert.deepEqual(
      (await events()).map(({ type, actor, subject }) => [type, actor, subject]),
      [
        ['join_token.created', agent!.join_token_id === joinToken.id ? (await events())[0]!.actor : '', joinToken.id],
        ['agent.enrolled', joinToken.id, answer.agentId],
        ['agent.certificate_issued', answer.agentId, answer.agentId],
      ],
    );
    const log = JSON.stringify(await events());
    assert.ok(!log.includes(secret.split('.')[1]!), 'the secret is not in the log');
  });

  it('gives the same identity when the same key comes again: its answer was lost', async (t) => {
    const { enrol, newToken, agents, clock, enrolment, operator } = await setUp(t);
    const { secret, joinToken } = await newToken();
    const csr = await newCsr();
    const first = await enrol(secret, { csr });
    await clock.advance(1000);
    const second = await enrol(secret, { csr, name: 'another name' });
    assert.equal(second.agentId, first.agentId);
    assert.notEqual(second.certificateChain, first.certificateChain);
    assert.deepEqual(
      (await agents()).map(({ name }) => name),
      ['agent'],
    );
    await assert.rejects(enrol(secret), { code: 'enrolment_refused' }, 'another key needs another use');
    await enrolment.revokeJoinToken(operator, joinToken.id);
    await assert.rejects(enrol(secret, { csr }), { code: 'enrolment_refused' });
  });

  it('refuses in one way for outsiders, and tells the ledger precisely why', async (t) => {
    const { clock, enrol, newToken, enrolment, operator, refusals, agents } = await setUp(t);
    const used = await newToken();
    await enrol(used.secret);
    const expired = await newToken({ expiresInSeconds: 5 });
    await clock.advance(5000);
    const revoked = await newToken();
    await enrolment.revokeJoinToken(operator, revoked.joinToken.id);
    const unknown = newJoinToken(Buffer.from('x')).token;
    const refused: string[] = [];
    for (const token of [used.secret, expired.secret, revoked.secret, unknown, 'tgj1.no.token at all']) {
      const error: unknown = await enrol(token).catch((thrown: unknown) => thrown);
      const { code, detail, reason } = error as { code: string; detail?: string; reason?: string };
      refused.push([code, detail, reason].join(' '));
    }
    assert.deepEqual(
      refused,
      Array.from({ length: 5 }, () => 'enrolment_refused  '),
    );
    assert.deepEqual(await refusals(), ['token_used_up', 'token_expired', 'token_revoked']);
    assert.equal((await agents()).length, 1);
  });

  it('lets as many in as a token allows when all come at once', async (t) => {
    const { enrol, newToken, agents, refusals } = await setUp(t);
    const { secret } = await newToken({ maxUses: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => enrol(secret)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2);
    assert.equal((await agents()).length, 2);
    assert.deepEqual(await refusals(), Array(3).fill('token_used_up'));
  });

  it('refuses a request that names another’s id, and takes one that names its own', async (t) => {
    const { enrol, newToken, refusals, agents, enrolment, actorOf, tenantId } = await setUp(t);
    const { secret } = await newToken();
    const keyPair = await generateKeyPair();
    const naming = (agentId: string) =>
      createCsr({ keyPair, spiffeId: agentSpiffeId(TRUST_DOMAIN, tenantId, agentId) }).pem;
    await assert.rejects(enrol(secret, { csr: naming(newId('agt')) }), { code: 'enrolment_refused' });
    assert.deepEqual(await agents(), []);
    const { agentId } = await enrol(secret, { csr: createCsr({ keyPair }).pem });
    assert.equal((await enrol(secret, { csr: naming(agentId) })).agentId, agentId);
    await enrolment.renew(actorOf(agentId), naming(agentId));
    await assert.rejects(enrolment.renew(actorOf(agentId), naming(newId('agt'))), { code: 'csr_refused' });
    assert.deepEqual(await refusals(), ['csr_foreign_id', 'csr_foreign_id']);
  });

  it('gives one identity to one key that comes many times at once', async (t) => {
    const { enrol, newToken, agents } = await setUp(t);
    const { secret } = await newToken();
    const csr = await newCsr();
    const answers = await Promise.all(Array.from({ length: 4 }, () => enrol(secret, { csr })));
    assert.equal(new Set(answers.map(({ agentId }) => agentId)).size, 1);
    assert.equal((await agents()).length, 1);
  });

  it('never brings a revoked agent back, by its token or by another', async (t) => {
    const { enrol, newToken, revocation, operator, refusals, enrolment, actorOf } = await setUp(t);
    const { secret } = await newToken({ maxUses: 5 });
    const csr = await newCsr();
    const { agentId } = await enrol(secret, { csr });
    await revocation.revokeAgent(operator, agentId, 'stolen');
    await assert.rejects(enrol(secret, { csr }), { code: 'enrolment_refused' });
    await assert.rejects(enrol((await newToken()).secret, { csr }), { code: 'enrolment_refused' });
    assert.deepEqual(await refusals(), ['agent_revoked', 'agent_revoked']);
    await assert.rejects(enrolment.renew(actorOf(agentId), await newCsr()), { code: 'identity_refused' });
  });

  it('never brings a revoked agent back by a key that it rotated to or away from', async (t) => {
    const { enrol, newToken, revocation, operator, refusals, enrolment, actorOf, agents } = await setUp(t);
    const [first, second, third] = [await newCsr(), await newCsr(), await newCsr()];
    const { agentId } = await enrol((await newToken()).secret, { csr: first });
    await enrolment.renew(actorOf(agentId), second);
    await enrolment.renew(actorOf(agentId), third);
    const { agentId: bystander } = await enrol((await newToken()).secret);
    await revocation.revokeAgent(operator, agentId, 'stolen');
    for (const csr of [first, second, third]) {
      await assert.rejects(enrol((await newToken()).secret, { csr }), { code: 'enrolment_refused' });
      // Nor does another identity take over one of its keys.
      await assert.rejects(enrolment.renew(actorOf(bystander), csr), { code: 'csr_refused' });
    }
    assert.deepEqual(await refusals(), Array(6).fill('agent_revoked'));
    await enrolment.renew(actorOf(bystander), await newCsr());
    const statuses = (await agents()).map(({ id, status }) => [id, status] as const);
    assert.deepEqual(
      new Map(statuses),
      new Map([
        [agentId, 'revoked'],
        [bystander, 'active'],
      ]),
    );
  });

  it('a revocation takes every identity that one of the keys was certified for, and no other', async (t) => {
    const { enrol, newToken, revocation, operator, enrolment, actorOf, events } = await setUp(t);
    const [shared, rotated] = [await newCsr(), await newCsr()];
    const { agentId: first } = await enrol((await newToken()).secret, { csr: shared });
    await enrolment.renew(actorOf(first), rotated);
    // The key came back with other tokens, before anybody knew that the device was stolen.
    const { agentId: second } = await enrol((await newToken()).secret, { csr: shared });
    await enrolment.renew(actorOf(second), await newCsr());
    const { agentId: third } = await enrol((await newToken()).secret, { csr: rotated });
    const { agentId: other } = await enrol((await newToken()).secret);
    await revocation.revokeAgent(operator, second, 'stolen');
    assert.deepEqual(
      [first, second, third, other].map((id) => revocation.isDenied(id, '00')),
      [true, true, true, false],
    );
    for (const id of [first, second, third]) {
      await assert.rejects(enrolment.renew(actorOf(id), await newCsr()), { code: 'identity_refused' });
    }
    assert.deepEqual(
      (await events())
        .filter(({ type }) => type === 'agent.revoked')
        .map(({ subject }) => subject)
        .sort(),
      [first, second, third].sort(),
    );
  });

  it('a key that enrols while its owner is revoked is either refused or revoked', async (t) => {
    const { enrol, newToken, revocation, operator, agents } = await setUp(t);
    for (let i = 0; i < 5; i++) {
      const csr = await newCsr();
      const { agentId } = await enrol((await newToken()).secret, { csr });
      const { secret } = await newToken();
      await Promise.allSettled([enrol(secret, { csr }), revocation.revokeAgent(operator, agentId, 'stolen')]);
    }
    assert.deepEqual(
      (await agents()).filter(({ status }) => status === 'active'),
      [],
    );
  });

  it('one key of another tenant’s revoked agent says nothing here', async (t) => {
    const { enrol, newToken, revocation, operator, database, enrolment } = await setUp(t);
    const csr = await newCsr();
    const { agentId } = await enrol((await newToken()).secret, { csr });
    await revocation.revokeAgent(operator, agentId, 'stolen');
    const other = await addTenant(database, 'other');
    const input = { fleetId: await addFleet(database, other.tenantId, 'site'), name: 'x', labels: {} };
    const { secret } = await enrolment.createJoinToken(other, { ...input, maxUses: 1, expiresInSeconds: 60 });
    assert.equal((await enrol(secret, { csr })).tenantId, other.tenantId);
  });

  it('refuses a request whose key is not proven, and a recipient key of the wrong size, before it looks at the token', async (t) => {
    const { enrol, newToken, agents, enrolment, actorOf } = await setUp(t);
    const { secret } = await newToken();
    const good = await newCsr();
    const lines = good.trim().split('\n');
    const der = Buffer.from(lines.slice(1, -1).join(''), 'base64');
    der[der.length - 1]! ^= 1;
    const forged = `${lines[0]}\n${der.toString('base64')}\n${lines.at(-1)}\n`;
    const cases: [string, string, string][] = [
      ['no PEM', 'hello', 'pem_invalid'],
      ['another thing', good.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'), 'pem_invalid'],
      ['broken DER', '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n', 'csr_invalid'],
      ['forged signature', forged, 'csr_signature_invalid'],
    ];
    for (const [name, csr, reason] of cases) {
      await assert.rejects(enrol(secret, { csr }), { code: 'csr_refused', reason }, name);
      await assert.rejects(enrolment.renew(actorOf(newId('agt')), csr), { code: 'csr_refused', reason }, name);
    }
    const recipientKey = RECIPIENT_KEY.slice(4);
    await assert.rejects(enrol(secret, { recipientKey }), { code: 'csr_refused', reason: 'recipient_key_invalid' });
    assert.deepEqual(await agents(), []);
    await enrol(secret);
  });

  it('renews for the same agent with a new key; a stranger gets nothing', async (t) => {
    const { enrol, newToken, enrolment, actorOf, authority, clock, events } = await setUp(t);
    const { agentId } = await enrol((await newToken()).secret);
    await clock.advance(LIFETIME_MS / 2);
    const answer = await enrolment.renew(actorOf(agentId), await newCsr());
    agentApiRoutes.renewCertificate.success.body.parse(answer);
    const verified = verifyAgentCertificate(
      answer.certificateChain,
      authority.rootPem,
      clock.now() + LIFETIME_MS - 1000,
      {
        trustDomain: TRUST_DOMAIN,
      },
    );
    assert.equal(verified.agentId, agentId);
    assert.equal((await events()).filter(({ type }) => type === 'agent.certificate_issued').length, 2);
    await assert.rejects(enrolment.renew(actorOf(newId('agt')), await newCsr()), { code: 'identity_refused' });
  });

  it('keeps tokens of a tenant to itself', async (t) => {
    const { database, enrolment, fleetId, newToken, tenantId } = await setUp(t);
    const other = await addTenant(database, 'other');
    const { joinToken } = await newToken();
    const input = { fleetId, name: 'x', labels: {}, maxUses: 1, expiresInSeconds: 60 };
    await assert.rejects(enrolment.createJoinToken(other, input), { code: 'not_found' });
    await assert.rejects(enrolment.revokeJoinToken(other, joinToken.id), { code: 'not_found' });
    assert.deepEqual((await enrolment.listJoinTokens(other.tenantId, { limit: 10 })).items, []);
    const { items } = await enrolment.listJoinTokens(tenantId, { limit: 10, fleetId });
    operatorRoutes.listJoinTokens.success.body.parse({ items, nextCursor: null });
    assert.ok(items.some(({ id }) => id === joinToken.id));
  });

  it('lists tokens newest first, and revokes each once', async (t) => {
    const { enrolment, newToken, operator, tenantId, clock, fleetId } = await setUp(t);
    // The fleet has a token of its own, made by the real clock.
    await clock.advance(600_000);
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      await clock.advance(1000);
      made.unshift((await newToken()).joinToken.id);
    }
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await enrolment.listJoinTokens(tenantId, { limit: 2, cursor, fleetId });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(listed.slice(0, 5), made);
    await enrolment.revokeJoinToken(operator, made[0]!);
    await assert.rejects(enrolment.revokeJoinToken(operator, made[0]!), { code: 'not_found' });
    const { items } = await enrolment.listJoinTokens(tenantId, { limit: 1 });
    assert.equal(items[0]!.revokedAt, new Date(clock.now()).toISOString());
  });
});
