import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request as httpsRequest, type Server } from 'node:https';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CHANNEL_PATH,
  CLOSE_GOING_AWAY,
  CLOSE_IDENTITY_REFUSED,
  MAX_CHANNEL_MESSAGE_BYTES,
} from '@tensorguard/contract';
import { isoTime, newId, silentLogger } from '@tensorguard/core';
import {
  agentSpiffeId,
  createCsr,
  createIssuingCa,
  createRootCa,
  exportPrivateKeyPem,
  generateKeyPair,
  platformSpiffeId,
} from '@tensorguard/pki';
import { ManualClock, waitFor } from '@tensorguard/testkit';
import { WebSocket } from 'ws';
import { PlatformError } from '../errors.ts';
import { AGENT_TLS_OPTIONS } from '../http/agent-server.ts';
import { openAgentChannel } from './agent-channel.ts';
import { createAgentIdentity } from './agent-identity.ts';

const TRUST_DOMAIN = 'test.example';
const LIFETIME_MS = 3_600_000;
const HEARTBEAT = {
  telemetry: {
    cpuPercent: 1,
    memoryUsedBytes: 1,
    memoryTotalBytes: 1,
    diskUsedBytes: 1,
    diskTotalBytes: 1,
    processMemoryBytes: 1,
    uptimeSeconds: 1,
    spooledReports: 0,
  },
  models: [],
};

async function newAuthority(now: number) {
  const signer = async () => (await generateKeyPair()).privateKey;
  const root = await createRootCa({ signer: await signer(), trustDomain: TRUST_DOMAIN, now });
  return { root, issuing: await createIssuingCa({ root, signer: await signer(), now }) };
}

async function setUp(t: TestContext) {
  const clock = new ManualClock(Date.now());
  const { root, issuing } = await newAuthority(clock.now());
  const denied = new Set<string>();
  const traces: string[] = [];
  const noted: { id: string; tenantId: string }[] = [];
  const revocation = {
    isDenied: (agentId: string) => denied.has(agentId),
    refuse: async (agent: { id: string }) => {
      traces.push(agent.id);
      return new PlatformError('identity_refused', 'a revoked identity is in use');
    },
  };
  const identity = createAgentIdentity({
    rootPem: root.certificatePem,
    issuingPem: issuing.certificatePem,
    trustDomain: TRUST_DOMAIN,
    revocation,
    clock,
  });
  const pair = await generateKeyPair();
  const names = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] };
  const spiffeId = platformSpiffeId(TRUST_DOMAIN);
  const own = await issuing.issueServerCertificate({ publicKey: pair.publicKey, ...names, spiffeId, now: clock.now() });
  const tls = { cert: own.chainPem, key: exportPrivateKeyPem(pair.privateKey), ca: root.certificatePem };
  const server: Server = createServer({ ...AGENT_TLS_OPTIONS, ...tls }, (request, response) => {
    identity.of(request).then(
      (actor) => response.end(JSON.stringify(actor)),
      (error: PlatformError) => response.writeHead(403).end(`${error.code} ${error.reason ?? ''}`.trim()),
    );
  });
  const lastSeen = {
    note: (agent: { id: string; tenantId: string }) => void noted.push({ id: agent.id, tenantId: agent.tenantId }),
    flush: async () => undefined,
    start: () => undefined,
    stop: async () => undefined,
  };
  const channel = openAgentChannel({ server, identity, lastSeen, logger: silentLogger });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  t.after(async () => {
    await channel.close();
    server.closeAllConnections();
    server.close();
  });

  const newAgent = async (from = issuing, tenantId = newId('ten')) => {
    const id = newId('agt');
    const keys = await generateKeyPair();
    const { chainPem } = await from.issueAgentCertificate({
      csr: createCsr({ keyPair: keys }).pem,
      spiffeId: agentSpiffeId(TRUST_DOMAIN, tenantId, id),
      lifetimeMs: LIFETIME_MS,
      now: clock.now(),
    });
    const credentials = { cert: chainPem, key: exportPrivateKeyPem(keys.privateKey) };
    return { id, tenantId, credentials };
  };
  type Bearer = Pick<Awaited<ReturnType<typeof newAgent>>, 'credentials'>;
  /** A socket as an agent opens it. Messages and the close code are kept. */
  const connect = (agent: Bearer | undefined, path = CHANNEL_PATH) => {
    const url = `wss://127.0.0.1:${port}${path}`;
    const socket = new WebSocket(url, { ca: root.certificatePem, ...agent?.credentials, perMessageDeflate: false });
    const messages: string[] = [];
    const closed = Promise.withResolvers<number>();
    socket.on('message', (data: Buffer) => messages.push(data.toString('utf8')));
    socket.on('close', (code) => closed.resolve(code));
    socket.on('error', () => undefined);
    t.after(() => socket.terminate());
    return { socket, messages, closed: closed.promise };
  };
  const connected = async (agent: Bearer) => {
    const connection = connect(agent);
    await waitFor(() => connection.messages.length > 0);
    return connection;
  };
  const refused = async (agent: Bearer | undefined, path?: string) => {
    const { socket } = connect(agent, path);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    return response.statusCode;
  };
  /** A request on a connection of its own or a kept one. */
  const get = (agent: Bearer | undefined, connection?: Agent) =>
    new Promise<string>((resolve, reject) => {
      const options = {
        port,
        host: '127.0.0.1',
        ca: root.certificatePem,
        ...agent?.credentials,
        agent: connection ?? false,
      };
      const request = httpsRequest(options, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      });
      request.on('error', reject);
      request.end();
    });
  const heartbeat = () =>
    JSON.stringify({ type: 'heartbeat', heartbeat: { ...HEARTBEAT, sentAt: isoTime(clock.now()) } });
  return { clock, channel, denied, traces, noted, newAgent, connect, connected, refused, get, heartbeat };
}

