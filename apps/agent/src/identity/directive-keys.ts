import { signingKeyId, signingPublicKey, type SigningPublicKey } from '@tensorguard/tgsp';
import type { z } from 'zod';
import type { publisherKey } from '@tensorguard/contract';

/** A hybrid public key as the wire has it. */
export type WireKey = z.infer<typeof publisherKey>;

/**
 * Turns a key of the wire into one to verify with.
 *
 * @returns undefined when its halves are unusable or its id is not the one that they have
 */
export function verificationKey({ keyId, ed25519, mlDsa65 }: WireKey): SigningPublicKey | undefined {
  try {
    const key = signingPublicKey({ ed25519, mlDsa65 });
    return signingKeyId(key) === keyId ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The usable ones of several keys. */
export function verificationKeys(keys: readonly WireKey[]): SigningPublicKey[] {
  return keys.flatMap((key) => verificationKey(key) ?? []);
}
