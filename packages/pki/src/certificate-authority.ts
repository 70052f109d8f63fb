import type { KeyObject } from 'node:crypto';
import type { CaSigner } from './ca-signer.ts';
import { certificateFromInput, certificatesFromInput, type CertificateInput } from './certificate-input.ts';
import { buildCrl, type SignCrlRequest, type SignedCrl } from './crl.ts';
import { checkCsr } from './csr-check.ts';
import { PkiError } from './errors.ts';
import type { Asn1 } from './internal/asn1-write.ts';

import { buildCertificate, validityUnder } from './internal/build-certificate.ts';
import { distinguishedName, MAX_NAME_CHARS } from './internal/names.ts';
import { parseCertificate, type ParsedCertificate } from './internal/parse-certificate.ts';
import {
  agentExtensions,
  issuingCaExtensions,
  ocspResponderExtensions,
  serverExtensions,
  type RevocationUrls,
} from './internal/profiles.ts';
import { requireAllowedKey } from './internal/signature-algorithms.ts';
import { issuedCertificate, type IssuedCertificate } from './issued-certificate.ts';
import { importPublicKey, type PublicKeyInput } from './key-pair.ts';
import { LIFETIMES } from './lifetimes.ts';
import { answerOcsp, type CertificateStatusLookup, type OcspAnswer, type OcspOptions } from './ocsp-response.ts';
import { encodePem } from './pem.ts';
import { parseSpiffeId, trustDomainSpiffeId, type SpiffeId } from './spiffe-id.ts';

/** Common name of a server whose names are all too long for one; clients look at the alternative names anyway. */
const LONG_SERVER_NAME = 'TensorGuard server';

/** What an authority is made of when a process starts. */
export interface CertificateAuthorityOptions {
  /** The authority's own certificate. */
  readonly certificate: CertificateInput;
  readonly signer: CaSigner;
  /** Certificates between this one and the root, nearest first; a bundle or nothing. */
  readonly intermediates?: CertificateInput | readonly CertificateInput[];
  /** Put into every certificate that this authority issues. */
  readonly urls?: RevocationUrls;
}

/** A key to certify: a request with proof of possession, or a public key that the caller vouches for. */
export type SubjectKey =
  | { readonly csr: string | Uint8Array; readonly publicKey?: never }
  | { readonly csr?: never; readonly publicKey: PublicKeyInput };

/** An agent's certificate: TLS client, one SPIFFE id. */
export interface AgentCertificateRequest {
  /** PKCS#10, PEM text or DER. Names in it are ignored; a URI other than `spiffeId` is refused. */
  readonly csr: string | Uint8Array;
  readonly spiffeId: SpiffeId;
  /** Milliseconds; {@link LIFETIMES}.agent when left out. */
  readonly lifetimeMs?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A platform listener's certificate: TLS server. */
export type ServerCertificateRequest = SubjectKey & {
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** The platform's id, so that agents can check whom they talk to beyond the host name. */
  readonly spiffeId?: SpiffeId;
  readonly lifetimeMs?: number;
  readonly now: number;
};

/** A subordinate authority with path length 0. */
export type IssuingCaCertificateRequest = SubjectKey & {
  readonly commonName: string;
  readonly organization?: string;
  readonly lifetimeMs?: number;
  readonly now: number;
};

/** A delegated OCSP responder (RFC 6960 section 4.2.2.2). */
export type OcspResponderCertificateRequest = SubjectKey & { readonly lifetimeMs?: number; readonly now: number };

/** An authority: issues certificates, signs CRLs and OCSP responses. Holds no state beyond its own identity. */
export class CertificateAuthority {
  readonly certificatePem: string;
  /** This certificate and the ones above it, without the root: what follows a leaf in a chain. Empty for a root. */
  readonly chainPem: string;
  readonly trustDomain: string;
  readonly #certificate: ParsedCertificate;
  readonly #signer: CaSigner;
  readonly #urls: RevocationUrls;

  /** @throws PkiError `ca_invalid` when certificate and key do not belong together or the certificate is not a CA's */
  constructor(options: CertificateAuthorityOptions) {
    const certificate = parseCertificate(certificateFromInput(options.certificate));
    const trustDomain = trustDomainOf(certificate);
    if (!certificate.basicConstraints.ca || trustDomain === undefined) {
      throw new PkiError('ca_invalid', 'not the certificate of an authority of a trust domain');
    }
    if (!certificate.publicKey.equals(options.signer.publicKey)) {
      throw new PkiError('ca_invalid', 'certificate and private key do not belong together');
    }
    const above = options.intermediates === undefined ? [] : certificatesFromInput(options.intermediates);
    const chain = certificate.issuer.equals(certificate.subject) ? [] : [certificate.der, ...above];
    this.certificatePem = encodePem('CERTIFICATE', certificate.der);
    this.chainPem = chain.map((der) => encodePem('CERTIFICATE', der)).join('');
    this.trustDomain = trustDomain;
    this.#certificate = certificate;
    this.#signer = options.signer;
    this.#urls = options.urls ?? {};
  }

