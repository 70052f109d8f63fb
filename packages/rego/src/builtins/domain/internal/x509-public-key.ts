import { contextTag, DerError, DerReader, TAG } from './der.ts';

/** Numbers that Go gives to the algorithms of public keys. */
export const PUBLIC_KEY_ALGORITHM = { unknown: 0, rsa: 1, dsa: 2, ecdsa: 3, ed25519: 4 } as const;

/** A public key, as far as its parts are known. */
export type PublicKey =
  | { readonly kind: 'rsa'; readonly modulus: bigint; readonly exponent: bigint }
  | { readonly kind: 'ecdsa'; readonly x: bigint; readonly y: bigint }
  | { readonly kind: 'ed25519'; readonly bytes: Buffer }
  | { readonly kind: 'dsa'; readonly p: bigint; readonly q: bigint; readonly g: bigint; readonly y: bigint };

const RSA = '1.2.840.113549.1.1.1';
const DSA = '1.2.840.10040.4.1';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';

/** Sizes in bytes of coordinates on the curves that Go knows: P-224, P-256, P-384, P-521. */
const CURVES: ReadonlyMap<string, number> = new Map([
  ['1.3.132.0.33', 28],
  ['1.2.840.10045.3.1.7', 32],
  ['1.3.132.0.34', 48],
  ['1.3.132.0.35', 66],
]);
const NULL_PARAMETERS = '0500';

/**
 * Reads a `SubjectPublicKeyInfo`; `undefined` for algorithms that are not known.
 *
 * @throws DerError
 */
export function readPublicKey(spki: Buffer): PublicKey | undefined {
  const failure = 'x509: malformed spki';
  const reader = new DerReader(spki).inside(TAG.sequence, failure);
  const algorithm = reader.inside(TAG.sequence, 'x509: malformed public key algorithm identifier');
  const oid = algorithm.oid('x509: malformed public key algorithm identifier');
  const parameters = algorithm.rest;
  const bits = reader.bits('x509: malformed subjectPublicKey');
  if (oid === RSA) return rsaKey(parameters, bits);
  if (oid === EC) return ecKey(parameters, bits);
  if (oid === ED25519) return ed25519Key(parameters, bits);
  return oid === DSA ? dsaKey(parameters, bits) : undefined;
}

function rsaKey(parameters: Buffer, bits: Buffer): PublicKey {
  if (parameters.toString('hex') !== NULL_PARAMETERS) throw new DerError('x509: RSA key missing NULL parameters');
  const key = new DerReader(bits).inside(TAG.sequence, 'x509: invalid RSA public key');
  const modulus = key.integer('x509: invalid RSA modulus');
  const exponent = key.integer('x509: invalid RSA public exponent');
  if (modulus <= 0n) throw new DerError('x509: RSA modulus is not a positive number');
  if (exponent <= 0n) throw new DerError('x509: RSA public exponent is not a positive number');
  return { kind: 'rsa', modulus, exponent };
}

function ecKey(parameters: Buffer, bits: Buffer): PublicKey {
  const size = CURVES.get(new DerReader(parameters).oid('x509: invalid ECDSA parameters'));
  if (size === undefined) throw new DerError('x509: unsupported elliptic curve');
  if (bits.length !== 1 + 2 * size || bits[0] !== 4) {
    throw new DerError('x509: failed to unmarshal elliptic curve point');
  }
  const coordinate = (from: number): bigint => BigInt(`0x${bits.toString('hex', from, from + size)}`);
  return { kind: 'ecdsa', x: coordinate(1), y: coordinate(1 + size) };
}

function ed25519Key(parameters: Buffer, bits: Buffer): PublicKey {
  if (parameters.length > 0) throw new DerError('x509: Ed25519 key encoded with illegal parameters');
  if (bits.length !== 32) throw new DerError('x509: wrong Ed25519 public key size');
  return { kind: 'ed25519', bytes: bits };
}

function dsaKey(parameters: Buffer, bits: Buffer): PublicKey {
  const failure = 'x509: invalid DSA parameters';
  const y = new DerReader(bits).integer('x509: invalid DSA public key');
  const numbers = new DerReader(parameters).inside(TAG.sequence, failure);
  const [p, q, g] = [numbers.integer(failure), numbers.integer(failure), numbers.integer(failure)];
  if (y <= 0n || p <= 0n || q <= 0n || g <= 0n) throw new DerError('x509: zero or negative DSA parameter');
  return { kind: 'dsa', p, q, g, y };
}

