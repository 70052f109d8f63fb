import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { LedgerError } from '../errors.ts';
import type { SignatureAlgorithm } from './note-format.ts';

/** DER of SubjectPublicKeyInfo up to the raw key (RFC 8410; RFC 9881). */
const SPKI_PREFIX = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  'ml-dsa-44': Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
} as const satisfies Record<SignatureAlgorithm, Buffer>;
const RAW_KEY_BYTES = { ed25519: 32, 'ml-dsa-44': 1312 } as const satisfies Record<SignatureAlgorithm, number>;

/**
 * A public key from its raw bytes.
 *
 * @throws LedgerError `key_invalid`
 */
export function publicKeyFromRaw(algorithm: SignatureAlgorithm, raw: Uint8Array): KeyObject {
  if (raw.length === RAW_KEY_BYTES[algorithm]) {
    try {
      const spki = Buffer.concat([SPKI_PREFIX[algorithm], raw]);
      return createPublicKey({ key: spki, format: 'der', type: 'spki' });
    } catch (cause) {
      throw new LedgerError('key_invalid', 'not a public key', { cause, details: { algorithm } });
    }
  }
  throw new LedgerError('key_invalid', 'a public key of the wrong length', { details: { algorithm } });
}

/** The raw bytes of a public key, or of a private key's public half. */
export function rawPublicKey(algorithm: SignatureAlgorithm, key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return spki.subarray(SPKI_PREFIX[algorithm].length);
}

/**
 * A private key from PKCS#8 DER in base64.
 *
 * @throws LedgerError `key_invalid` when it is not one, or of another algorithm.
 */
export function privateKeyFromPkcs8(algorithm: SignatureAlgorithm, pkcs8Base64: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(pkcs8Base64, 'base64'), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new LedgerError('key_invalid', 'not a PKCS#8 private key', { cause, details: { algorithm } });
  }
  if (key.asymmetricKeyType === algorithm) return key;
  throw new LedgerError('key_invalid', 'a private key of another algorithm', { details: { algorithm } });
}
