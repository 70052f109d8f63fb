import { createPublicKey, verify } from 'node:crypto';
import { matchesHostname } from './x509-hostname.ts';
import type { Certificate } from './x509-certificate.ts';
import { satisfiesConstraints } from './x509-name-constraints.ts';

/** What a chain has to be good for. */
export interface ChainOptions {
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  /** Name or address that the leaf has to be for; empty for any. */
  readonly dnsName: string;
  /** Go's numbers of extended key usages, of which one has to be allowed; server authentication when empty. */
  readonly keyUsages: readonly number[];
}

/** Most signatures that are checked for one chain, as in Go. */
const MAX_SIGNATURE_CHECKS = 100;
const CERT_SIGN = 1 << 5;
const ANY_USAGE = 0;
const SERVER_AUTH = 1;
/** Go verifies no shorter RSA keys. */
const MIN_RSA_BITS = 1024;

/**
 * Finds a chain from a leaf through some of the intermediates to the root, as Go's `Certificate.Verify`: leaf first.
 * Chains that ask for an explicit policy are refused, since policies are not evaluated here.
 */
export function verifyChain(
  root: Certificate,
  intermediates: readonly Certificate[],
  leaf: Certificate,
  options: ChainOptions,
): readonly Certificate[] | undefined {
  if (!isUsable(leaf, [], options)) return undefined;
  if (options.dnsName !== '' && !matchesHostname(leaf, options.dnsName)) return undefined;
  if (leaf.raw.equals(root.raw)) return isAcceptable([leaf], options) ? [leaf] : undefined;
  let checks = 0;
  const extend = (chain: readonly Certificate[]): readonly Certificate[] | undefined => {
    const child = chain.at(-1)!;
    for (const parent of [root, ...intermediates]) {
      if (!child.rawIssuer.equals(parent.rawSubject)) continue;
      if (++checks > MAX_SIGNATURE_CHECKS) return undefined;
      if (chain.some((each) => isSame(each, parent)) || !isSignedBy(child, parent)) continue;
      if (!isUsable(parent, chain, options)) continue;
      const isCa = parent.basicConstraintsValid && parent.isCa;
      if (parent !== root && !isCa) continue;
      const longer = [...chain, parent];
      const found = parent === root ? (isAcceptable(longer, options) ? longer : undefined) : extend(longer);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return extend([leaf]);
}

/** A certificate of the same subject and key stands in a chain once. */
function isSame(a: Certificate, b: Certificate): boolean {
  return a.rawSubject.equals(b.rawSubject) && a.rawSpki.equals(b.rawSpki);
}

/** Time, critical extensions and the length of the path below. */
function isUsable(certificate: Certificate, below: readonly Certificate[], { timeNs }: ChainOptions): boolean {
  if (certificate.unhandledCritical.length > 0) return false;
  if (timeNs < certificate.notBefore.ns || timeNs > certificate.notAfter.ns) return false;
  const limited = certificate.basicConstraintsValid && certificate.maxPathLength >= 0;
  return !limited || below.length - 1 <= certificate.maxPathLength;
}

/** Whether a CA may sign and did sign a certificate. */
function isSignedBy(child: Certificate, parent: Certificate): boolean {
  if (parent.version === 3 && !parent.basicConstraintsValid) return false;
  if (parent.basicConstraintsValid && !parent.isCa) return false;
  if (parent.keyUsage !== 0 && (parent.keyUsage & CERT_SIGN) === 0) return false;
  const { publicKey } = parent;
  const { number, key, hash, pss } = child.signatureAlgorithm;
  // MD5 and SHA-1 are not trusted any more.
  if (number === 0 || hash === 'md5' || hash === 'sha1' || publicKey?.kind !== key || key === 'dsa') return false;
  if (publicKey.kind === 'rsa' && publicKey.modulus.toString(2).length < MIN_RSA_BITS) return false;
  try {
    const options = createPublicKey({ key: parent.rawSpki, format: 'der', type: 'spki' });
    // RSA_PKCS1_PSS_PADDING, and a salt as long as the digest.
    const padding = pss ? { padding: 6, saltLength: -1 } : {};
    return verify(hash, child.rawTbs, { key: options, ...padding }, child.signature);
  } catch {
    return false;
  }
}

/** Key usages and name constraints, which are looked at along the whole chain. */
function isAcceptable(chain: readonly Certificate[], options: ChainOptions): boolean {
  if (chain.some((certificate) => certificate.requireExplicitPolicy !== undefined)) return false;
  return allowsUsage(chain, options.keyUsages) && satisfiesAllConstraints(chain);
}

/** One of the usages has to be allowed by every certificate of the chain. */
function allowsUsage(chain: readonly Certificate[], wanted: readonly number[]): boolean {
  if (wanted.includes(ANY_USAGE)) return true;
  const usages = wanted.length === 0 ? [SERVER_AUTH] : wanted;
  const limiting = chain.filter(
    ({ extendedKeyUsage, unknownExtendedKeyUsage }) =>
      extendedKeyUsage.length + unknownExtendedKeyUsage.length > 0 && !extendedKeyUsage.includes(ANY_USAGE),
  );
  return usages.some((usage) => limiting.every(({ extendedKeyUsage }) => extendedKeyUsage.includes(usage)));
}

function satisfiesAllConstraints(chain: readonly Certificate[]): boolean {
  return chain.every((certificate, i) =>
    chain.slice(i + 1).every((above) => !hasConstraints(above) || satisfiesConstraints(certificate, above)),
  );
}

const NAME_CONSTRAINTS = '2.5.29.30';

function hasConstraints(certificate: Certificate): boolean {
  return certificate.extensions.some(({ oid }) => oid === NAME_CONSTRAINTS);
}
