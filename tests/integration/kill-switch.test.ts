import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { agentApiRoutes, CLOSE_IDENTITY_REFUSED, operatorRoutes, urlOf, type Release } from '@tensorguard/contract';
import { encodePem, splitPem } from '@tensorguard/pki';
import { classify } from './classify.ts';
import { filesUnder } from './files-under.ts';
import { entriesOf } from './log.ts';
import { openssl, type Openssl } from './openssl.ts';
import { uploadPackage } from './packages.ts';
import { agentRequest, enrolRaw, newApplicant, type ClientIdentity } from './raw-agent.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { rollOut, untilRunning } from './rollouts.ts';
import { openSite, type Site, type SiteAgent } from './site.ts';

let site: Site;
let agent: SiteAgent;
let release: Release;
let folder: string;
let judge: Openssl;
/** A client with an identity of its own, to see on the wire what an agent sees. */
let witness: { agentId: string; identity: ClientIdentity; socket: RawSocket };
const sockets: RawSocket[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensorguard-openssl-'));
  judge = openssl(folder);
  site = await openSite();
  agent = await site.startAgent('edge');
  const applicant = await newApplicant();
  const { body } = await enrolRaw(site.platform.agentUrl, await site.joinToken(), applicant);
  const chain = body['certificateChain'] as string;
  const identity = { key: applicant.privateKeyPem, cert: chain };
  const socket = await openRawSocket(site.platform.agentUrl, identity);
  sockets.push(socket);
  witness = { agentId: body['agentId'] as string, identity, socket };
  const [leaf, issuing] = splitPem('CERTIFICATE', chain);
  await judge.write('leaf.pem', encodePem('CERTIFICATE', leaf!));
  await judge.write('issuing.pem', encodePem('CERTIFICATE', issuing!));
  await judge.write('root.pem', body['trustBundle'] as string);
  release = await uploadPackage(site.api, await site.workshop.packBytes());
  // Everybody at once: a canary might be the witness, which runs no models.
  await rollOut(site.api, site.fleetId, release.id, { stages: [{ kind: 'share', percent: 100 }] });
  await untilRunning(site.api, agent.agentId, 1);
});
after(async () => {
  for (const socket of sockets) socket.destroy();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('openssl accepts the chain of a live agent, with the CRL too, and OCSP says good', async () => {
  await assertAccepted(verifyChain());
  await fetchCrl();
  await assertAccepted(verifyWithCrl());
  assert.match(await askOcsp(), /leaf\.pem: good/);
});

test('a revoked agent is cut off at once, and nothing opens for it any more', async () => {
  assert.equal((await agentRequest(`${site.platform.agentUrl}/agent/v1/desired`, witness)).status, 200);
  await revoke(witness.agentId);
  assert.equal(await witness.socket.closed, CLOSE_IDENTITY_REFUSED);
  assert.ok(witness.socket.messages.some((text) => text === '{"type":"revoked"}'));

  const params = { releaseId: release.id };
  const body = { packageDigest: release.digest, nonce: 'AAAAAAAAAAAAAAAAAAAAAA' };
  const calls = [
    { route: agentApiRoutes.releaseKey, body },
    { route: agentApiRoutes.downloadPackage },
    { route: agentApiRoutes.getDesiredState },
    { route: agentApiRoutes.renewCertificate, body: { csr: 'x' } },
  ];
  for (const { route, body } of calls) {
    const url = site.platform.agentUrl + urlOf(route, { params });
    const answer = await agentRequest(url, { method: route.method, body, identity: witness.identity });
    assert.deepEqual([answer.status, answer.body['code']], [403, 'identity_refused'], route.id);
  }
  await assert.rejects(openRawSocket(site.platform.agentUrl, witness.identity), /answered with 403/);
  const [entry] = await entriesOf(site.api, 'agent.identity_refused', { subject: witness.agentId });
  assert.equal(typeof entry!.data['serial'], 'string');
});

test('openssl refuses the chain of the revoked agent by the CRL, and OCSP says revoked', async () => {
  // Without the CRL nobody can know.
  await assertAccepted(verifyChain());
  await fetchCrl();
  const { ok, output } = await verifyWithCrl();
  assert.equal(ok, false);
  assert.match(output, /certificate revoked/);
  assert.match(await askOcsp(), /leaf\.pem: revoked/);
});

test('a running agent wipes model, packages and keys, and its local API says why', async () => {
  assert.equal((await classify(agent.apiUrl)).label, 'upright');
  await revoke(agent.agentId);
  assert.deepEqual(await agent.ended, { code: 'identity_revoked' });
  const refused = await classify(agent.apiUrl);
  assert.deepEqual([refused.status, refused.code], [503, 'identity_revoked']);
  assert.deepEqual(
    agent.status().lines.filter(({ release: loaded }) => loaded !== null),
    [],
  );
  const files = await filesUnder(agent.dataDir);
  const packages = files.map(({ path }) => path).filter((path) => /\.(tgsp|part)$/.test(path));
  assert.deepEqual(packages, []);
  const identity = JSON.parse(await readFile(join(agent.dataDir, 'identity.json'), 'utf8')) as { state: string };
  assert.equal(identity.state, 'revoked');
  for (const { path, bytes } of files) assert.ok(!bytes.includes('PRIVATE KEY'), path);
});

test('the whole fleet goes by one command, and revoking again changes nothing', async () => {
  const another = await site.startAgent('another');
  const params = { fleetId: site.fleetId };
  const body = { reason: 'the site was broken into' };
  assert.deepEqual(await site.api.call(operatorRoutes.revokeFleet, { params, body }), { revoked: 1 });
  assert.deepEqual(await another.ended, { code: 'identity_revoked' });
  assert.deepEqual(await site.api.call(operatorRoutes.revokeFleet, { params, body }), { revoked: 0 });
  await assert.rejects(revoke(another.agentId), { code: 'already_revoked' });
  const seen = await site.api.call(operatorRoutes.getAgent, { params: { agentId: another.agentId } });
  assert.deepEqual([seen.status, seen.trust.score, seen.revokedReason], ['revoked', 0, body.reason]);
});

async function revoke(agentId: string): Promise<void> {
  const body = { reason: 'stolen device' };
  await site.api.call(operatorRoutes.revokeAgent, { params: { agentId }, body });
}

async function fetchCrl(): Promise<void> {
  const response = await fetch(`${site.platform.url}/pki/issuing.crl`);
  const der = new Uint8Array(await response.arrayBuffer());
  await judge.write('issuing.der', der);
  const { ok, output } = await judge.run('crl', '-inform', 'DER', '-in', 'issuing.der', '-out', 'issuing.crl.pem');
  assert.ok(ok, output);
}

async function assertAccepted(answer: ReturnType<Openssl['run']>): Promise<void> {
  const { ok, output } = await answer;
  assert.ok(ok, output);
}

const CHAIN = ['-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-x509_strict', 'leaf.pem'];

function verifyChain(): ReturnType<Openssl['run']> {
  return judge.run('verify', ...CHAIN);
}

function verifyWithCrl(): ReturnType<Openssl['run']> {
  return judge.run('verify', '-crl_check', '-CRLfile', 'issuing.crl.pem', ...CHAIN);
}

async function askOcsp(): Promise<string> {
  const url = `${site.platform.url}/pki/ocsp`;
  const question = ['-issuer', 'issuing.pem', '-cert', 'leaf.pem', '-url', url];
  const { ok, output } = await judge.run('ocsp', ...question, '-CAfile', 'root.pem');
  assert.ok(ok, output);
  assert.match(output, /Response verify OK/);
  return output;
}
