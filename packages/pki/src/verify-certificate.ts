import type { KeyObject } from 'node:crypto';
import { digestOf, type Digest } from '@tensorguard/core';
import { certificatesFromInput, type CertificateInput } from './certificate-input.ts';
import { PkiError } from './errors.ts';
import { OID } from './internal/oids.ts';
import { parseCertificate, type ParsedCertificate } from './internal/parse-certificate.ts';
import { MAX_CHAIN_CERTIFICATES, requireLeafProfile, verifyPath } from './internal/verify-chain.ts';
import { decodePem } from './pem.ts';
import { parseSpiffeId, type ParsedSpiffeId, type SpiffeId } from './spiffe-id.ts';

/** Further demands on a chain. */
export interface VerifyOptions {
  /** The only trust domain taken; any when left out. */
  readonly trustDomain?: string;
  /** CRLs, PEM text or DER; with this given, each issuer in the chain needs a current one among them. */
  readonly crls?: readonly (string | Uint8Array)[];
}

/** What every verified certificate says. Times are milliseconds since the epoch. */
export interface VerifiedCertificate {
  readonly spiffeId: SpiffeId;
  readonly trustDomain: string;
  /** Lower-case hex. */
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  /** SHA-256 of the leaf's DER. */
  readonly fingerprint: Digest;
}

/** A verified agent. Whether it is revoked right now is for the {@link DenySet} to say. */
export interface VerifiedAgent extends VerifiedCertificate {
  readonly tenantId: string;
  readonly agentId: string;
}

/** A verified platform listener; the TLS client checks the host name itself. */
export interface VerifiedPlatform extends VerifiedCertificate {
  readonly dnsNames: readonly string[];
}

/**
 * Verifies an agent's chain and says who it is.
 *
 * @param chain leaf first, then authorities in any order: PEM bundle, DER or Node certificates
 * @param roots trusted roots
 * @param now milliseconds since the epoch
 * @throws PkiError `chain_untrusted`, `certificate_*`, `spiffe_id_invalid`, `pem_invalid`, `crl_invalid`,
 *   `algorithm_not_allowed`, `key_invalid`
 */
export function verifyAgentCertificate(
  chain: CertificateInput | readonly CertificateInput[],
  roots: CertificateInput | readonly CertificateInput[],
  now: number,
  options: VerifyOptions = {},
): VerifiedAgent {
  const { leaf, id, verified } = verifyLeaf(chain, roots, now, OID.clientAuth, options);
  if (id.kind !== 'agent' || leaf.altNames.dnsNames.length > 0) throw notThe('an agent');
  return { ...verified, tenantId: id.tenantId, agentId: id.agentId };
}

/**
 * Verifies the chain of a platform listener that carries the platform's SPIFFE id. Errors as for an agent.
 */
export function verifyPlatformCertificate(
  chain: CertificateInput | readonly CertificateInput[],
  roots: CertificateInput | readonly CertificateInput[],
  now: number,
  options: VerifyOptions = {},
): VerifiedPlatform {
  const { leaf, id, verified } = verifyLeaf(chain, roots, now, OID.serverAuth, options);
  if (id.kind !== 'platform') throw notThe('the platform');
  return { ...verified, dnsNames: leaf.altNames.dnsNames };
}

function verifyLeaf(
  chain: CertificateInput | readonly CertificateInput[],
  roots: CertificateInput | readonly CertificateInput[],
  now: number,
  purpose: string,
  options: VerifyOptions,
): { readonly leaf: ParsedCertificate; readonly id: ParsedSpiffeId; readonly verified: VerifiedCertificate } {
  const [first, ...others] = certificatesFromInput(chain);
  if (first === undefined || others.length > MAX_CHAIN_CERTIFICATES) {
    throw new PkiError('chain_untrusted', 'no certificate, or too many');
  }
  const trusted = certificatesFromInput(roots).map((der) => parseCertificate(der));
  const leaf = parseCertificate(first);
  const above = others.map((der) => parseCertificate(der));
  const crls = options.crls?.map((crl) => (typeof crl === 'string' ? decodePem('X509 CRL', crl) : crl));
  verifyPath(leaf, above, trusted, { now, ...(crls === undefined ? {} : { crls }) });
  requireLeafProfile(leaf, purpose);
  const id = onlySpiffeId(leaf);
  if (options.trustDomain !== undefined && id.trustDomain !== options.trustDomain) throw notThe('this trust domain');
  const { serial, notBefore, notAfter, publicKey, der } = leaf;
  const { uri: spiffeId, trustDomain } = id;
  return {
    leaf,
    id,
    verified: { spiffeId, trustDomain, serial, notBefore, notAfter, publicKey, fingerprint: digestOf(der) },
  };
}

/** SPIFFE X509-SVID section 2: exactly one URI name. */
function onlySpiffeId(leaf: ParsedCertificate): ParsedSpiffeId {
  const [uri, ...more] = leaf.altNames.uris;
  if (uri === undefined || more.length > 0) throw notThe('exactly one identity');
  return parseSpiffeId(uri);
}

function notThe(expected: string): PkiError {
  return new PkiError('spiffe_id_invalid', `not the certificate of ${expected}`, { details: { expected } });
}
