import { hash, verify, type KeyObject } from 'node:crypto';
import { LedgerError } from './errors.ts';
import { cosignedMessage, splitTimestamped } from './internal/cosigned-message.ts';
import {
  concat,
  encodeBase64,
  isKeyName,
  keyIdInput,
  parseVerifierKey,
  SIGNATURE_TYPES,
  type CheckpointText,
  type SignatureAlgorithm,
} from './internal/note-format.ts';
import { publicKeyFromRaw } from './internal/raw-keys.ts';

/** A checkpoint in the two forms that signatures cover. */
export interface SignedCheckpoint extends CheckpointText {
  /** The note's text, final newline included. */
  readonly text: string;
}

/** Verifies one key's signatures on checkpoints. */
export interface NoteVerifier {
  readonly name: string;
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  /** The verifier key string that this came from (c2sp.org/signed-note). */
  readonly vkey: string;
  /** The signature's time when it verifies, `null` when it does not. */
  verify(checkpoint: SignedCheckpoint, signature: Uint8Array): { readonly timestampS: number | null } | null;
}

/**
 * Makes a verifier from a verifier key string, Ed25519 (type 0x01) or ML-DSA-44 cosignature (type 0x06).
 *
 * @throws LedgerError `key_invalid`
 */
export function noteVerifier(vkey: string): NoteVerifier {
  const parsed = parseVerifierKey(vkey);
  if (parsed === null) throw new LedgerError('key_invalid', 'not a verifier key string');
  const { name, keyId, type, publicKey } = parsed;
  const algorithm = algorithmOf(type);
  if (keyIdOf(name, algorithm, publicKey) !== keyId) {
    throw new LedgerError('key_invalid', 'the key id of a verifier key does not match its key', { details: { name } });
  }
  const key = publicKeyFromRaw(algorithm, publicKey);
  const check = algorithm === 'ed25519' ? verifyEd25519 : verifyCosignature;
  return { name, keyId, algorithm, vkey, verify: (checkpoint, signature) => check(name, key, checkpoint, signature) };
}

/**
 * Formats a verifier key string.
 *
 * @throws LedgerError `key_invalid` when the name has spaces or plus signs, is empty or longer than 255 bytes.
 */
export function verifierKeyString(name: string, algorithm: SignatureAlgorithm, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new LedgerError('key_invalid', 'not a key name', { details: { name } });
  const typed = concat(Uint8Array.of(SIGNATURE_TYPES[algorithm]), publicKey);
  return `${name}+${keyIdOf(name, algorithm, publicKey)}+${encodeBase64(typed)}`;
}

/** Key id: the first four bytes of SHA-256(name || "\n" || type || public key), hexadecimal. */
export function keyIdOf(name: string, algorithm: SignatureAlgorithm, publicKey: Uint8Array): string {
  return hash('sha256', keyIdInput(name, SIGNATURE_TYPES[algorithm], publicKey), 'hex').slice(0, 8);
}

function algorithmOf(type: number): SignatureAlgorithm {
  if (type === SIGNATURE_TYPES.ed25519) return 'ed25519';
  if (type === SIGNATURE_TYPES['ml-dsa-44']) return 'ml-dsa-44';
  throw new LedgerError('key_invalid', 'a verifier key of an unsupported type', { details: { type } });
}

function verifyEd25519(
  _name: string,
  key: KeyObject,
  checkpoint: SignedCheckpoint,
  signature: Uint8Array,
): { timestampS: null } | null {
  return verify(null, Buffer.from(checkpoint.text), key, signature) ? { timestampS: null } : null;
}

function verifyCosignature(
  name: string,
  key: KeyObject,
  checkpoint: SignedCheckpoint,
  signature: Uint8Array,
): { timestampS: number } | null {
  const parts = splitTimestamped(signature);
  // The cosigned message leaves extension lines out, so a checkpoint that has some is not covered.
  if (parts === null || checkpoint.extensions.length > 0) return null;
  const message = cosignedMessage({ cosigner: name, timestampS: parts.timestampS, ...checkpoint });
  return message !== null && verify(null, message, key, parts.signature) ? { timestampS: parts.timestampS } : null;
}
