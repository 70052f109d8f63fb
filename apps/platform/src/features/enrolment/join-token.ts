import { randomBytes } from 'node:crypto';
import { sha256 } from '@tensorguard/core';

/** Random bytes in a join token's secret. */
const SECRET_BYTES = 24;
const FORM = /^tgj1\.([A-Za-z0-9_-]{32})\.([A-Za-z0-9_-]{43})$/;

/**
 * A join token, `tgj1.<secret>.<pin>`: the secret that the platform knows by its hash, and the SHA-256 of the platform's
 * root certificate (DER), so that an agent can tell its platform from an impostor before it trusts anything.
 */
export function newJoinToken(rootDer: Uint8Array): { token: string; hash: Buffer } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { token: `tgj1.${secret}.${sha256(rootDer).toString('base64url')}`, hash: sha256(secret) };
}

/** The stored hash of a presented token; undefined when it has not the form of one. */
export function joinTokenHash(token: string): Buffer | undefined {
  const secret = FORM.exec(token)?.[1];
  return secret === undefined ? undefined : sha256(secret);
}
