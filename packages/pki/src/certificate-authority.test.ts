import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { keySigner } from './ca-signer.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { createIssuingCa, createRootCa } from './create-ca.ts';
import { createCsr } from './csr.ts';
import { generateKeyPair } from './key-pair.ts';
import { LIFETIMES } from './lifetimes.ts';
import { agentSpiffeId, platformSpiffeId } from './spiffe-id.ts';
import { agentId, makeAgent, makeAuthorities, trustDomain, withCode } from './testing/authorities.ts';
import { OpensslFolder } from './testing/openssl.ts';

const HOUR_MS = 3_600_000;
const now = Date.now();
const folder = new OpensslFolder();
const { root, issuing } = await makeAuthorities(now);
const rootFile = folder.write('root.pem', root.certificatePem);
const issuingFile = folder.write('issuing.pem', issuing.certificatePem);
const agent = await makeAgent(issuing, now);
const serverKey = await generateKeyPair();
const server = await issuing.issueServerCertificate({
  publicKey: serverKey.publicKey,
  dnsNames: ['Platform.example', '*.edge.example'],
  ipAddresses: ['127.0.0.1', '::1', '2001:DB8::1:0:2', '::ffff:10.0.0.1'],
  spiffeId: platformSpiffeId(trustDomain),
  now,
});

function opensslVerify(pem: string, purpose: string, ...more: readonly string[]) {
  const leaf = folder.write('leaf.pem', pem);
  const trust = ['-x509_strict', '-check_ss_sig', '-CAfile', rootFile, '-untrusted', issuingFile];
  return folder.run('verify', ...trust, '-purpose', purpose, ...more, leaf);
}

describe('certificate authority, judged by openssl', () => {
  it('issues agent certificates that are strictly valid TLS clients and not servers', () => {
    assert.match(opensslVerify(agent.pem, 'sslclient').output, /leaf\.pem: OK/);
    assert.equal(opensslVerify(agent.pem, 'sslserver').ok, false);
  });

  it('issues server certificates that are strictly valid TLS servers for their names and not clients', () => {
    for (const name of ['platform.example', 'a.edge.example']) {
      assert.match(opensslVerify(server.pem, 'sslserver', '-verify_hostname', name).output, /OK/);
    }
    for (const address of ['127.0.0.1', '::1', '2001:db8::1:0:2', '::ffff:10.0.0.1']) {
      assert.match(opensslVerify(server.pem, 'sslserver', '-verify_ip', address).output, /OK/, address);
    }
    assert.equal(opensslVerify(server.pem, 'sslserver', '-verify_hostname', 'other.example').ok, false);
    assert.equal(opensslVerify(server.pem, 'sslclient').ok, false);
  });

  it('marks constraints and key usages critical', () => {
    for (const pem of [root.certificatePem, issuing.certificatePem, agent.pem, server.pem]) {
      const text = folder.must('x509', '-in', folder.write('critical.pem', pem), '-noout', '-text');
      assert.match(text, /Basic Constraints: critical\n/);
      assert.match(text, /Key Usage: critical\n/);
    }
  });

  it('issues certificates that expire and do not start before their time', () => {
    const seconds = (ms: number): string => String(Math.floor(ms / 1000));
    assert.match(opensslVerify(agent.pem, 'sslclient', '-attime', seconds(agent.notAfter + 2000)).output, /expired/);
    assert.match(
      opensslVerify(agent.pem, 'sslclient', '-attime', seconds(agent.notBefore - 2000)).output,
      /not yet valid/,
    );
  });

  it('makes issuing authorities that cannot make another authority', async () => {
    assert.match(folder.must('x509', '-in', issuingFile, '-noout', '-text'), /CA:TRUE, pathlen:0/);
    const key = await generateKeyPair();
    await assert.rejects(createIssuingCa({ root: issuing, signer: key.privateKey, now }), withCode('ca_invalid'));
  });

  it('puts revocation addresses into certificates when it has some', async () => {
    const key = await generateKeyPair();
    const urls = { crl: ['http://pki.example/issuing.crl'], ocsp: ['http://pki.example/ocsp'] };
    const withUrls = await createIssuingCa({ root, signer: key.privateKey, now, urls });
    const { pem } = await makeAgent(withUrls, now);
    const text = folder.must('x509', '-in', folder.write('urls.pem', pem), '-noout', '-text');
    assert.match(text, /CRL Distribution Points:[\s\S]*URI:http:\/\/pki\.example\/issuing\.crl/);
    assert.match(text, /OCSP - URI:http:\/\/pki\.example\/ocsp/);
    const chain = ['-CAfile', rootFile, '-untrusted', folder.write('urls-ca.pem', withUrls.certificatePem)];
    folder.must('verify', '-x509_strict', '-purpose', 'sslclient', ...chain, folder.file('urls.pem'));
  });

  it('certifies the key of a request that openssl made, and none of its names', async () => {
    const names = `subjectAltName=DNS:evil.example,IP:10.0.0.1,URI:${agentId}`;
    const wishes = [
      '-addext',
      names,
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=keyCertSign',
    ];
    const subject = ['-subj', '/CN=evil.example/O=Evil'];
    const made = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      folder.file('agent.key'),
    ];
    folder.must('req', '-new', ...made, ...subject, ...wishes, '-out', folder.file('agent.csr'));
    const csr = folder.must('req', '-in', folder.file('agent.csr'));
    const issued = await issuing.issueAgentCertificate({ csr, spiffeId: agentId, now });
    const certificate = new X509Certificate(issued.pem);
    assert.equal(certificate.ca, false);
    assert.equal(certificate.subjectAltName, `URI:${agentId}`);
    assert.equal(certificate.subject, 'CN=agt_1');
    const publicKey = folder.must('pkey', '-in', folder.file('agent.key'), '-pubout');
    assert.equal(certificate.publicKey.export({ type: 'spki', format: 'pem' }), publicKey);
    assert.match(opensslVerify(issued.pem, 'sslclient').output, /OK/);
  });
});

