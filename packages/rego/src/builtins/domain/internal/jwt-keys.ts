import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { RegoError } from '../../../errors.ts';
import { parseJson } from '../../../value/json.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray, type Value } from '../../../value/value.ts';
import { DerError } from './der.ts';
import { JWT_ALGORITHMS, type JwtKey } from './jwt-algorithms.ts';
import { nextPemBlock } from './pem.ts';
import { readCertificates } from './x509-certificate.ts';
import { readPublicKey } from './x509-public-key.ts';

/** Why keys cannot be read; the message is OPA's where that is cheap. */
export class JwtKeyError extends Error {}

/** A key with what its JWK says about it; both are empty for keys from certificates. */
export interface NamedKey {
  readonly key: JwtKey;
  readonly alg: string;
  readonly kid: string;
}

/** Most keys in one set. */
const MAX_KEYS = 1_000;

/**
 * The keys in a certificate or public key (PEM), a JWK or a JWK set. Keys for algorithms that are not known are left out.
 *
 * @throws JwtKeyError
 */
export function verificationKeys(text: string): NamedKey[] {
  const block = nextPemBlock(text);
  if (block === undefined) return jwkSet(text).filter(({ alg }) => alg === '' || JWT_ALGORITHMS.has(alg));
  if (block.end < text.length) throw new JwtKeyError('extra data after a PEM certificate block');
  return [{ key: publicKeyOf(block.type, block.bytes), alg: '', kid: '' }];
}

function publicKeyOf(type: string, bytes: Buffer): KeyObject {
  const failure = `failed to parse a PEM ${type === 'CERTIFICATE' ? 'certificate' : 'public key'}`;
  if (type !== 'CERTIFICATE' && type !== 'PUBLIC KEY') {
    throw new JwtKeyError('failed to extract a Key from the PEM certificate');
  }
  try {
    const spki = type === 'CERTIFICATE' ? readCertificates(bytes)[0]?.rawSpki : bytes;
    if (spki === undefined) throw new JwtKeyError(failure);
    readPublicKey(spki);
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new JwtKeyError(cause instanceof DerError ? `${failure}: ${cause.message}` : failure, { cause });
  }
}

/**
 * The keys of a JWK or a JWK set (RFC 7517).
 *
 * @throws JwtKeyError
 */
export function jwkSet(text: string): NamedKey[] {
  let parsed: Value;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    if (cause instanceof RegoError) throw new JwtKeyError('failed to parse a JWK key (set): invalid JSON', { cause });
    throw cause;
  }
  if (!(parsed instanceof RegoObject)) throw new JwtKeyError('failed to parse a JWK key (set)');
  const keys = parsed.get('keys') ?? [parsed];
  if (!isArray(keys) || keys.length > MAX_KEYS) throw new JwtKeyError('failed to parse a JWK key (set)');
  return keys.map(jwkOf);
}

const MEMBERS = ['kty', 'crv', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y', 'k'] as const;

function jwkOf(value: Value): NamedKey {
  if (!(value instanceof RegoObject)) throw new JwtKeyError('failed to parse a JWK key (set): a key is no object');
  const jwk: Record<string, string> = {};
  for (const name of MEMBERS) {
    const member = value.get(name);
    if (typeof member === 'string') jwk[name] = member;
  }
  const named = { alg: textOf(value.get('alg')), kid: textOf(value.get('kid')) };
  if (jwk['kty'] === 'oct') {
    if (jwk['k'] === undefined) throw new JwtKeyError("failed to parse a JWK key (set): required field 'k' is missing");
    return { key: Buffer.from(jwk['k'], 'base64url'), ...named };
  }
  try {
    const source = { key: jwk, format: 'jwk' } as const;
    return { key: jwk['d'] === undefined ? createPublicKey(source) : createPrivateKey(source), ...named };
  } catch (cause) {
    throw new JwtKeyError('failed to parse a JWK key (set): the key is not valid', { cause });
  }
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
