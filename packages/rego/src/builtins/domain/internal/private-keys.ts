import { createPrivateKey, type KeyObject } from 'node:crypto';
import { decodeBase64, Base64Error } from './go-base64.ts';
import { pemBlocks } from './pem.ts';
import type { GoJson } from './x509-json.ts';

/** Members of a JSON Web Key. */
type Jwk = Readonly<Record<string, string | undefined>>;

/** Why a private key cannot be read. */
export class PrivateKeyError extends Error {}

/** DER types of the blocks that hold private keys; blocks of other types are passed over. */
const KEY_TYPES: Readonly<Record<string, 'pkcs1' | 'pkcs8' | 'sec1'>> = {
  'RSA PRIVATE KEY': 'pkcs1',
  'PRIVATE KEY': 'pkcs8',
  'EC PRIVATE KEY': 'sec1',
};

/**
 * The private keys of a PEM text, which may be base64 as a whole.
 *
 * @throws PrivateKeyError
 */
export function privateKeysOf(text: string): KeyObject[] {
  return pemBlocks(plainPem(text))
    .filter(({ type }) => Object.hasOwn(KEY_TYPES, type))
    .map(({ type, bytes }) => readPrivateKey(bytes, KEY_TYPES[type]!));
}

function plainPem(text: string): string {
  try {
    return decodeBase64(text).toString();
  } catch (cause) {
    if (cause instanceof Base64Error) return text;
    throw cause;
  }
}

/**
 * Reads a private key in DER.
 *
 * @throws PrivateKeyError
 */
export function readPrivateKey(key: Buffer, type: 'pkcs1' | 'pkcs8' | 'sec1'): KeyObject {
  try {
    return createPrivateKey({ key, format: 'der', type });
  } catch (cause) {
    throw new PrivateKeyError('x509: failed to parse private key', { cause });
  }
}

/** A private key as JWK (RFC 7517). */
export function privateKeyJwk(key: KeyObject): Jwk {
  try {
    return key.export({ format: 'jwk' }) as Jwk;
  } catch (cause) {
    throw new PrivateKeyError('x509: unsupported kind of private key', { cause });
  }
}

/** A private key as Go's `encoding/json` shows that of its package. */
export function privateKeyJson(key: KeyObject): GoJson | string {
  const jwk = privateKeyJwk(key);
  const number = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi' | 'x' | 'y'): bigint =>
    BigInt(`0x${Buffer.from(jwk[name] ?? '', 'base64url').toString('hex') || '0'}`);
  if (jwk['kty'] === 'RSA') {
    return {
      N: number('n'),
      E: number('e'),
      D: number('d'),
      Primes: [number('p'), number('q')],
      Precomputed: { Dp: number('dp'), Dq: number('dq'), Qinv: number('qi'), CRTValues: [] },
    };
  }
  if (jwk['kty'] === 'EC') return { Curve: {}, X: number('x'), Y: number('y'), D: number('d') };
  // Go holds the seed and the public key together.
  return Buffer.concat([Buffer.from(jwk['d']!, 'base64url'), Buffer.from(jwk['x']!, 'base64url')]).toString('base64');
}