  get certificateDer(): Buffer {
    return Buffer.from(this.#certificate.der);
  }

  /** Lower-case hex. */
  get serial(): string {
    return this.#certificate.serial;
  }

  /** Milliseconds since the epoch. */
  get notAfter(): number {
    return this.#certificate.notAfter;
  }

  /**
   * Certifies an agent's key for its SPIFFE id.
   *
   * @throws PkiError `csr_*`, `spiffe_id_invalid`, `profile_invalid`, `ca_expired`
   */
  async issueAgentCertificate(request: AgentCertificateRequest): Promise<IssuedCertificate> {
    const id = parseSpiffeId(request.spiffeId);
    if (id.kind !== 'agent' || id.trustDomain !== this.trustDomain) {
      throw new PkiError('spiffe_id_invalid', 'not the id of an agent of this trust domain');
    }
    const { publicKey, requestedUris } = checkCsr(request.csr);
    if (requestedUris.some((uri) => uri !== id.uri)) {
      throw new PkiError('csr_foreign_id', 'the request names an id that is not its own', {
        details: { requestedUris, spiffeId: id.uri },
      });
    }
    const extensions = agentExtensions(publicKey, this.#certificate.publicKey, id.uri, this.#urls);
    return this.#issue({ ...request, publicKey, extensions, commonName: id.agentId, limit: LIFETIMES.agent });
  }

  /**
   * Certifies a listener of the platform; at least one DNS name or IP address.
   *
   * @throws PkiError `csr_*`, `spiffe_id_invalid`, `profile_invalid`, `ca_expired`
   */
  async issueServerCertificate(request: ServerCertificateRequest): Promise<IssuedCertificate> {
    const { dnsNames = [], ipAddresses = [], spiffeId } = request;
    const [firstName] = [...dnsNames, ...ipAddresses];
    if (firstName === undefined) throw new PkiError('profile_invalid', 'a server certificate needs a name');
    const id = spiffeId === undefined ? undefined : parseSpiffeId(spiffeId);
    if (id !== undefined && (id.kind !== 'platform' || id.trustDomain !== this.trustDomain)) {
      throw new PkiError('spiffe_id_invalid', 'not the id of the platform of this trust domain');
    }
    const publicKey = subjectKey(request);
    const names = { dnsNames, ipAddresses, uris: id === undefined ? [] : [id.uri] };
    const extensions = serverExtensions(publicKey, this.#certificate.publicKey, names, this.#urls);
    const commonName = firstName.length <= MAX_NAME_CHARS ? firstName : LONG_SERVER_NAME;
    return this.#issue({ ...request, publicKey, extensions, commonName, limit: LIFETIMES.server });
  }

  /**
   * Certifies a subordinate authority that may issue leaves only. Roots do this, also offline from a CSR.
   *
   * @throws PkiError `csr_*`, `profile_invalid`, `ca_expired`, `ca_invalid` when this authority is not a root
   */
  async issueIssuingCaCertificate(request: IssuingCaCertificateRequest): Promise<IssuedCertificate> {
    if (this.#certificate.basicConstraints.pathLength === 0) {
      throw new PkiError('ca_invalid', 'this authority may not certify another one');
    }
    const publicKey = subjectKey(request);
    const domain = trustDomainSpiffeId(this.trustDomain);
    const extensions = issuingCaExtensions(publicKey, this.#certificate.publicKey, domain, this.#urls);
    return this.#issue({ ...request, publicKey, extensions, limit: LIFETIMES.issuingCa });
  }

  /** Certifies a key that signs OCSP responses for this authority. Errors as for a server. */
  async issueOcspResponderCertificate(request: OcspResponderCertificateRequest): Promise<IssuedCertificate> {
    const publicKey = subjectKey(request);
    const extensions = ocspResponderExtensions(publicKey, this.#certificate.publicKey);
    const commonName = 'OCSP responder';
    return this.#issue({ ...request, publicKey, extensions, commonName, limit: LIFETIMES.ocspResponder });
  }

  /** Signs a CRL of certificates that this authority issued. Errors: `profile_invalid`. */
  async signCrl(request: SignCrlRequest): Promise<SignedCrl> {
    return buildCrl(request, this.#certificate, this.#signer);
  }

  /**
   * Answers an OCSP request (RFC 6960) about certificates of this authority, itself or through a delegated responder.
   * A request that cannot be read gets the answer that the RFC has for it; this never rejects because of the request.
   */
  async respondOcsp(der: Uint8Array, lookup: CertificateStatusLookup, options: OcspOptions): Promise<OcspAnswer> {
    return answerOcsp(der, lookup, { ...options, issuer: this.#certificate, issuerSigner: this.#signer });
  }

  async #issue(request: {
    readonly publicKey: KeyObject;
    readonly extensions: readonly Asn1[];
    readonly commonName: string;
    readonly organization?: string;
    readonly lifetimeMs?: number;
    readonly limit: { readonly defaultMs: number; readonly maxMs: number };
    readonly now: number;
  }): Promise<IssuedCertificate> {
    const { limit, lifetimeMs = limit.defaultMs, now, commonName, organization } = request;
    const name = distinguishedName({ commonName, ...(organization === undefined ? {} : { organization }) });
    const content = {
      issuer: this.#certificate.subject,
      subject: name,
      publicKey: request.publicKey,
      extensions: request.extensions,
      ...validityUnder(this.#certificate, now, lifetimeMs, limit.maxMs),
    };
    return issuedCertificate(await buildCertificate(content, this.#signer), this.chainPem);
  }
}

function subjectKey({ csr, publicKey }: SubjectKey): KeyObject {
  if (csr !== undefined) return checkCsr(csr).publicKey;
  const key = importPublicKey(publicKey);
  requireAllowedKey(key);
  return key;
}

function trustDomainOf(certificate: ParsedCertificate): string | undefined {
  const [uri, ...more] = certificate.altNames.uris;
  if (uri === undefined || more.length > 0) return undefined;
  const id = parseSpiffeId(uri);
  return id.kind === 'trust-domain' ? id.trustDomain : undefined;
}
