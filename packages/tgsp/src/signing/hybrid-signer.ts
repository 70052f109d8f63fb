import { createPrivateKey, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { Digest } from '@tensorguard/core';
import { z } from 'zod';
import { TgspError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../internal/base64.ts';
import { wipe } from '../internal/wipe.ts';
import { SIGNING_KEY_KIND, signingKeyId, type SigningPublicKey } from './signing-public-key.ts';

/** Size of either private seed, bytes: RFC 8032 section 5.1.5 and FIPS 204 algorithm 6. */
const SIGNING_SEED_BYTES = 32;

const seed = z
  .string()
  .refine((value) => decodeBase64(value)?.byteLength === SIGNING_SEED_BYTES, `is not ${SIGNING_SEED_BYTES} bytes`);

/** Shape of a {@link SigningPrivateKey}. */
export const signingPrivateKeySchema = z.strictObject({
  kind: z.literal(SIGNING_KEY_KIND),
  visibility: z.literal('private'),
  ed25519: seed,
  mlDsa65: seed,
});

/** A hybrid signing key: the seeds of both algorithms, in base64. */
export type SigningPrivateKey = z.infer<typeof signingPrivateKeySchema>;

/** Raw signatures of one message under both algorithms. */
export interface HybridSignature {
  /** 64 bytes. */
  readonly ed25519: Uint8Array;
  /** 3,309 bytes; pure ML-DSA-65 with an empty context. */
  readonly mlDsa65: Uint8Array;
}

/** Something that signs with both halves of one hybrid key: a key in memory, or a key vault behind it. */
export interface HybridSigner {
  readonly keyId: Digest;
  readonly publicKey: SigningPublicKey;
  sign(message: Uint8Array): Promise<HybridSignature>;
}

/** Makes a new hybrid key. */
export function generateSigningKey(): { privateKey: SigningPrivateKey; publicKey: SigningPublicKey } {
  const seeds = [randomBytes(SIGNING_SEED_BYTES), randomBytes(SIGNING_SEED_BYTES)] as const;
  const privateKey: SigningPrivateKey = {
    kind: SIGNING_KEY_KIND,
    visibility: 'private',
    ed25519: encodeBase64(seeds[0]),
    mlDsa65: encodeBase64(seeds[1]),
  };
  wipe(...seeds);
  return { privateKey, publicKey: signingPublicKeyOf(privateKey) };
}

/** The public half of a private key. @throws TgspError `key_malformed` */
export function signingPublicKeyOf(privateKey: SigningPrivateKey): SigningPublicKey {
  const keys = importPrivate(privateKey);
  return {
    kind: SIGNING_KEY_KIND,
    visibility: 'public',
    ed25519: encodeBase64(rawPublic(keys.ed25519)),
    mlDsa65: encodeBase64(rawPublic(keys.mlDsa65)),
  };
}

/** A signer over a private key in memory. @throws TgspError `key_malformed` */
export function createHybridSigner(privateKey: SigningPrivateKey): HybridSigner {
  const keys = importPrivate(privateKey);
  const publicKey = signingPublicKeyOf(privateKey);
  return {
    keyId: signingKeyId(publicKey),
    publicKey,
    sign: (message) =>
      Promise.resolve({
        ed25519: sign(null, message, keys.ed25519),
        mlDsa65: sign(null, message, keys.mlDsa65),
      }),
  };
}

function importPrivate(privateKey: SigningPrivateKey): { ed25519: KeyObject; mlDsa65: KeyObject } {
  const parsed = signingPrivateKeySchema.safeParse(privateKey);
  // The schema error quotes nothing, but the value is a secret: no cause is attached.
  if (!parsed.success) throw new TgspError('key_malformed', 'not a hybrid private key');
  const ed25519 = Buffer.from(parsed.data.ed25519, 'base64');
  const mlDsa65 = Buffer.from(parsed.data.mlDsa65, 'base64');
  try {
    return {
      ed25519: createPrivateKey({ key: ed25519, format: 'raw-private', asymmetricKeyType: 'ed25519' }),
      mlDsa65: createPrivateKey({ key: mlDsa65, format: 'raw-seed', asymmetricKeyType: 'ml-dsa-65' }),
    };
  } catch {
    throw new TgspError('key_malformed', 'not a usable hybrid private key');
  } finally {
    wipe(ed25519, mlDsa65);
  }
}

function rawPublic(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'raw-public' });
}