const CHECK = '{"type":"check"}';

test('an agent with a live certificate is told to check at once, on a nudge, and by tenant', async (t) => {
  const { channel, newAgent, connected } = await setUp(t);
  const [one, other] = [await newAgent(), await newAgent()];
  const [socket, foreign] = [await connected(one), await connected(other)];
  assert.equal(channel.size, 2);
  channel.nudge([one.id, newId('agt')]);
  channel.nudgeTenant(one.tenantId);
  await waitFor(() => socket.messages.length === 3);
  assert.deepEqual([socket.messages, foreign.messages], [[CHECK, CHECK, CHECK], [CHECK]]);
});

test('heartbeats are noted with the identity of the certificate', async (t) => {
  const { newAgent, connected, noted, heartbeat } = await setUp(t);
  const { id, tenantId, credentials } = await newAgent();
  const { socket } = await connected({ credentials });
  socket.send(heartbeat());
  await waitFor(() => noted.length > 0);
  assert.deepEqual(noted, [{ id, tenantId }]);
});

test('no certificate, a stranger’s, an expired or a revoked one: no socket and no answer', async (t) => {
  const { clock, denied, newAgent, refused, get, traces } = await setUp(t);
  const agent = await newAgent();
  const stranger = await newAgent((await newAuthority(clock.now())).issuing);
  assert.match(await get(agent), /"kind":"agent"/);
  assert.deepEqual([await refused(undefined), await get(undefined)], [403, 'identity_refused']);
  assert.deepEqual([await refused(stranger), await get(stranger)], [403, 'identity_refused']);
  assert.equal(await refused(agent, '/agent/v1/other'), 404);
  denied.add(agent.id);
  assert.deepEqual([await refused(agent), await get(agent)], [403, 'identity_refused']);
  assert.deepEqual(traces, [agent.id, agent.id]);
  denied.clear();
  await clock.advance(LIFETIME_MS + 1);
  assert.deepEqual([await refused(agent), await get(agent)], [403, 'identity_refused']);
});

