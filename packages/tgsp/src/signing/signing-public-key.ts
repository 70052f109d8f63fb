import { createPublicKey, type KeyObject } from 'node:crypto';
import { canonicalJson, digestOf, type Digest } from '@tensorguard/core';
import { z } from 'zod';
import { TgspError } from '../errors.ts';
import { decodeBase64 } from '../internal/base64.ts';

/** `kind` of every signing key file. */
export const SIGNING_KEY_KIND = 'tensorguard-signing-key-v1';
/** Size of an Ed25519 public key, bytes (RFC 8032). */
const ED25519_PUBLIC_KEY_BYTES = 32;
/** Size of an ML-DSA-65 public key, bytes (FIPS 204, table 2). */
const ML_DSA_65_PUBLIC_KEY_BYTES = 1952;

const key = (size: number) =>
  z.string().refine((value) => decodeBase64(value)?.byteLength === size, `is not ${size} bytes in base64`);

/** Shape of a {@link SigningPublicKey}. */
export const signingPublicKeySchema = z.strictObject({
  kind: z.literal(SIGNING_KEY_KIND),
  visibility: z.literal('public'),
  ed25519: key(ED25519_PUBLIC_KEY_BYTES),
  mlDsa65: key(ML_DSA_65_PUBLIC_KEY_BYTES),
});

/** A hybrid verification key: the raw public keys of both algorithms, in base64. */
export type SigningPublicKey = z.infer<typeof signingPublicKeySchema>;

/** Builds a public key from its two halves in base64. @throws TgspError `key_malformed` */
export function signingPublicKey(halves: { readonly ed25519: string; readonly mlDsa65: string }): SigningPublicKey {
  const { ed25519, mlDsa65 } = halves;
  const parsed = signingPublicKeySchema.safeParse({ kind: SIGNING_KEY_KIND, visibility: 'public', ed25519, mlDsa65 });
  if (!parsed.success) throw new TgspError('key_malformed', 'not a hybrid public key', { cause: parsed.error });
  return parsed.data;
}

/** The name of a key: SHA-256 of the canonical JSON of its public form. */
export function signingKeyId(publicKey: SigningPublicKey): Digest {
  const { kind, visibility, ed25519, mlDsa65 } = publicKey;
  return digestOf(canonicalJson({ kind, visibility, ed25519, mlDsa65 }));
}

/** Both halves as keys of the runtime. @throws TgspError `key_malformed` */
export function importSigningPublicKey(publicKey: SigningPublicKey): { ed25519: KeyObject; mlDsa65: KeyObject } {
  try {
    return {
      ed25519: createPublicKey({ key: raw(publicKey.ed25519), format: 'raw-public', asymmetricKeyType: 'ed25519' }),
      mlDsa65: createPublicKey({ key: raw(publicKey.mlDsa65), format: 'raw-public', asymmetricKeyType: 'ml-dsa-65' }),
    };
  } catch (cause) {
    throw new TgspError('key_malformed', 'not a usable hybrid public key', { cause });
  }
}

function raw(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
