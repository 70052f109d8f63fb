import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { PkiError } from '../errors.ts';
import { elements, oidOf, parseDer, rawOf, type Asn1Node } from './asn1-read.ts';
import { OID } from './oids.ts';
import { oid, sequence, type Asn1 } from './asn1-write.ts';

interface SignatureAlgorithm {
  readonly keyType: 'ec' | 'rsa' | 'ed25519';
  /** Null for Ed25519, which hashes by itself. */
  readonly hash: string | null;
  /** Whether AlgorithmIdentifier carries an explicit NULL (RFC 4055) or nothing (RFC 5758, RFC 8410). */
  readonly parameters: 'null' | 'absent';
}

/** Every signature algorithm that we verify, by OID. SHA-1 and MD5 are not among them. */
const SIGNATURE_ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  [OID.ecdsaWithSha256, { keyType: 'ec', hash: 'sha256', parameters: 'absent' }],
  ['1.2.840.10045.4.3.3', { keyType: 'ec', hash: 'sha384', parameters: 'absent' }],
  ['1.2.840.10045.4.3.4', { keyType: 'ec', hash: 'sha512', parameters: 'absent' }],
  ['1.2.840.113549.1.1.11', { keyType: 'rsa', hash: 'sha256', parameters: 'null' }],
  ['1.2.840.113549.1.1.12', { keyType: 'rsa', hash: 'sha384', parameters: 'null' }],
  ['1.2.840.113549.1.1.13', { keyType: 'rsa', hash: 'sha512', parameters: 'null' }],
  ['1.3.101.112', { keyType: 'ed25519', hash: null, parameters: 'absent' }],
]);

/**
 * The AlgorithmIdentifier of every public key that we take, in DER. Named curves only: explicit parameters can describe a
 * curve that merely resembles a standard one (RFC 5480 section 2.1.1 forbids them).
 */
const PUBLIC_KEY_ALGORITHMS: ReadonlyMap<string, 'P-256' | 'P-384' | 'Ed25519' | 'RSA'> = new Map([
  ['301306072a8648ce3d020106082a8648ce3d030107', 'P-256'],
  ['301006072a8648ce3d020106052b81040022', 'P-384'],
  ['300506032b6570', 'Ed25519'],
  ['300d06092a864886f70d0101010500', 'RSA'],
]);
const SPKI_LIMITS = { maxBytes: 4096, maxNodes: 32 };
const MIN_RSA_BITS = 2048;
/** Larger keys only make every handshake slower; their verification is a cheap way to spend our time. */
const MAX_RSA_BITS = 4096;
const RSA_EXPONENT = 65537n;
const DER_NULL = '0500';

/** AlgorithmIdentifier of the signatures that our authorities make. */
export function caSignatureAlgorithm(): Asn1 {
  return sequence(oid(OID.ecdsaWithSha256));
}

/**
 * Reads a SubjectPublicKeyInfo and checks algorithm, curve and size.
 *
 * @throws PkiError `key_invalid`, `algorithm_not_allowed`
 */
export function readPublicKey(spki: Uint8Array): KeyObject {
  let key;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new PkiError('key_invalid', 'not a public key', { cause });
  }
  requireAllowedKey(key);
  // What is certified is the key as received: a second way to write the same key is refused.
  if (!key.export({ type: 'spki', format: 'der' }).equals(spki)) {
    throw new PkiError('key_invalid', 'public key not in its DER form');
  }
  return key;
}

/**
 * Checks that a public key is of an allowed algorithm, curve and size.
 *
 * @throws PkiError `algorithm_not_allowed`
 */
export function requireAllowedKey(key: KeyObject): void {
  const [algorithm] = elements(parseDer(key.export({ type: 'spki', format: 'der' }), SPKI_LIMITS));
  const name = PUBLIC_KEY_ALGORITHMS.get(rawOf(algorithm).toString('hex'));
  if (name === undefined || (name === 'RSA' && !isAllowedRsa(key))) {
    const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve: curve, modulusLength: bits } = {} } = key;
    throw new PkiError('algorithm_not_allowed', 'public key algorithm or size not allowed', {
      details: { type, curve, bits },
    });
  }
}

function isAllowedRsa({ asymmetricKeyDetails: { modulusLength: bits = 0, publicExponent } = {} }: KeyObject): boolean {
  return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS && publicExponent === RSA_EXPONENT;
}

/**
 * Verifies a signature in an X.509 structure; the algorithm must be allowed and fit the key.
 *
 * @throws PkiError `algorithm_not_allowed`
 */
export function verifySignature(
  algorithm: Asn1Node | undefined,
  tbs: Buffer,
  key: KeyObject,
  signature: Buffer,
): boolean {
  const found = readSignatureAlgorithm(algorithm);
  if (found.keyType !== key.asymmetricKeyType) return false;
  return verify(found.hash, tbs, { key, dsaEncoding: 'der' }, signature);
}

function readSignatureAlgorithm(node: Asn1Node | undefined): SignatureAlgorithm {
  const [id, parameters, ...rest] = elements(node);
  const found = SIGNATURE_ALGORITHMS.get(oidOf(id));
  const actual =
    parameters === undefined ? 'absent' : rawOf(parameters).toString('hex') === DER_NULL ? 'null' : 'other';
  if (!found || actual !== found.parameters || rest.length > 0) {
    throw new PkiError('algorithm_not_allowed', 'signature algorithm not allowed', { details: { oid: oidOf(id) } });
  }
  return found;
}