test('a connection that was good is asked again for each request: it may have expired or be revoked since', async (t) => {
  const { clock, denied, newAgent, get } = await setUp(t);
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => kept.destroy());
  const agent = await newAgent();
  assert.match(await get(agent, kept), /"kind":"agent"/);
  denied.add(agent.id);
  assert.equal(await get(agent, kept), 'identity_refused');
  denied.clear();
  await clock.advance(LIFETIME_MS + 1);
  assert.equal(await get(agent, kept), 'identity_refused certificate_expired');
});

test('a revoked agent is told and cut off, even if it does not answer, and what it still sends counts for nothing', async (t) => {
  const { channel, newAgent, connected, noted, heartbeat } = await setUp(t);
  const [polite, deaf] = [await newAgent(), await newAgent()];
  const [one, other] = [await connected(polite), await connected(deaf)];
  other.socket.pause();
  channel.cutOff([polite.id, deaf.id, newId('agt')]);
  other.socket.send(heartbeat());
  assert.equal(await one.closed, CLOSE_IDENTITY_REFUSED);
  assert.deepEqual(one.messages, [CHECK, '{"type":"revoked"}']);
  await waitFor(() => channel.size === 0);
  assert.deepEqual(noted, []);
});

test('whoever sends what is no message is closed, and the others go on', async (t) => {
  const { channel, newAgent, connected, heartbeat, noted } = await setUp(t);
  const good = await connected(await newAgent());
  const bad: [string, string | Buffer, number][] = [
    ['no JSON', '{', 1008],
    ['unknown type', '{"type":"order"}', 1008],
    ['unknown field', heartbeat().replace('"models"', '"x":1,"models"'), 1008],
    ['binary', Buffer.from(heartbeat()), 1008],
    ['too large', 'x'.repeat(MAX_CHANNEL_MESSAGE_BYTES + 1), 1009],
  ];
  for (const [name, message, code] of bad) {
    const { socket, closed } = await connected(await newAgent());
    socket.send(message);
    assert.equal(await closed, code, name);
  }
  await waitFor(() => channel.size === 1);
  good.socket.send(heartbeat());
  await waitFor(() => noted.length === 1);
});

test('the newer of two sockets of one agent stays', async (t) => {
  const { channel, newAgent, connected } = await setUp(t);
  const agent = await newAgent();
  const older = await connected(agent);
  const newer = await connected(agent);
  assert.equal(await older.closed, 1008);
  assert.equal(channel.size, 1);
  channel.nudge([agent.id]);
  await waitFor(() => newer.messages.length === 2);
});

test('a socket is pinged; one that is dead, expired or denied goes', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { clock, channel, denied, newAgent, connected } = await setUp(t);
  const [deaf, revoked, fine] = [await newAgent(), await newAgent(), await newAgent()];
  const sockets = [await connected(deaf), await connected(revoked), await connected(fine)];
  const pinged = once(sockets[2]!.socket, 'ping');
  sockets[0]!.socket.pause();
  denied.add(revoked.id);
  t.mock.timers.tick(30_000);
  await pinged;
  assert.equal(await sockets[1]!.closed, 1008);
  await delay(100);
  assert.equal(channel.size, 2, 'a missing answer is forgiven until the next ping');
  t.mock.timers.tick(30_000);
  await waitFor(() => channel.size === 1);
  await clock.advance(LIFETIME_MS + 1);
  t.mock.timers.tick(30_000);
  assert.equal(await sockets[2]!.closed, 1008);
});

test('a platform that goes down says so and does not wait for those who do not answer', async (t) => {
  const { channel, newAgent, connected, refused } = await setUp(t);
  const [polite, deaf] = [await connected(await newAgent()), await connected(await newAgent())];
  deaf.socket.pause();
  await channel.close();
  assert.equal(await polite.closed, CLOSE_GOING_AWAY);
  assert.equal(channel.size, 0);
  assert.equal(await refused(await newAgent()), 503);
});