/** How a certificate is signed: Go's number, and what Node calls the digest. */
export interface SignatureAlgorithm {
  readonly number: number;
  readonly key: PublicKey['kind'];
  readonly hash: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512' | undefined;
  readonly pss: boolean;
}

const UNKNOWN: SignatureAlgorithm = { number: 0, key: 'rsa', hash: 'md5', pss: false };
const PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

const SIGNATURES: ReadonlyMap<string, readonly [number, PublicKey['kind'], SignatureAlgorithm['hash']]> = new Map([
  ['1.2.840.113549.1.1.4', [2, 'rsa', 'md5']],
  ['1.2.840.113549.1.1.5', [3, 'rsa', 'sha1']],
  ['1.3.14.3.2.29', [3, 'rsa', 'sha1']],
  ['1.2.840.113549.1.1.11', [4, 'rsa', 'sha256']],
  ['1.2.840.113549.1.1.12', [5, 'rsa', 'sha384']],
  ['1.2.840.113549.1.1.13', [6, 'rsa', 'sha512']],
  ['1.2.840.10040.4.3', [7, 'dsa', 'sha1']],
  ['2.16.840.1.101.3.4.3.2', [8, 'dsa', 'sha256']],
  ['1.2.840.10045.4.1', [9, 'ecdsa', 'sha1']],
  ['1.2.840.10045.4.3.2', [10, 'ecdsa', 'sha256']],
  ['1.2.840.10045.4.3.3', [11, 'ecdsa', 'sha384']],
  ['1.2.840.10045.4.3.4', [12, 'ecdsa', 'sha512']],
  [ED25519, [16, 'ed25519', undefined]],
]);

const PSS_HASHES: ReadonlyMap<string, readonly [number, 'sha256' | 'sha384' | 'sha512', bigint]> = new Map([
  ['2.16.840.1.101.3.4.2.1', [13, 'sha256', 32n]],
  ['2.16.840.1.101.3.4.2.2', [14, 'sha384', 48n]],
  ['2.16.840.1.101.3.4.2.3', [15, 'sha512', 64n]],
]);

/** Reads the contents of an `AlgorithmIdentifier` of a signature; algorithms that are not known have number 0. */
export function readSignatureAlgorithm(content: Buffer): SignatureAlgorithm {
  const reader = new DerReader(content);
  const oid = reader.oid('x509: malformed OID');
  if (oid === PSS) return pssAlgorithm(reader.rest);
  const known = SIGNATURES.get(oid);
  if (known === undefined || (oid === ED25519 && !reader.isEmpty)) return UNKNOWN;
  const [number, key, hash] = known;
  return { number, key, hash, pss: false };
}

/** Only the usual PSS: one hash for all, a salt of its length, the default trailer. */
function pssAlgorithm(parameters: Buffer): SignatureAlgorithm {
  try {
    const reader = new DerReader(parameters).inside(TAG.sequence, '');
    const hash = hashOf(reader.inside(contextTag(0, true), ''));
    const mask = reader.inside(contextTag(1, true), '').inside(TAG.sequence, '');
    const maskOid = mask.oid('');
    const maskHash = hashOf(mask);
    const salt = reader.inside(contextTag(2, true), '').integer('');
    const trailer = reader.isEmpty ? 1n : reader.inside(contextTag(3, true), '').integer('');
    const known = PSS_HASHES.get(hash);
    if (known === undefined || maskOid !== MGF1 || maskHash !== hash || known[2] !== salt || trailer !== 1n)
      return UNKNOWN;
    return { number: known[0], key: 'rsa', hash: known[1], pss: true };
  } catch (cause) {
    if (cause instanceof DerError) return UNKNOWN;
    throw cause;
  }
}

function hashOf(reader: DerReader): string {
  const algorithm = reader.inside(TAG.sequence, '');
  const oid = algorithm.oid('');
  if (!algorithm.isEmpty && algorithm.rest.toString('hex') !== NULL_PARAMETERS) throw new DerError('');
  return oid;
}
