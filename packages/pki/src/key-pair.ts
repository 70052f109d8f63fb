import { createPrivateKey, createPublicKey, generateKeyPair as generate, KeyObject, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { PkiError } from './errors.ts';
import { decodePem, encodePem } from './pem.ts';

/** An asymmetric key pair. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A private key in any of the forms that Node programs hold: objects, PKCS#8 PEM text or PKCS#8 DER. */
export type PrivateKeyInput = KeyObject | webcrypto.CryptoKey | string | Uint8Array;
/** A public key: objects, SubjectPublicKeyInfo PEM text or DER. */
export type PublicKeyInput = KeyObject | webcrypto.CryptoKey | string | Uint8Array;

const generateAsync = promisify(generate);

/** Makes an ECDSA P-256 key pair. */
export async function generateKeyPair(): Promise<KeyPair> {
  return generateAsync('ec', { namedCurve: 'P-256' });
}

/** PKCS#8 DER of a private key, unencrypted: seal it before it touches a disk. */
export function exportPrivateKeyDer(privateKey: KeyObject): Buffer {
  return privateKey.export({ type: 'pkcs8', format: 'der' });
}

/** PKCS#8 PEM of a private key, unencrypted. */
export function exportPrivateKeyPem(privateKey: KeyObject): string {
  return encodePem('PRIVATE KEY', exportPrivateKeyDer(privateKey));
}

/** SubjectPublicKeyInfo DER of a public key. */
export function exportPublicKeyDer(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

/** SubjectPublicKeyInfo PEM of a public key. */
export function exportPublicKeyPem(publicKey: KeyObject): string {
  return encodePem('PUBLIC KEY', exportPublicKeyDer(publicKey));
}

/**
 * Takes a private key in any form.
 *
 * @throws PkiError `key_invalid`
 */
export function importPrivateKey(input: PrivateKeyInput): KeyObject {
  return importKey('private', input, () => {
    const der = typeof input === 'string' ? decodePem('PRIVATE KEY', input) : Buffer.from(input as Uint8Array);
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  });
}

/**
 * Takes a public key in any form.
 *
 * @throws PkiError `key_invalid`
 */
export function importPublicKey(input: PublicKeyInput): KeyObject {
  return importKey('public', input, () => {
    const der = typeof input === 'string' ? decodePem('PUBLIC KEY', input) : Buffer.from(input as Uint8Array);
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  });
}

function importKey(type: 'private' | 'public', input: PrivateKeyInput, decode: () => KeyObject): KeyObject {
  try {
    const key = input instanceof KeyObject ? input : isCryptoKey(input) ? KeyObject.from(input) : decode();
    if (key.type === type) return key;
  } catch (cause) {
    throw new PkiError('key_invalid', `not a ${type} key`, { cause });
  }
  throw new PkiError('key_invalid', `not a ${type} key`);
}

function isCryptoKey(input: PrivateKeyInput): input is webcrypto.CryptoKey {
  return typeof input === 'object' && input instanceof CryptoKey;
}
