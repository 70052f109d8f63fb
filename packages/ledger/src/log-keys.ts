import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from './internal/note-format.ts';
import { rawPublicKey } from './internal/raw-keys.ts';
import { verifierKeyString } from './note-verifier.ts';

/** One key of a log in a form that can be kept in a file or a vault. */
export interface LogKey {
  readonly name: string;
  /** Secret: PKCS#8 DER in base64. */
  readonly privateKey: string;
  /** Public: verifier key string for auditors. */
  readonly vkey: string;
}

/** The two keys that sign a log's checkpoints. */
export interface LogKeys {
  readonly ed25519: LogKey;
  readonly mlDsa44: LogKey;
}

/**
 * Makes the keys of a log. `origin` is the checkpoint's origin and the name of both keys; their ids differ by type.
 *
 * @throws LedgerError `key_invalid` when the origin cannot name a key.
 */
export function generateLogKeys({ origin }: { readonly origin: string }): LogKeys {
  return {
    ed25519: logKey(origin, 'ed25519', generateKeyPairSync('ed25519').privateKey),
    mlDsa44: logKey(origin, 'ml-dsa-44', generateKeyPairSync('ml-dsa-44').privateKey),
  };
}

function logKey(name: string, algorithm: SignatureAlgorithm, key: KeyObject): LogKey {
  const vkey = verifierKeyString(name, algorithm, rawPublicKey(algorithm, key));
  return { name, privateKey: key.export({ format: 'der', type: 'pkcs8' }).toString('base64'), vkey };
}
