import { PkiError } from '../errors.ts';
import { readCrl } from '../crl.ts';
import { KEY_USAGE, OID } from './oids.ts';
import type { ParsedCertificate } from './parse-certificate.ts';

/** What a path is checked for. */
export interface PathOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** CRLs (DER) to check each certificate below the root against; with any given, every issuer needs a current one. */
  readonly crls?: readonly Uint8Array[];
}

/** Most certificates between a leaf and its root. */
const MAX_INTERMEDIATES = 4;
/** Most certificates looked at besides the leaf, however they hang together. */
export const MAX_CHAIN_CERTIFICATES = 8;

/** Critical extensions whose rules this file and the leaf profiles apply. */
const PROCESSED: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectAltName,
]);

/**
 * Finds and checks the path from a leaf to one of the roots (RFC 5280 section 6, without policies and name constraints,
 * whose critical use is refused). Returns it, leaf first, root last.
 *
 * @throws PkiError `chain_untrusted`, `certificate_expired`, `certificate_not_yet_valid`,
 *   `certificate_purpose_invalid`, `certificate_revoked`, `crl_invalid`
 */
export function verifyPath(
  leaf: ParsedCertificate,
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
  options: PathOptions,
): readonly ParsedCertificate[] {
  const path = findPath(leaf, intermediates, roots);
  path.forEach((certificate, at) => {
    requireValidAt(certificate, options.now);
    if (certificate.criticalExtensions.some((id) => !PROCESSED.has(id))) throw purpose('unknown critical extension');
    // Certificates below an authority that count towards its path length: all but the leaf.
    if (at > 0) requireAuthority(certificate, at - 1);
  });
  if (options.crls) requireNotRevoked(path, options.crls, options.now);
  return path;
}

function findPath(
  leaf: ParsedCertificate,
  intermediates: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
  const path = [leaf];
  for (let depth = 0; depth <= MAX_INTERMEDIATES; depth++) {
    const last = path.at(-1)!;
    const root = roots.find((candidate) => isIssuedBy(last, candidate));
    if (root) return [...path, root];
    const next = intermediates.find((candidate) => !path.includes(candidate) && isIssuedBy(last, candidate));
    if (!next) break;
    path.push(next);
  }
  throw new PkiError('chain_untrusted', 'no path of valid signatures leads to a trusted root');
}

function isIssuedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  if (!certificate.issuer.equals(issuer.subject)) return false;
  const { authorityKeyIdentifier: wanted } = certificate;
  const { subjectKeyIdentifier: offered } = issuer;
  if (wanted && offered && !wanted.equals(offered)) return false;
  return certificate.isSignedBy(issuer.publicKey);
}

function requireValidAt({ notBefore, notAfter, serial }: ParsedCertificate, now: number): void {
  const details = { serial, notBefore, notAfter, now };
  if (!(now >= notBefore)) throw new PkiError('certificate_not_yet_valid', 'certificate not valid yet', { details });
  if (now > notAfter) throw new PkiError('certificate_expired', 'certificate has expired', { details });
}

function requireAuthority(certificate: ParsedCertificate, authoritiesBelow: number): void {
  const { basicConstraints, keyUsage } = certificate;
  if (!basicConstraints.ca || !keyUsage?.has(KEY_USAGE.keyCertSign)) throw purpose('an issuer is not an authority');
  if (basicConstraints.pathLength !== undefined && basicConstraints.pathLength < authoritiesBelow) {
    throw purpose('path longer than an authority allows');
  }
}

function requireNotRevoked(path: readonly ParsedCertificate[], crls: readonly Uint8Array[], now: number): void {
  for (const [at, certificate] of path.slice(0, -1).entries()) {
    const entry = currentCrl(path[at + 1]!, crls, now).revoked.get(certificate.serial);
    if (entry) {
      throw new PkiError('certificate_revoked', 'certificate revoked', {
        details: { serial: certificate.serial, revokedAt: entry.revokedAt, reason: entry.reason },
      });
    }
  }
}

/** The first of the CRLs that is the issuer's and current. */
function currentCrl(issuer: ParsedCertificate, crls: readonly Uint8Array[], now: number) {
  const failures: unknown[] = [];
  for (const crl of crls) {
    try {
      return readCrl(crl, issuer, now);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new PkiError('crl_invalid', 'no current CRL of an issuer in the path', { cause: failures[0] });
}

function purpose(reason: string): PkiError {
  return new PkiError('certificate_purpose_invalid', `certificate not usable this way: ${reason}`, {
    details: { reason },
  });
}

/**
 * Checks that a leaf is an end entity for a TLS purpose (SPIFFE X509-SVID section 5.2).
 *
 * @throws PkiError `certificate_purpose_invalid`
 */
export function requireLeafProfile(leaf: ParsedCertificate, extendedKeyUsage: string): void {
  const { basicConstraints, keyUsage, extendedKeyUsage: purposes } = leaf;
  if (basicConstraints.ca) throw purpose('a leaf is not an authority');
  if (!keyUsage?.has(KEY_USAGE.digitalSignature)) throw purpose('no digitalSignature');
  if (keyUsage.has(KEY_USAGE.keyCertSign) || keyUsage.has(KEY_USAGE.cRLSign)) throw purpose('usages of an authority');
  if (!purposes?.includes(extendedKeyUsage)) throw purpose('extended key usage');
}
