import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { keySigner, type CaSigner } from './ca-signer.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { createRootCa } from './create-ca.ts';
import { PkiError, type PkiErrorCode } from './errors.ts';
import { elements, parseDer, rawOf } from './internal/asn1-read.ts';
import { boolean, integer, sequence, type Asn1 } from './internal/asn1-write.ts';
import { buildCertificate } from './internal/build-certificate.ts';
import {
  caConstraints,
  endEntityConstraints,
  extendedKeyUsage,
  extension,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from './internal/extensions.ts';
import { distinguishedName, dnsName, uriName } from './internal/names.ts';
import { OID } from './internal/oids.ts';
import { signStructure } from './internal/signed-structure.ts';
import { generateKeyPair } from './key-pair.ts';
import { platformSpiffeId } from './spiffe-id.ts';
import { agentId, makeAgent, makeAuthorities, trustDomain, withCode } from './testing/authorities.ts';
import { mutationsOf } from './testing/mutations.ts';
import { verifyAgentCertificate, verifyPlatformCertificate } from './verify-certificate.ts';

const HOUR_MS = 3_600_000;
const now = Date.now();
const { root, issuing } = await makeAuthorities(now);
const agent = await makeAgent(issuing, now);
const crlTimes = { thisUpdate: now, nextUpdate: now + HOUR_MS };

/** An issuing authority whose key is at hand, so that certificates can be made that no authority would issue. */
const rogueKey = await generateKeyPair();
const rogueSigner = keySigner(rogueKey.privateKey);
const rogueCertificate = await root.issueIssuingCaCertificate({
  publicKey: rogueKey.publicKey,
  commonName: 'Rogue',
  now,
});
const leafKey = await generateKeyPair();

async function craft(
  extensions: readonly Asn1[],
  subject = 'Crafted',
  publicKey = leafKey.publicKey,
  signer = rogueSigner,
): Promise<Buffer> {
  const times = { notBefore: now - HOUR_MS, notAfter: now + HOUR_MS };
  const names = { issuer: nameOf('Rogue'), subject: nameOf(subject) };
  return buildCertificate({ ...names, publicKey, ...times, extensions }, signer);
}

function nameOf(commonName: string): Asn1 {
  return distinguishedName({ commonName });
}

const profile = {
  constraints: endEntityConstraints(),
  usage: keyUsage('digitalSignature'),
  purpose: extendedKeyUsage(OID.clientAuth),
  names: subjectAltName([uriName(agentId)]),
};
const rogueChain = (leaf: Buffer): string[] => [
  `-----BEGIN CERTIFICATE-----\n${leaf.toString('base64')}\n-----END CERTIFICATE-----\n`,
  rogueCertificate.pem,
];

describe('verifyAgentCertificate', () => {
  it('says who the agent is, from PEM, DER or Node certificates', () => {
    const leaf = new X509Certificate(agent.pem);
    const chains = [
      agent.chainPem,
      [agent.pem, issuing.certificatePem],
      [agent.der, issuing.certificateDer],
      [leaf, new X509Certificate(issuing.certificatePem)],
    ];
    for (const chain of chains) {
      const { publicKey, ...verified } = verifyAgentCertificate(chain, root.certificatePem, now);
      assert.ok(publicKey.equals(agent.publicKey));
      assert.deepEqual(verified, {
        spiffeId: agentId,
        trustDomain,
        tenantId: 'tnt_1',
        agentId: 'agt_1',
        serial: agent.serial,
        notBefore: agent.notBefore,
        notAfter: agent.notAfter,
        fingerprint: agent.fingerprint,
      });
      assert.equal(verified.fingerprint, `sha256:${leaf.fingerprint256.replaceAll(':', '').toLowerCase()}`);
    }
  });

  it('accepts a crafted chain that follows the profile, so that the refusals below are for their own reason', async () => {
    const chain = rogueChain(await craft(Object.values(profile)));
    assert.equal(verifyAgentCertificate(chain, root.certificatePem, now).spiffeId, agentId);
  });

  it('takes several roots and authorities in any order, as during a change of roots', async () => {
    const other = await makeAuthorities(now);
    const roots = other.root.certificatePem + root.certificatePem;
    const chain = [agent.pem, other.issuing.certificatePem, root.certificatePem, issuing.certificatePem];
    assert.equal(verifyAgentCertificate(chain, roots, now).serial, agent.serial);
    const theirs = await makeAgent(other.issuing, now);
    assert.equal(verifyAgentCertificate(theirs.chainPem, roots, now).serial, theirs.serial);
  });

  const at: [string, number, PkiErrorCode][] = [
    ['before its time', agent.notBefore - 1, 'certificate_not_yet_valid'],
    ['after its time', agent.notAfter + 1, 'certificate_expired'],
    ['at no time', Number.NaN, 'certificate_not_yet_valid'],
  ];
  for (const [name, time, code] of at) {
    it(`refuses a certificate ${name}`, () => {
      assert.throws(() => verifyAgentCertificate(agent.chainPem, root.certificatePem, time), withCode(code));
    });
  }

  it('refuses an expired authority above a certificate that is still valid', async () => {
    const key = await generateKeyPair();
    const { der } = await root.issueIssuingCaCertificate({
      publicKey: key.publicKey,
      commonName: 'Short',
      lifetimeMs: HOUR_MS,
      now,
    });
    const short = new CertificateAuthority({ certificate: der, signer: keySigner(key.privateKey) });
    const leaf = await makeAgent(short, now);
    assert.equal(leaf.notAfter, short.notAfter);
    assert.throws(
      () => verifyAgentCertificate(leaf.chainPem, root.certificatePem, now + 2 * HOUR_MS),
      withCode('certificate_expired'),
    );
  });

  it('refuses a chain that does not lead to a trusted root', async () => {
    const other = await makeAuthorities(now);
    const cases: [string, string | string[], string][] = [
      ['another root', agent.chainPem, other.root.certificatePem],
      ['missing authority', agent.pem, root.certificatePem],
      ['authority of the same name with another key', [agent.pem, other.issuing.certificatePem], root.certificatePem],
      ['its own root sent along', [agent.chainPem, root.certificatePem], other.root.certificatePem],
      ['too many certificates', agent.chainPem + issuing.certificatePem.repeat(9), root.certificatePem],
    ];
    for (const [name, chain, roots] of cases) {
      assert.throws(() => verifyAgentCertificate(chain, roots, now), withCode('chain_untrusted'), name);
    }
  });

  const refusals: [string, PkiErrorCode, readonly Asn1[]][] = [
    [
      'an authority as leaf',
      'certificate_purpose_invalid',
      [caConstraints(), profile.usage, profile.purpose, profile.names],
    ],
    ['no key usage', 'certificate_purpose_invalid', [profile.constraints, profile.purpose, profile.names]],
    [
      'certificate signing in a leaf',
      'certificate_purpose_invalid',
      [keyUsage('digitalSignature', 'keyCertSign'), profile.purpose, profile.names],
    ],
    [
      'CRL signing in a leaf',
      'certificate_purpose_invalid',
      [keyUsage('digitalSignature', 'cRLSign'), profile.purpose, profile.names],
    ],
    ['no digital signature', 'certificate_purpose_invalid', [keyUsage('cRLSign'), profile.purpose, profile.names]],
    ['no purpose', 'certificate_purpose_invalid', [profile.usage, profile.names]],
    [
      'a server certificate',
      'certificate_purpose_invalid',
      [profile.usage, extendedKeyUsage(OID.serverAuth), profile.names],
    ],
    [
      'an unknown critical extension',
      'certificate_purpose_invalid',
      [...Object.values(profile), extension('1.2.3.4', true, integer(1))],
    ],
    [
      'critical name constraints',
      'certificate_purpose_invalid',
      [...Object.values(profile), extension('2.5.29.30', true, sequence())],
    ],
    ['the same extension twice', 'certificate_invalid', [...Object.values(profile), profile.names]],
    [
      'a wrong basicConstraints',
      'certificate_invalid',
      [
        profile.usage,
        profile.purpose,
        profile.names,
        extension(OID.basicConstraints, true, sequence(boolean(false), integer(0), integer(0))),
      ],
    ],
    ['no name', 'spiffe_id_invalid', [profile.usage, profile.purpose]],
    [
      'two URIs',
      'spiffe_id_invalid',
      [profile.usage, profile.purpose, subjectAltName([uriName(agentId), uriName('spiffe://x/y')])],
    ],
    [
      'a URI that is no SPIFFE id',
      'spiffe_id_invalid',
      [profile.usage, profile.purpose, subjectAltName([uriName('https://x/y')])],
    ],
    [
      'the platform id',
      'spiffe_id_invalid',
      [profile.usage, profile.purpose, subjectAltName([uriName(platformSpiffeId(trustDomain))])],
    ],
    [
      'a DNS name beside its id',
      'spiffe_id_invalid',
      [profile.usage, profile.purpose, subjectAltName([uriName(agentId), dnsName('x.example')])],
    ],
  ];
  for (const [name, code, extensions] of refusals) {
    it(`refuses ${name}`, async () => {
      const chain = rogueChain(await craft(extensions));
      assert.throws(() => verifyAgentCertificate(chain, root.certificatePem, now), withCode(code));
    });
  }

  it('refuses issuers that are no authorities, and an authority below one of path length 0', async () => {
    const [topKey, middleKey] = await Promise.all([generateKeyPair(), generateKeyPair()]);
    const top = await createRootCa({ signer: topKey.privateKey, trustDomain, now, commonName: 'Rogue' });
    const identifiers = [subjectKeyIdentifier(middleKey.publicKey)];
    const middles: [string, boolean, CaSigner, readonly Asn1[]][] = [
      ['authority', true, keySigner(topKey.privateKey), [caConstraints(), keyUsage('keyCertSign'), ...identifiers]],
      ['agent', false, keySigner(topKey.privateKey), [...Object.values(profile), ...identifiers]],
      ['authority without key usage', false, keySigner(topKey.privateKey), [caConstraints(), ...identifiers]],
      [
        'authority for CRLs only',
        false,
        keySigner(topKey.privateKey),
        [caConstraints(), keyUsage('cRLSign'), ...identifiers],
      ],
      [
        'end entity that may sign',
        false,
        keySigner(topKey.privateKey),
        [endEntityConstraints(), keyUsage('keyCertSign'), ...identifiers],
      ],
      ['authority below path length 0', false, rogueSigner, [caConstraints(), keyUsage('keyCertSign'), ...identifiers]],
    ];
    for (const [name, accepted, signer, extensions] of middles) {
      const middle = await craft(extensions, 'Rogue middle', middleKey.publicKey, signer);
      const subject = nameOf('Rogue middle');
      const content = {
        issuer: subject,
        subject,
        publicKey: leafKey.publicKey,
        notBefore: now - 1000,
        notAfter: now + HOUR_MS,
      };
      const leaf = await buildCertificate(
        { ...content, extensions: Object.values(profile) },
        keySigner(middleKey.privateKey),
      );
      const verify = () =>
        verifyAgentCertificate([leaf, middle, rogueCertificate.der], [top.certificateDer, root.certificateDer], now);
      if (accepted) assert.equal(verify().spiffeId, agentId);
      else assert.throws(verify, withCode('certificate_purpose_invalid'), name);
    }
  });

  it('refuses an authority of the right key and another name', async () => {
    const leaf = await craft(Object.values(profile));
    const other = await root.issueIssuingCaCertificate({ publicKey: rogueKey.publicKey, commonName: 'Other', now });
    assert.throws(
      () => verifyAgentCertificate([leaf, other.der], root.certificatePem, now),
      withCode('chain_untrusted'),
    );
  });

  it('refuses a certificate whose signed and unsigned algorithm differ', async () => {
    const [tbs] = elements(parseDer(await craft(Object.values(profile)), { maxBytes: 10_000, maxNodes: 1000 }));
    const sha256 = '06082a8648ce3d040302';
    const altered = Buffer.from(rawOf(tbs).toString('hex').replace(sha256, sha256.replace(/2$/, '3')), 'hex');
    const chain = [await signStructure(altered, rogueSigner), rogueCertificate.der];
    assert.throws(() => verifyAgentCertificate(chain, root.certificatePem, now), withCode('certificate_invalid'));
  });

  it('refuses another trust domain when one is demanded', () => {
    const verify = (domain: string) =>
      verifyAgentCertificate(agent.chainPem, root.certificatePem, now, { trustDomain: domain });
    assert.equal(verify(trustDomain).trustDomain, trustDomain);
    assert.throws(() => verify('other.example'), withCode('spiffe_id_invalid'));
  });

  it('refuses what a CRL revokes, at the leaf and above, and a chain without a current CRL for each issuer', async () => {
    const sign = (ca: CertificateAuthority, ...serials: string[]) =>
      ca.signCrl({ revoked: serials.map((serial) => ({ serial, revokedAt: now })), number: 1, ...crlTimes });
    const [rootCrl, issuingCrl] = [await sign(root), await sign(issuing)];
    const verify = (...crls: (string | Uint8Array)[]) =>
      verifyAgentCertificate(agent.chainPem, root.certificatePem, now, { crls });
    assert.equal(verify(rootCrl.pem, issuingCrl.der).serial, agent.serial);
    const leafRevoked = await sign(issuing, agent.serial);
    assert.throws(() => verify(rootCrl.pem, leafRevoked.pem), withCode('certificate_revoked'));
    const authorityRevoked = await sign(root, issuing.serial);
    assert.throws(() => verify(authorityRevoked.pem, issuingCrl.pem), withCode('certificate_revoked'));
    assert.throws(() => verify(issuingCrl.pem), withCode('crl_invalid'));
    assert.throws(() => verify(), withCode('crl_invalid'));
  });

  it('refuses text and bytes that are no certificates', () => {
    for (const chain of ['', 'hello', [], [''], root.certificatePem.slice(0, -40)]) {
      assert.throws(
        () => verifyAgentCertificate(chain, root.certificatePem, now),
        withCode('pem_invalid', 'chain_untrusted'),
      );
    }
    for (const chain of [Buffer.alloc(0), Buffer.from('hello'), Buffer.alloc(100_000, 0x30)]) {
      assert.throws(() => verifyAgentCertificate(chain, root.certificatePem, now), withCode('certificate_invalid'));
    }
  });

  it('with any bytes of the leaf altered gives a PkiError, never anything else', () => {
    fc.assert(
      fc.property(mutationsOf(agent.der), (mutated) => {
        if (Buffer.from(mutated).equals(agent.der)) return;
        assert.throws(
          () => verifyAgentCertificate([mutated, issuing.certificateDer], root.certificateDer, now),
          PkiError,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('verifyPlatformCertificate', () => {
  it('says that a listener is the platform, and refuses agents and nameless servers', async () => {
    const { publicKey } = leafKey;
    const dnsNames = ['platform.example'];
    const server = await issuing.issueServerCertificate({
      publicKey,
      dnsNames,
      spiffeId: platformSpiffeId(trustDomain),
      now,
    });
    const verified = verifyPlatformCertificate(server.chainPem, root.certificatePem, now, { trustDomain });
    assert.deepEqual([verified.spiffeId, verified.dnsNames], [platformSpiffeId(trustDomain), dnsNames]);
    const plain = await issuing.issueServerCertificate({ publicKey, dnsNames, now });
    assert.throws(
      () => verifyPlatformCertificate(plain.chainPem, root.certificatePem, now),
      withCode('spiffe_id_invalid'),
    );
    assert.throws(
      () => verifyPlatformCertificate(agent.chainPem, root.certificatePem, now),
      withCode('certificate_purpose_invalid'),
    );
    assert.throws(
      () => verifyAgentCertificate(server.chainPem, root.certificatePem, now),
      withCode('certificate_purpose_invalid'),
    );
  });
});