describe('certificate authority', () => {
  it('gives short lives, backdated starts and positive random serials of 126 bits', async () => {
    assert.ok(agent.notBefore <= now - 4 * 60_000 && agent.notBefore >= now - 6 * 60_000);
    assert.equal(agent.notAfter, Math.floor((now + LIFETIMES.agent.defaultMs) / 1000) * 1000);
    const issued = await Promise.all(Array.from({ length: 20 }, () => makeAgent(issuing, now)));
    assert.equal(new Set(issued.map(({ serial }) => serial)).size, issued.length);
    for (const { serial, pem } of issued) {
      assert.match(serial, /^[4-7][0-9a-f]{31}$/);
      assert.equal(new X509Certificate(pem).serialNumber.toLowerCase(), serial);
    }
  });

  it('never lets a certificate outlive its authority', async () => {
    const late = issuing.notAfter - HOUR_MS;
    assert.equal((await makeAgent(issuing, late)).notAfter, issuing.notAfter);
    await assert.rejects(makeAgent(issuing, issuing.notAfter), withCode('ca_expired'));
    await assert.rejects(makeAgent(issuing, now - HOUR_MS), withCode('ca_expired'));
  });

  it('writes dates after 2049 in the form that RFC 5280 asks for', async () => {
    const { privateKey } = await generateKeyPair();
    const lifetimeMs = LIFETIMES.rootCa.maxMs;
    const longRoot = await createRootCa({ signer: privateKey, trustDomain, now, lifetimeMs });
    assert.equal(
      Date.parse(new X509Certificate(longRoot.certificatePem).validTo),
      Math.floor((now + lifetimeMs) / 1000) * 1000,
    );
    const dump = folder.must('asn1parse', '-in', folder.write('long.pem', longRoot.certificatePem));
    assert.match(dump, /UTCTIME[\s\S]*GENERALIZEDTIME/);
  });

  it('refuses ids that are not an agent of its trust domain', async () => {
    const csr = createCsr({ keyPair: serverKey }).pem;
    for (const id of [
      agentSpiffeId('other.example', 'tnt_1', 'agt_1'),
      platformSpiffeId(trustDomain),
      'spiffe://x/..',
    ] as const) {
      await assert.rejects(issuing.issueAgentCertificate({ csr, spiffeId: id, now }), withCode('spiffe_id_invalid'));
    }
  });

  it('refuses a request that names a foreign id', async () => {
    for (const wished of [
      agentSpiffeId(trustDomain, 'tnt_1', 'agt_2'),
      agentSpiffeId('other.example', 'tnt_1', 'agt_1'),
    ]) {
      const csr = createCsr({ keyPair: serverKey, spiffeId: wished }).pem;
      await assert.rejects(issuing.issueAgentCertificate({ csr, spiffeId: agentId, now }), withCode('csr_foreign_id'));
    }
  });

  it('refuses names, lifetimes and subjects out of bounds', async () => {
    const { publicKey } = serverKey;
    const dnsNames = ['a.example'];
    const cases: [string, () => Promise<unknown>][] = [
      ['no name', () => issuing.issueServerCertificate({ publicKey, now })],
      ['empty label', () => issuing.issueServerCertificate({ publicKey, dnsNames: ['a..example'], now })],
      ['inner wildcard', () => issuing.issueServerCertificate({ publicKey, dnsNames: ['a.*.example'], now })],
      [
        'long DNS name',
        () => issuing.issueServerCertificate({ publicKey, dnsNames: ['a.'.repeat(124) + 'example'], now }),
      ],
      ['bare wildcard', () => issuing.issueServerCertificate({ publicKey, dnsNames: ['*'], now })],
      ['NUL in a name', () => issuing.issueServerCertificate({ publicKey, dnsNames: ['a.example\0.b'], now })],
      ['address as DNS name', () => issuing.issueServerCertificate({ publicKey, dnsNames: ['10.0.0.1'], now })],
      ['bad address', () => issuing.issueServerCertificate({ publicKey, ipAddresses: ['10.0.0.256'], now })],
      ['address with zone', () => issuing.issueServerCertificate({ publicKey, ipAddresses: ['fe80::1%eth0'], now })],
      [
        'too long a life',
        () => issuing.issueServerCertificate({ publicKey, dnsNames, now, lifetimeMs: LIFETIMES.server.maxMs + 1 }),
      ],
      ['no life', () => issuing.issueServerCertificate({ publicKey, dnsNames, now, lifetimeMs: 0 })],
      [
        'life that is not a number',
        () => issuing.issueServerCertificate({ publicKey, dnsNames, now, lifetimeMs: Number.NaN }),
      ],
      ['long common name', () => root.issueIssuingCaCertificate({ publicKey, commonName: 'x'.repeat(65), now })],
      ['long root life', () => createRootCa({ signer: serverKey.privateKey, trustDomain, now, lifetimeMs: 1e15 })],
    ];
    for (const [name, act] of cases) await assert.rejects(act(), withCode('profile_invalid'), name);
    const foreign = platformSpiffeId('other.example');
    await assert.rejects(
      issuing.issueServerCertificate({ publicKey, dnsNames, spiffeId: foreign, now }),
      withCode('spiffe_id_invalid'),
    );
  });

  it('carries a server whose name is too long for a common name', async () => {
    const name = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
    const { pem } = await issuing.issueServerCertificate({ publicKey: serverKey.publicKey, dnsNames: [name], now });
    assert.match(opensslVerify(pem, 'sslserver', '-verify_hostname', name).output, /OK/);
  });

  it('is made again from its certificate and key, and an offline root from a request', async () => {
    const [rootKey, issuingKey] = await Promise.all([generateKeyPair(), generateKeyPair()]);
    const offline = await createRootCa({ signer: rootKey.privateKey, trustDomain, now });
    const { csr } = { csr: createCsr({ keyPair: issuingKey }).pem };
    const { pem } = await offline.issueIssuingCaCertificate({ csr, commonName: 'Issuing 1', now });
    const again = new CertificateAuthority({ certificate: pem, signer: keySigner(issuingKey.privateKey) });
    const { chainPem } = await makeAgent(again, now);
    folder.must(
      'verify',
      '-CAfile',
      folder.write('offline.pem', offline.certificatePem),
      '-untrusted',
      folder.write('chain.pem', chainPem),
      folder.file('chain.pem'),
    );
    assert.equal(again.trustDomain, trustDomain);
    assert.equal(chainPem.match(/BEGIN CERTIFICATE/g)?.length, 2);
  });

  it('is refused when certificate and key do not belong together or it is no authority', () => {
    const signer = keySigner(serverKey.privateKey);
    for (const certificate of [root.certificatePem, server.pem, agent.pem]) {
      assert.throws(() => new CertificateAuthority({ certificate, signer }), withCode('ca_invalid'));
    }
    assert.throws(() => new CertificateAuthority({ certificate: 'x', signer }), withCode('pem_invalid'));
    assert.throws(
      () => new CertificateAuthority({ certificate: Buffer.from('x'), signer }),
      withCode('certificate_invalid'),
    );
  });

  it('signs through any signer, such as one in an HSM', async () => {
    const key = keySigner((await generateKeyPair()).privateKey);
    let signed = 0;
    const signer = { publicKey: key.publicKey, sign: (tbs: Uint8Array) => (signed++, key.sign(tbs)) };
    const viaSigner = await createIssuingCa({ root, signer, now });
    await makeAgent(viaSigner, now);
    await viaSigner.signCrl({ revoked: [], number: 1, thisUpdate: now, nextUpdate: now + HOUR_MS });
    assert.equal(signed, 2);
  });
});
