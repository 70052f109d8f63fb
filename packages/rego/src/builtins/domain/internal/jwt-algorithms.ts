import { constants, createHmac, sign, timingSafeEqual, verify, type KeyObject } from 'node:crypto';

/** How tokens are signed (RFC 7518, 3.1; RFC 8037). */
export type JwtAlgorithm =
  | { readonly kind: 'hmac' | 'rsa' | 'rsa-pss' | 'ecdsa'; readonly hash: 'sha256' | 'sha384' | 'sha512' }
  | { readonly kind: 'eddsa'; readonly hash: undefined };

const FAMILIES = { HS: 'hmac', RS: 'rsa', PS: 'rsa-pss', ES: 'ecdsa' } as const;

/** The algorithms that OPA knows, by name. */
export const JWT_ALGORITHMS: ReadonlyMap<string, JwtAlgorithm> = new Map<string, JwtAlgorithm>([
  ...Object.entries(FAMILIES).flatMap(([prefix, kind]) =>
    (['256', '384', '512'] as const).map((size) => [`${prefix}${size}`, { kind, hash: `sha${size}` }] as const),
  ),
  ['EdDSA', { kind: 'eddsa', hash: undefined }],
]);

/** A key of a token: a secret, or one half of a pair. */
export type JwtKey = KeyObject | Buffer;

/** RSA keys below this size verify nothing, as in Go. */
const MIN_RSA_BITS = 1024;

/** Whether the signature of a text is good; false also for keys that do not fit the algorithm. */
export function verifiesJwt(algorithm: JwtAlgorithm, key: JwtKey, text: string, signature: Buffer): boolean {
  if (algorithm.kind === 'hmac') {
    if (!Buffer.isBuffer(key)) return false;
    const mac = createHmac(algorithm.hash, key).update(text).digest();
    return mac.length === signature.length && timingSafeEqual(mac, signature);
  }
  if (Buffer.isBuffer(key) || !fits(algorithm, key)) return false;
  try {
    return verify(algorithm.hash, Buffer.from(text), { key, ...optionsOf(algorithm) }, signature);
  } catch {
    return false;
  }
}

/** The signature of a text; `undefined` when the key does not fit the algorithm. */
export function signJwt(algorithm: JwtAlgorithm, key: JwtKey, text: string): Buffer | undefined {
  if (algorithm.kind === 'hmac') {
    return Buffer.isBuffer(key) ? createHmac(algorithm.hash, key).update(text).digest() : undefined;
  }
  if (Buffer.isBuffer(key) || key.type !== 'private' || !fits(algorithm, key)) return undefined;
  try {
    return sign(algorithm.hash, Buffer.from(text), { key, ...optionsOf(algorithm) });
  } catch {
    return undefined;
  }
}

function fits({ kind }: JwtAlgorithm, key: KeyObject): boolean {
  if (kind === 'eddsa') return key.asymmetricKeyType === 'ed25519';
  if (kind === 'ecdsa') return key.asymmetricKeyType === 'ec';
  return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
}

function optionsOf({ kind }: JwtAlgorithm): object {
  if (kind === 'ecdsa') return { dsaEncoding: 'ieee-p1363' };
  if (kind !== 'rsa-pss') return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}
