import { createPrivateKey } from 'node:crypto';
import {
  CertificateAuthority,
  createIssuingCa,
  createRootCa,
  exportPrivateKeyDer,
  generateKeyPair,
  keySigner,
  platformSpiffeId,
  type IssuedCertificate,
} from '@tensorguard/pki';
import type { Clock } from '@tensorguard/core';
import type { SecretStore } from './secret-store.ts';

/** The certificate authority of this platform. */
export interface Authority {
  /** Signs agents' and listeners' certificates, CRLs and OCSP answers. */
  readonly issuing: CertificateAuthority;
  /** Root certificate, PEM: what agents trust. */
  readonly rootPem: string;
  readonly rootDer: Buffer;
  /** A certificate for a listener, with a fresh key. */
  issueServerCertificate(names: ServerNames): Promise<{ certificate: IssuedCertificate; privateKeyPem: string }>;
}

/** Names in a listener's certificate. */
export interface ServerNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/** What the authority needs. */
export interface AuthorityOptions {
  readonly secrets: SecretStore;
  readonly trustDomain: string;
  /** Where third parties find revocations. */
  readonly crlUrl: string;
  readonly ocspUrl: string;
  readonly clock: Clock;
}

/** What is stored of an authority: its key and certificate together, so that they cannot drift apart. */
interface StoredCa {
  readonly privateKey: string;
  readonly certificate: string;
}

/** Loads the authority, or makes root and issuing CA on the first start. */
export async function openAuthority(options: AuthorityOptions): Promise<Authority> {
  const { secrets, trustDomain, clock } = options;
  const urls = { crl: [options.crlUrl], ocsp: [options.ocspUrl] };
  const load = async (name: string, make: (key: Uint8Array) => Promise<CertificateAuthority>): Promise<StoredCa> => {
    const bytes = await secrets.loadOrCreate(name, async () => {
      const key = exportPrivateKeyDer((await generateKeyPair()).privateKey);
      const stored: StoredCa = { privateKey: key.toString('base64'), certificate: (await make(key)).certificatePem };
      return Buffer.from(JSON.stringify(stored));
    });
    return JSON.parse(bytes.toString('utf8')) as StoredCa;
  };
  const signerOf = (stored: StoredCa) =>
    keySigner(createPrivateKey({ key: Buffer.from(stored.privateKey, 'base64'), format: 'der', type: 'pkcs8' }));

  const root = await load('ca-root', (key) => createRootCa({ signer: key, trustDomain, now: clock.now() }));
  const rootCa = new CertificateAuthority({ certificate: root.certificate, signer: signerOf(root) });
  const issuing = await load('ca-issuing', (key) => createIssuingCa({ root: rootCa, signer: key, now: clock.now() }));
  const issuingCa = new CertificateAuthority({ certificate: issuing.certificate, signer: signerOf(issuing), urls });

  return {
    issuing: issuingCa,
    rootPem: rootCa.certificatePem,
    rootDer: rootCa.certificateDer,
    async issueServerCertificate({ dnsNames, ipAddresses }) {
      const pair = await generateKeyPair();
      const certificate = await issuingCa.issueServerCertificate({
        publicKey: pair.publicKey,
        dnsNames,
        ipAddresses,
        spiffeId: platformSpiffeId(trustDomain),
        now: clock.now(),
      });
      return { certificate, privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
    },
  };
}
