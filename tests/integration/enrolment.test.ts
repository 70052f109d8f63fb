import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { agentApiRoutes, operatorRoutes, urlOf, type ApiClient } from '@tensorguard/contract';
import { systemClock, type Clock } from '@tensorguard/core';
import { agentSpiffeId, createCsr } from '@tensorguard/pki';
import { newTenant, startTestPlatform, type TestPlatform } from './harness.ts';
import { entriesOf } from './log.ts';
import { newPublisher, PackageWorkshop, uploadPackage } from './packages.ts';
import { agentRequest, enrolRaw, newApplicant, type Applicant, type RawAnswer } from './raw-agent.ts';
import { tempDir } from '@tensorguard/testkit';

const FOREIGN_ID = agentSpiffeId(
  'tensorguard.local',
  'ten_01jd0000000000000000000000',
  'agt_01jd0000000000000000000000',
);
/** What the outside may learn of a refusal: the same for every reason. */
const COARSE = { status: 403, code: 'enrolment_refused' };

let site: TestPlatform;
let fleetId: string;
let offsetMs = 0;
const clock: Clock = { now: () => systemClock.now() + offsetMs, sleep: (ms, signal) => systemClock.sleep(ms, signal) };

before(async () => {
  site = await startTestPlatform({}, { clock });
  fleetId = (await site.api.call(operatorRoutes.createFleet, { body: { name: 'Hospital A' } })).id;
});
after(() => site?.stop());

const newToken = async (change: { maxUses?: number; expiresInSeconds?: number } = {}) =>
  site.api.call(operatorRoutes.createJoinToken, { body: { fleetId, ...change } });
const enrol = (secret: string, applicant: Applicant, names?: Parameters<typeof enrolRaw>[3]) =>
  enrolRaw(site.platform.agentUrl, secret, applicant, names);

test('a token enrols once; the same key again gets the same identity, another key is refused', async () => {
  const { secret, joinToken } = await newToken();
  const applicant = await newApplicant();
  const first = await enrol(secret, applicant);
  assert.equal(first.status, 201);
  const again = await enrol(secret, applicant);
  assert.deepEqual([again.status, again.body['agentId']], [201, first.body['agentId']]);
  assertCoarse(await enrol(secret, await newApplicant()));
  await assertInLog(joinToken.id, 'token_used_up');
});

test('of two who use a token at the same moment one is enrolled', async () => {
  const { secret } = await newToken();
  const applicants = await Promise.all([newApplicant(), newApplicant(), newApplicant()]);
  const answers = await Promise.all(applicants.map((applicant) => enrol(secret, applicant)));
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 403, 403],
  );
});

test('a revoked token is refused', async () => {
  const { secret, joinToken } = await newToken();
  await site.api.call(operatorRoutes.revokeJoinToken, { params: { joinTokenId: joinToken.id } });
  assertCoarse(await enrol(secret, await newApplicant()));
  await assertInLog(joinToken.id, 'token_revoked');
});

test('a token that nobody made is refused, and the log line says so', async () => {
  const { secret } = await newToken();
  const [form, , pin] = secret.split('.');
  assertCoarse(await enrol(`${form}.${'A'.repeat(32)}.${pin}`, await newApplicant()));
  assertLogged('unknown_token');
  assertCoarse(await enrol('tgj0.not-a-join-token-at-all', await newApplicant()));
  assertLogged('malformed_token');
});

test('a request that names the id of another agent is refused and uses nothing up', async () => {
  const { secret, joinToken } = await newToken();
  const applicant = await newApplicant();
  assertCoarse(await enrol(secret, applicant, { spiffeId: FOREIGN_ID }));
  await assertInLog(joinToken.id, 'csr_foreign_id');
  assert.equal((await enrol(secret, applicant)).status, 201);
});

test('other names in a request are wishes that are not granted', async () => {
  const { secret } = await newToken();
  const { status, body } = await enrol(secret, await newApplicant(), {
    dnsNames: ['platform.example'],
    subject: { commonName: 'root', organization: 'TensorGuard' },
  });
  assert.equal(status, 201);
  const certificate = new X509Certificate(body['certificateChain'] as string);
  assert.equal(certificate.subjectAltName, `URI:${String(body['spiffeId'])}`);
  assert.doesNotMatch(certificate.subject, /root|TensorGuard/);
});

