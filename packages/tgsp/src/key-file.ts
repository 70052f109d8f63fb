import { readFile } from 'node:fs/promises';
import { canonicalBytes, writeFileAtomic } from '@tensorguard/core';
import { z } from 'zod';
import { TgspError } from './errors.ts';
import { openWithPassphrase, passphraseBoxSchema, sealWithPassphrase } from './internal/passphrase.ts';
import { wipe } from './internal/wipe.ts';
import {
  recipientPrivateKeySchema,
  recipientPublicKeyOf,
  recipientPublicKeySchema,
  type RecipientPrivateKey,
  type RecipientPublicKey,
} from './recipients/recipient-key.ts';
import { signingPrivateKeySchema, signingPublicKeyOf, type SigningPrivateKey } from './signing/hybrid-signer.ts';
import { signingPublicKeySchema, type SigningPublicKey } from './signing/signing-public-key.ts';

/** Largest key file that is read, bytes. */
const MAX_KEY_FILE_BYTES = 64 * 1024;
/** Permission bits of a public key file. */
const PUBLIC_FILE_MODE = 0o644;

export type PrivateKeyFile = SigningPrivateKey | RecipientPrivateKey;
export type PublicKeyFile = SigningPublicKey | RecipientPublicKey;

const publicSchema = z.discriminatedUnion('kind', [signingPublicKeySchema, recipientPublicKeySchema]);
const privateSchema = z.discriminatedUnion('kind', [signingPrivateKeySchema, recipientPrivateKeySchema]);
const encryptedSchema = z.strictObject({
  kind: z.union([signingPublicKeySchema.shape.kind, recipientPublicKeySchema.shape.kind]),
  visibility: z.literal('encrypted'),
  public: publicSchema,
  box: passphraseBoxSchema,
});

/** A private key encrypted under a passphrase, beside its public key. */
export type EncryptedKeyFile = z.infer<typeof encryptedSchema>;

/** Encrypts a private key under a passphrase (scrypt, ChaCha20-Poly1305). */
export async function encryptKey(privateKey: PrivateKeyFile, passphrase: string): Promise<EncryptedKeyFile> {
  const publicKey = await publicKeyOf(privateKey);
  const secret = canonicalBytes(privateKey);
  try {
    const box = await sealWithPassphrase(secret, passphrase, canonicalBytes(publicKey));
    return { kind: privateKey.kind, visibility: 'encrypted', public: publicKey, box };
  } finally {
    wipe(secret);
  }
}

/**
 * Reads a private key from JSON text, plain or encrypted.
 *
 * @throws TgspError `key_malformed`, `key_encrypted` (no passphrase given), `passphrase_wrong`
 */
export async function parsePrivateKey(text: string, passphrase?: string): Promise<PrivateKeyFile> {
  const value = parseJson(text);
  const encrypted = encryptedSchema.safeParse(value);
  if (!encrypted.success) return checkPrivate(value);
  if (passphrase === undefined) throw new TgspError('key_encrypted', 'the key file needs a passphrase');
  const { box, public: publicKey } = encrypted.data;
  const secret = await openWithPassphrase(box, passphrase, canonicalBytes(publicKey));
  try {
    return checkPrivate(parseJson(secret.toString('utf8')));
  } finally {
    wipe(secret);
  }
}

/** Reads a public key from JSON text; takes the public part of an encrypted one. @throws TgspError `key_malformed` */
export function parsePublicKey(text: string): PublicKeyFile {
  const value = parseJson(text);
  const encrypted = encryptedSchema.safeParse(value);
  if (encrypted.success) return encrypted.data.public;
  const parsed = publicSchema.safeParse(value);
  if (!parsed.success) throw new TgspError('key_malformed', 'not a public key file');
  return parsed.data;
}

/** Reads a private key file. @throws TgspError `input_unreadable` and the errors of {@link parsePrivateKey} */
export async function readPrivateKeyFile(path: string, passphrase?: string): Promise<PrivateKeyFile> {
  return parsePrivateKey(await readText(path), passphrase);
}

/** Reads a public key file. @throws TgspError `input_unreadable`, `key_malformed` */
export async function readPublicKeyFile(path: string): Promise<PublicKeyFile> {
  return parsePublicKey(await readText(path));
}

/** Writes a key file, readable by its owner only unless it is public. With a passphrase a private key is encrypted. */
export async function writeKeyFile(
  path: string,
  key: PublicKeyFile | PrivateKeyFile | EncryptedKeyFile,
  passphrase?: string,
): Promise<void> {
  const encrypt = key.visibility === 'private' && passphrase !== undefined;
  const value = encrypt ? await encryptKey(key, passphrase) : key;
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  await (value.visibility === 'public' ? writeFileAtomic(path, text, PUBLIC_FILE_MODE) : writeFileAtomic(path, text));
}

/** The public half of either kind of private key. @throws TgspError `key_malformed` */
export function publicKeyOf(privateKey: PrivateKeyFile): Promise<PublicKeyFile> {
  switch (privateKey.kind) {
    case 'tensorguard-signing-key-v1':
      return Promise.resolve(signingPublicKeyOf(privateKey));
    case 'tensorguard-recipient-key-v1':
      return recipientPublicKeyOf(privateKey);
  }
}

function checkPrivate(value: unknown): PrivateKeyFile {
  const parsed = privateSchema.safeParse(value);
  if (!parsed.success) throw new TgspError('key_malformed', 'not a private key file');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be a secret.
    throw new TgspError('key_malformed', 'the key file is not JSON');
  }
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new TgspError('input_unreadable', 'cannot read the key file', { cause, details: { path } });
  });
  if (bytes.byteLength > MAX_KEY_FILE_BYTES) throw new TgspError('key_malformed', 'the key file is too large');
  return bytes.toString('utf8');
}
