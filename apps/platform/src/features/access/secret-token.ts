import { randomBytes } from 'node:crypto';
import { sha256 } from '@tensorguard/core';

/** Random bytes in a secret: 256 bits, so that a plain hash of it is safe to store. */
const SECRET_BYTES = 32;

/** Prefixes of secrets, so that a leaked one is recognised by people and scanners. */
export const SECRET_PREFIXES = { session: 'tgs_', signIn: 'tgl_', apiToken: 'tgp_' } as const;

/** A secret to hand out once, and the hash that is stored. */
export function newSecret(prefix: string): { secret: string; hash: Buffer } {
  const secret = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return { secret, hash: sha256(secret) };
}

/** The stored form of a presented secret. */
export function secretHash(secret: string): Buffer {
  return sha256(secret);
}
