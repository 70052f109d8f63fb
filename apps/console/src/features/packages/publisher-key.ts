import { publisherKey } from '@tensorguard/contract';
import { z } from 'zod';

/** A hybrid public key with its id. */
export type PublisherKey = z.output<typeof publisherKey>;

/** Largest key file that is read, bytes. */
export const MAX_KEY_FILE_BYTES = 64 * 1024;

/** A public key file as `tensorguard package keygen` writes it. */
const keyFile = z.strictObject({
  kind: z.literal('tensorguard-signing-key-v1'),
  visibility: z.literal('public'),
  ed25519: z.base64(),
  mlDsa65: z.base64(),
});

/** A key, or why the text is none. */
export type ReadKey = { readonly key: PublisherKey } | { readonly problem: string };

/** Reads a public key file, or a key with its id as the API takes it. What is secret is refused and never sent. */
export async function readPublisherKey(text: string): Promise<ReadKey> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'This is not JSON. Paste the whole content of the public key file.' };
  }
  const visibility = z.object({ visibility: z.string() }).safeParse(value);
  if (visibility.success && visibility.data.visibility !== 'public') {
    return { problem: 'This is a secret key file. Keep it to yourself, and use the public key file beside it.' };
  }
  const withId = publisherKey.safeParse(value);
  if (withId.success) return { key: withId.data };
  const file = keyFile.safeParse(value);
  if (!file.success) return { problem: 'This is not the public key file of a publisher (a signing key).' };
  if (globalThis.crypto?.subtle === undefined) {
    return { problem: 'The key id cannot be computed here: open the console over HTTPS, or on this machine itself.' };
  }
  const { ed25519, mlDsa65 } = file.data;
  const key = publisherKey.safeParse({ keyId: await keyIdOf(file.data), ed25519, mlDsa65 });
  return key.success ? { key: key.data } : { problem: 'The keys in this file are too long.' };
}

/** SHA-256 of the canonical JSON (RFC 8785) of the public key: members in order of name; base64 needs no escapes. */
async function keyIdOf({ ed25519, kind, mlDsa65, visibility }: z.output<typeof keyFile>): Promise<string> {
  const canonical = JSON.stringify({ ed25519, kind, mlDsa65, visibility });
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  return `sha256:${Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
