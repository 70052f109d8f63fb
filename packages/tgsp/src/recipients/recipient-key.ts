import { randomBytes } from 'node:crypto';
import { canonicalJson, digestOf, type Digest } from '@tensorguard/core';
import { z } from 'zod';
import { TgspError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../internal/base64.ts';
import { wipe } from '../internal/wipe.ts';
import { xWingPublicKey } from './hpke.ts';

/** `kind` of every recipient key file. */
const RECIPIENT_KEY_KIND = 'tensorguard-recipient-key-v1';
/** Size of an X-Wing public key, bytes. */
const X_WING_PUBLIC_KEY_BYTES = 1216;
/** Size of an X-Wing private key (a seed), bytes. */
const X_WING_SEED_BYTES = 32;

const sized = (bytes: number) =>
  z.string().refine((text) => decodeBase64(text)?.byteLength === bytes, `is not ${bytes} bytes`);

/** Shape of a {@link RecipientPublicKey}. */
export const recipientPublicKeySchema = z.strictObject({
  kind: z.literal(RECIPIENT_KEY_KIND),
  visibility: z.literal('public'),
  xWing: sized(X_WING_PUBLIC_KEY_BYTES),
});
/** Shape of a {@link RecipientPrivateKey}. */
export const recipientPrivateKeySchema = z.strictObject({
  kind: z.literal(RECIPIENT_KEY_KIND),
  visibility: z.literal('private'),
  xWing: sized(X_WING_SEED_BYTES),
});

/** Key to encrypt to: HPKE KEM 0x647A, raw public key in base64. */
export type RecipientPublicKey = z.infer<typeof recipientPublicKeySchema>;
/** Key to decrypt with: the seed in base64. */
export type RecipientPrivateKey = z.infer<typeof recipientPrivateKeySchema>;

/** Builds a recipient key from its base64 form. @throws TgspError `key_malformed` */
export function recipientPublicKey(xWing: string): RecipientPublicKey {
  return checkRecipientPublicKey({ kind: RECIPIENT_KEY_KIND, visibility: 'public', xWing });
}

/** Checks an untrusted recipient key. @throws TgspError `key_malformed` */
export function checkRecipientPublicKey(value: unknown): RecipientPublicKey {
  const parsed = recipientPublicKeySchema.safeParse(value);
  if (!parsed.success) throw new TgspError('key_malformed', 'not a recipient public key');
  return parsed.data;
}

/** Makes a new recipient key. */
export async function generateRecipientKey(): Promise<{
  privateKey: RecipientPrivateKey;
  publicKey: RecipientPublicKey;
}> {
  const seed = randomBytes(X_WING_SEED_BYTES);
  const xWing = encodeBase64(seed);
  wipe(seed);
  const privateKey: RecipientPrivateKey = { kind: RECIPIENT_KEY_KIND, visibility: 'private', xWing };
  return { privateKey, publicKey: await recipientPublicKeyOf(privateKey) };
}

/** The public half of a private key. @throws TgspError `key_malformed` */
export async function recipientPublicKeyOf(privateKey: RecipientPrivateKey): Promise<RecipientPublicKey> {
  const parsed = recipientPrivateKeySchema.safeParse(privateKey);
  if (!parsed.success) throw new TgspError('key_malformed', 'not a recipient private key');
  const seed = Buffer.from(parsed.data.xWing, 'base64');
  try {
    return recipientPublicKey(encodeBase64(await xWingPublicKey(seed)));
  } finally {
    wipe(seed);
  }
}

/** The name of a key: SHA-256 of the canonical JSON of its public form. */
export function recipientKeyId(publicKey: RecipientPublicKey): Digest {
  const { kind, visibility, xWing } = publicKey;
  return digestOf(canonicalJson({ kind, visibility, xWing }));
}
