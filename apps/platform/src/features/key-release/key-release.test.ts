import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { it, type TestContext } from 'node:test';
import { agentApiRoutes, type KeyReleaseContext, type Problem } from '@tensorguard/contract';
import { digestOf, newId } from '@tensorguard/core';
import { collectingLogger, directionClassifier, ManualClock } from '@tensorguard/testkit';
import { bytesPackageSource, generateRecipientKey, openPackage, openSealedContentKey } from '@tensorguard/tgsp';
import type { AgentActor } from '../../http/context.ts';
import { ACTOR_HEADER, serveBindings } from '../../testing/contract-server.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { openReleaseDesk } from '../../testing/release-desk.ts';
import { addAgent, addTenant, ledgerEvents } from '../../testing/tenants.ts';
import type { RefusalReason } from './decision.ts';
import { keyReleaseRoutes } from './routes.ts';
import { createKeyRelease, KEY_RELEASE_LIFETIME_MS } from './service.ts';

const agentKeys = await generateRecipientKey();
const strangerKeys = await generateRecipientKey();
const newNonce = () => randomBytes(16).toString('base64url');
const MIN_TRUST = 50;

eachDatabase('key release', (open) => {
  /** A release, an agent that is directed to it and trusted, and the knobs that change that. */
  const setUp = async (t: TestContext) => {
    const clock = new ManualClock(Date.now());
    const desk = await openReleaseDesk(t, await open(clock), { clock });
    const { database, blobs, packagingKeys, operator } = desk;
    const bytes = await desk.pack();
    const { release } = await desk.upload(bytes);
    const agent = await addAgent(database, operator.tenantId, agentKeys.publicKey.xWing);
    const facts = { directed: new Set([`${agent.id} ${release.id}`]), score: 90, asked: 0, onAsk: async () => {} };
    const keyRelease = createKeyRelease({
      database,
      blobs,
      packagingKeys,
      desired: { isDirected: async (_, agentId, releaseId) => facts.directed.has(`${agentId} ${releaseId}`) },
      trust: async () => {
        facts.asked++;
        await facts.onAsk();
        return { score: facts.score };
      },
      minTrust: MIN_TRUST,
    });
    const asked = (change: Partial<{ releaseId: string; packageDigest: string; nonce: string }> = {}) => ({
      releaseId: release.id,
      packageDigest: release.digest,
      nonce: newNonce(),
      ...change,
    });
    const keyEvents = async () =>
      (await ledgerEvents(database, operator.tenantId)).filter(({ type }) => type.startsWith('key.'));
    return { ...desk, clock, bytes, release, agent, facts, keyRelease, asked, keyEvents };
  };
  type SetUp = Awaited<ReturnType<typeof setUp>>;

  /** Opens a sealed key as an agent does. */
  const openKey = (
    answer: { context: KeyReleaseContext; sealed: string },
    agent: AgentActor,
    packageDigest: string,
    nonce: string,
    now: number,
    recipientPrivateKey = agentKeys.privateKey,
  ) =>
    openSealedContentKey({
      ...answer,
      recipientPrivateKey,
      expected: { agentId: agent.id, packageDigest, nonce },
      now,
    });

  it('seals the real content key to the agent, which then reads the model', async (t) => {
    const { agent, release, bytes, keyRelease, asked, keyEvents, publisher, clock } = await setUp(t);
    const request = asked();
    const answer = await keyRelease.release(agent, request);
    agentApiRoutes.releaseKey.success.body.parse(answer);
    const contentKey = await openKey(answer, agent, release.digest, request.nonce, clock.now());
    const trustedKeys = [publisher.signer.publicKey];
    const verified = await openPackage(bytesPackageSource(bytes), { trustedKeys });
    const model = await verified.readFile(contentKey, 'model.onnx');
    assert.equal(digestOf(model), `sha256:${directionClassifier.sha256}`);

    assert.deepEqual(answer.context, {
      v: 1,
      agentId: agent.id,
      releaseId: release.id,
      packageDigest: release.digest,
      nonce: request.nonce,
      expiresAt: new Date(clock.now() + KEY_RELEASE_LIFETIME_MS).toISOString(),
    });
    assert.deepEqual(await keyEvents(), [
      {
        type: 'key.released',
        actor: agent.id,
        subject: release.id,
        data: {
          releaseId: release.id,
          packageDigest: release.digest,
          trustScore: 90,
          expiresAt: answer.context.expiresAt,
        },
      },
    ]);
  });

  it('gives a key that opens for no other agent, package, request or time', async (t) => {
    const { agent, release, keyRelease, asked, clock } = await setUp(t);
    const request = asked();
    const answer = await keyRelease.release(agent, request);
    const { nonce } = request;
    const now = clock.now();
    const stranger = openKey(answer, agent, release.digest, nonce, now, strangerKeys.privateKey);
    await assert.rejects(stranger, { code: 'sealed_key_invalid' });
    const replayed = openKey(answer, agent, release.digest, newNonce(), now);
    await assert.rejects(replayed, { code: 'sealed_key_context_mismatch' });
    const late = openKey(answer, agent, release.digest, nonce, now + KEY_RELEASE_LIFETIME_MS);
    await assert.rejects(late, { code: 'sealed_key_expired' });
    const expiresAt = new Date(now + 10 * KEY_RELEASE_LIFETIME_MS).toISOString();
    const prolonged = openKey(
      { ...answer, context: { ...answer.context, expiresAt } },
      agent,
      release.digest,
      nonce,
      now,
    );
    await assert.rejects(prolonged, { code: 'sealed_key_invalid' });
  });

  it('names the directive under which the agent works on the release', async (t) => {
    const { database, agent, release, keyRelease, asked, keyEvents } = await setUp(t);
    await database.tenant(agent.tenantId, async (tx) => {
      await tx.sql
        .insertInto('deployments')
        .values({
          agent_id: agent.id,
          line_id: release.lineId,
          tenant_id: agent.tenantId,
          state: 'received',
          directive_number: 7,
          rollout_id: null,
          desired_release_id: release.id,
          applied_release_id: null,
          code: null,
          message: null,
          updated_at: new Date(tx.now),
          applied_at: null,
        })
        .execute();
    });
    await keyRelease.release(agent, asked());
    assert.equal((await keyEvents())[0]!.data['directiveNumber'], 7);
  });

  const refusals: {
    name: string;
    reason: RefusalReason;
    change: (s: SetUp) => unknown;
    ask?: Parameters<SetUp['asked']>[0];
  }[] = [
    {
      name: 'an agent that is revoked',
      reason: 'agent_not_active',
      change: ({ database, agent }) =>
        database.tenant(agent.tenantId, (tx) =>
          tx.sql.updateTable('agents').set({ status: 'revoked' }).where('id', '=', agent.id).execute(),
        ),
    },
    {
      name: 'a release that nobody knows',
      reason: 'release_unknown',
      change: () => {},
      ask: { releaseId: newId('rel') },
    },
    {
      name: 'a release that is withdrawn',
      reason: 'release_withdrawn',
      change: ({ releases, operator, release }) => releases.withdraw(operator, release.id, 'bad'),
    },
    {
      name: 'an agent that is not directed to it',
      reason: 'not_directed',
      change: ({ facts }) => facts.directed.clear(),
    },
    {
      name: 'another package than the release',
      reason: 'digest_mismatch',
      change: () => {},
      ask: { packageDigest: digestOf('other') },
    },
    { name: 'too little trust', reason: 'trust_too_low', change: ({ facts }) => (facts.score = MIN_TRUST - 1) },
    {
      name: 'a trust score that is no number',
      reason: 'trust_too_low',
      change: ({ facts }) => (facts.score = Number.NaN),
    },
    {
      name: 'an agent without a proper key',
      reason: 'recipient_key_malformed',
      change: ({ database, agent }) =>
        database.tenant(agent.tenantId, (tx) =>
          tx.sql.updateTable('agents').set({ recipient_key: 'AAAA' }).where('id', '=', agent.id).execute(),
        ),
    },
  ];
  for (const { name, reason, change, ask = {} } of refusals) {
    it(`refuses ${name}: coarse outside, ${reason} in log and ledger`, async (t) => {
      const s = await setUp(t);
      await change(s);
      const request = s.asked(ask);
      const logger = collectingLogger();
      const url = await serveBindings(t, keyReleaseRoutes(s.keyRelease), { agent: s.agent }, logger);
      const { releaseId, ...body } = request;
      const response = await fetch(`${url}/agent/v1/releases/${releaseId}/key`, {
        method: 'POST',
        headers: { [ACTOR_HEADER]: 'agent', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 403);
      const { requestId: _, ...problem } = (await response.json()) as Problem;
      assert.deepEqual(problem, {
        type: 'urn:tensorguard:problem:key_release_refused',
        title: 'The key is not released',
        status: 403,
        code: 'key_release_refused',
      });
      const [event, ...more] = await s.keyEvents();
      assert.deepEqual(more, []);
      assert.deepEqual([event!.type, event!.actor, event!.subject], ['key.refused', s.agent.id, releaseId]);
      assert.equal(event!.data['reason'], reason);
      const logged = logger.of('request_refused')[0]!['error'] as { details: { reason: string } };
      assert.equal(logged.details.reason, reason);
    });
  }

  it('holds the key back when the agent loses trust while the key is being sealed', async (t) => {
    const { agent, facts, keyRelease, asked, keyEvents } = await setUp(t);
    facts.onAsk = async () => {
      if (facts.asked === 2) facts.score = 0;
    };
    await assert.rejects(keyRelease.release(agent, asked()), { code: 'key_release_refused' });
    assert.deepEqual(
      (await keyEvents()).map(({ type, data }) => [type, data['reason']]),
      [['key.refused', 'trust_too_low']],
    );
  });

  it('gives no key when the transaction that records it fails', async (t) => {
    const { agent, facts, keyRelease, asked, keyEvents } = await setUp(t);
    facts.onAsk = () => (facts.asked === 2 ? Promise.reject(new Error('the database is gone')) : Promise.resolve());
    await assert.rejects(keyRelease.release(agent, asked()), /the database is gone/);
    assert.deepEqual(await keyEvents(), []);
  });

  it('says unavailable when the stored package is gone or broken', async (t) => {
    const { agent, release, folder, keyRelease, asked, keyEvents } = await setUp(t);
    const hex = release.digest.slice('sha256:'.length);
    const path = `${folder}/blobs/${hex.slice(0, 2)}/${hex}`;
    const stored = await readFile(path);
    stored[100]! ^= 1;
    await writeFile(path, stored);
    await assert.rejects(keyRelease.release(agent, asked()), { code: 'unavailable' });
    await rm(path);
    await assert.rejects(keyRelease.release(agent, asked()), { code: 'unavailable' });
    assert.deepEqual(await keyEvents(), []);
  });

  it('gives an agent of another tenant neither key nor package, though it be directed', async (t) => {
    const { database, release, facts, keyRelease, asked } = await setUp(t);
    const other = await addTenant(database, 'other');
    const foreign = await addAgent(database, other.tenantId, agentKeys.publicKey.xWing);
    facts.directed.add(`${foreign.id} ${release.id}`);
    await assert.rejects(keyRelease.release(foreign, asked()), { code: 'key_release_refused' });
    const url = await serveBindings(t, keyReleaseRoutes(keyRelease), { foreign });
    const response = await fetch(`${url}/agent/v1/releases/${release.id}/package`, {
      headers: { [ACTOR_HEADER]: 'foreign' },
    });
    assert.equal(response.status, 404);
    const [event] = await ledgerEvents(database, other.tenantId);
    assert.deepEqual([event!.type, event!.data['reason']], ['key.refused', 'release_unknown']);
  });

  it('gives a directed agent the package, in ranges too, and no other', async (t) => {
    const { agent, release, releases, operator, bytes, facts, keyRelease } = await setUp(t);
    const url = await serveBindings(t, keyReleaseRoutes(keyRelease), { agent });
    const get = (headers: Record<string, string> = {}) =>
      fetch(`${url}/agent/v1/releases/${release.id}/package`, { headers: { [ACTOR_HEADER]: 'agent', ...headers } });
    assert.deepEqual(Buffer.from(await (await get()).arrayBuffer()), bytes);
    const rest = await get({ range: 'bytes=100000-', 'if-range': `"${release.digest}"` });
    assert.equal(rest.status, 206);
    assert.deepEqual(Buffer.from(await rest.arrayBuffer()), bytes.subarray(100_000));
    facts.directed.clear();
    assert.equal((await get()).status, 404);
    facts.directed.add(`${agent.id} ${release.id}`);
    await releases.withdraw(operator, release.id, 'bad');
    assert.equal((await get()).status, 404);
  });
});
