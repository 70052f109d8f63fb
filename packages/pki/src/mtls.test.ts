import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { connect, createServer, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { exportPrivateKeyPem, generateKeyPair } from './key-pair.ts';
import { platformSpiffeId } from './spiffe-id.ts';
import { agentId, makeAgent, makeAuthorities, trustDomain } from './testing/authorities.ts';
import { verifyAgentCertificate, verifyPlatformCertificate, type VerifiedAgent } from './verify-certificate.ts';

const now = Date.now();
const { root, issuing } = await makeAuthorities(now);
const serverKey = await generateKeyPair();
const serverCertificate = await issuing.issueServerCertificate({
  publicKey: serverKey.publicKey,
  dnsNames: ['localhost'],
  ipAddresses: ['127.0.0.1'],
  spiffeId: platformSpiffeId(trustDomain),
  now,
});

/** One TLS connection to a server that demands a client certificate; resolves with what the server saw of it. */
async function handshake(client: ConnectionOptions, crl?: string): Promise<VerifiedAgent> {
  const server = createServer({
    key: exportPrivateKeyPem(serverKey.privateKey),
    cert: serverCertificate.chainPem,
    ca: root.certificatePem,
    requestCert: true,
    // Node hides the reason when it refuses by itself; the outcome of its verification is the same.
    rejectUnauthorized: false,
    ...(crl === undefined ? {} : { crl }),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seen = new Promise<VerifiedAgent>((resolve, reject) => {
    server.once('tlsClientError', reject);
    server.once('secureConnection', (socket: TLSSocket) => {
      // The client may be gone before the farewell; what was seen of it is settled by then.
      socket.on('error', () => undefined);
      const leaf = socket.getPeerX509Certificate();
      if (!socket.authorized || !leaf) reject(new Error(String(socket.authorizationError)));
      else resolve(verifyAgentCertificate([leaf, issuing.certificatePem], root.certificatePem, now));
      socket.end();
    });
  });
  const socket = connect({ port, host: '127.0.0.1', ca: root.certificatePem, servername: 'localhost', ...client });
  socket.on('error', () => undefined);
  try {
    const secured = checkPlatform(socket);
    const [outcome] = await Promise.all([seen, secured]);
    return outcome;
  } finally {
    socket.destroy();
    server.close();
  }
}

async function checkPlatform(socket: TLSSocket): Promise<void> {
  await once(socket, 'secureConnect');
  const chain = [socket.getPeerX509Certificate()!, issuing.certificatePem];
  const { spiffeId } = verifyPlatformCertificate(chain, root.certificatePem, now);
  assert.equal(spiffeId, platformSpiffeId(trustDomain));
}

describe('mutual TLS in Node', () => {
  it('connects an agent and the platform, which learn who the other is', async () => {
    const agent = await makeAgent(issuing, now);
    const verified = await handshake({ key: exportPrivateKeyPem(agent.privateKey), cert: agent.chainPem });
    assert.deepEqual([verified.spiffeId, verified.serial], [agentId, agent.serial]);
  });

  it('refuses a client without a certificate, of another authority, or with a server certificate', async () => {
    const stranger = await makeAgent((await makeAuthorities(now)).issuing, now);
    const server = { key: exportPrivateKeyPem(serverKey.privateKey), cert: serverCertificate.chainPem };
    const foreign = { key: exportPrivateKeyPem(stranger.privateKey), cert: stranger.chainPem };
    await assert.rejects(handshake({}), /UNABLE_TO_GET_ISSUER_CERT/);
    await assert.rejects(handshake(foreign), /UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
    await assert.rejects(handshake(server), /INVALID_PURPOSE/);
  });

  it('refuses a revoked client when the server has the CRLs', async () => {
    const agent = await makeAgent(issuing, now);
    const times = { number: 1, thisUpdate: now, nextUpdate: now + 3_600_000 };
    const rootCrl = await root.signCrl({ revoked: [], ...times });
    const client = { key: exportPrivateKeyPem(agent.privateKey), cert: agent.chainPem };
    const empty = await issuing.signCrl({ revoked: [], ...times });
    assert.equal((await handshake(client, empty.pem + rootCrl.pem)).serial, agent.serial);
    const revoking = await issuing.signCrl({ revoked: [{ serial: agent.serial, revokedAt: now }], ...times });
    await assert.rejects(handshake(client, revoking.pem + rootCrl.pem), /CERT_REVOKED/);
  });
});