test('a renewal that names the id of another agent is refused', async () => {
  const { secret } = await newToken();
  const applicant = await newApplicant();
  const { body } = await enrol(secret, applicant);
  const csr = createCsr({ keyPair: { privateKey: applicant.privateKey }, spiffeId: FOREIGN_ID }).pem;
  const identity = { key: applicant.privateKeyPem, cert: body['certificateChain'] as string };
  const renewal = { method: 'POST', body: { csr }, identity };
  const answer = await agentRequest(`${site.platform.agentUrl}/agent/v1/certificate`, renewal);
  assert.deepEqual([answer.status, answer.body['code']], [422, 'csr_refused']);
  const agentId = body['agentId'] as string;
  const [entry] = await entriesOf(site.api, 'agent.enrolment_refused', { subject: agentId });
  assert.equal(entry!.data['reason'], 'csr_foreign_id');
  const own = createCsr({ keyPair: { privateKey: applicant.privateKey } }).pem;
  const renewed = await agentRequest(`${site.platform.agentUrl}/agent/v1/certificate`, {
    ...renewal,
    body: { csr: own },
  });
  assert.equal(renewed.status, 201);
});

test('without a certificate, or with one of another authority, nothing but enrolment is open', async () => {
  const anonymous = await agentRequest(`${site.platform.agentUrl}/agent/v1/desired`);
  assert.deepEqual([anonymous.status, anonymous.body['code']], [403, 'identity_refused']);
  const other = await startTestPlatform();
  try {
    const { id } = await other.api.call(operatorRoutes.createFleet, { body: { name: 'Elsewhere' } });
    const { secret } = await other.api.call(operatorRoutes.createJoinToken, { body: { fleetId: id } });
    const applicant = await newApplicant();
    const { body } = await enrolRaw(other.platform.agentUrl, secret, applicant);
    const identity = { key: applicant.privateKeyPem, cert: body['certificateChain'] as string };
    assert.equal((await agentRequest(`${other.platform.agentUrl}/agent/v1/desired`, { identity })).status, 200);
    const foreign = await agentRequest(`${site.platform.agentUrl}/agent/v1/desired`, { identity });
    assert.deepEqual([foreign.status, foreign.body['code']], [403, 'identity_refused']);
  } finally {
    await other.stop();
  }
});

test('an agent of one tenant is invisible to another, and gets none of its packages or keys', async (t) => {
  const { api: other } = await newTenant(site, 'Other');
  const fleet = await other.call(operatorRoutes.createFleet, { body: { name: 'Hospital B' } });
  const { secret } = await other.call(operatorRoutes.createJoinToken, { body: { fleetId: fleet.id } });
  const applicant = await newApplicant();
  const { body } = await enrol(secret, applicant);
  const agentId = body['agentId'] as string;
  await other.call(operatorRoutes.getAgent, { params: { agentId } });
  await assert.rejects(site.api.call(operatorRoutes.getAgent, { params: { agentId } }), { code: 'not_found' });

  const release = await releaseOf(site.api, await tempDir(t));
  const identity = { key: applicant.privateKeyPem, cert: body['certificateChain'] as string };
  const at = (route: { path: string }) => site.platform.agentUrl + urlOf(route, { params: { releaseId: release.id } });
  const download = await agentRequest(at(agentApiRoutes.downloadPackage), { identity });
  assert.deepEqual([download.status, download.body['code']], [404, 'not_found']);
  const keyRequest = { packageDigest: release.digest, nonce: 'AAAAAAAAAAAAAAAAAAAAAA' };
  const key = await agentRequest(at(agentApiRoutes.releaseKey), { method: 'POST', body: keyRequest, identity });
  assert.deepEqual([key.status, key.body['code']], [403, 'key_release_refused']);
});

test('an expired token is refused', async () => {
  const { secret, joinToken } = await newToken({ expiresInSeconds: 60 });
  offsetMs = 61_000;
  assertCoarse(await enrol(secret, await newApplicant()));
  await assertInLog(joinToken.id, 'token_expired');
});

function assertCoarse(answer: RawAnswer): void {
  assert.deepEqual({ status: answer.status, code: answer.body['code'] }, COARSE);
  assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'requestId', 'status', 'title', 'type']);
}

async function assertInLog(joinTokenId: string, reason: string): Promise<void> {
  const [entry] = await entriesOf(site.api, 'agent.enrolment_refused', { subject: joinTokenId });
  assert.equal(entry!.data['reason'], reason);
  assertLogged(reason);
}

function assertLogged(reason: string): void {
  const found = site.lines.filter(({ event }) => event === 'request_refused').map((line) => JSON.stringify(line));
  assert.ok(
    found.some((line) => line.includes(reason)),
    `${reason} is in no log line`,
  );
}

async function releaseOf(api: ApiClient, folder: string) {
  const publisher = newPublisher();
  await api.call(operatorRoutes.createPublisher, { body: { name: 'Acme', publicKey: publisher.publicKey } });
  const { publicKey } = await api.call(operatorRoutes.getPackagingKey, {});
  return uploadPackage(api, await new PackageWorkshop(folder, publisher, publicKey).packBytes());
}
