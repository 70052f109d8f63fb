import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ENTITY_TYPES, type EntityType } from '../entity-types.ts';
import { PrivacyError } from '../errors.ts';
import { type HideContext, keyOf, randomOf } from './hide-context.ts';
import type { HideKey } from './hide-key.ts';
import { decodeBase32, encodeBase32 } from './internal/base32.ts';
import { bytesToText, textToBytes } from './internal/text-bytes.ts';

const ALGORITHM = 'aes-256-gcm';
const USE = 'encrypt/v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OPENING = 'ENC[';

/** Finds a tenant's key by the id that an encrypted value names. */
export type HideKeyLookup = (id: string) => HideKey | undefined;

/** A value that was read back. */
export interface DecryptedValue {
  readonly type: EntityType;
  readonly value: string;
  readonly keyId: string;
}

/** {@link decryptText}'s answer. */
export interface DecryptedText {
  readonly text: string;
  readonly values: readonly DecryptedValue[];
  /** How many forms were left as they stood: changed, of another type, or of a key that is not there. */
  readonly unreadable: number;
}

/**
 * `ENC[TYPE,key-id,…]`: nonce, ciphertext and tag in base 32, type and key id as associated data. ASCII without a character
 * that Markdown or HTML reads, and no meaning in case, so that it survives copying. The length tells the value's length.
 * Nonces are random: a key should not encrypt more than 2^32 values (NIST SP 800-38D, section 8.3).
 */
export function sealText(type: EntityType, value: string, context: HideContext): string {
  const key = keyOf(context, 'encrypt');
  const nonce = randomOf(context, NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.derive(USE), nonce).setAAD(associatedData(type, key.id));
  const sealed = Buffer.concat([nonce, cipher.update(textToBytes(value)), cipher.final(), cipher.getAuthTag()]);
  return `${OPENING}${type},${key.id},${encodeBase32(sealed)}]`;
}

/**
 * Reads one encrypted value, in either case.
 *
 * @throws PrivacyError `token_unknown` when it was changed, `key_invalid` when its key is not there.
 */
export function decryptValue(form: string, keys: HideKeyLookup): DecryptedValue {
  const parts = /^ENC\[([A-Z_]{1,32}),([a-z0-9-]{1,32}),([a-z0-9]+)\]$/i.exec(form);
  if (parts === null) throw unknown();
  const type = (parts[1] ?? '').toUpperCase();
  const keyId = (parts[2] ?? '').toLowerCase();
  const sealed = decodeBase32(parts[3] ?? '');
  if (sealed === undefined || sealed.length <= NONCE_BYTES + TAG_BYTES || !isEntityType(type)) throw unknown();
  const key = keys(keyId);
  if (key === undefined) throw new PrivacyError('key_invalid', 'no key has the id that the encrypted value names');
  const decipher = createDecipheriv(ALGORITHM, key.derive(USE), sealed.subarray(0, NONCE_BYTES))
    .setAAD(associatedData(type, keyId))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const bytes = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return { type, value: bytesToText(bytes), keyId };
  } catch {
    throw unknown();
  }
}

/** Puts back every encrypted value of a text that the keys can read; leaves the others and counts them. */
export function decryptText(text: string, keys: HideKeyLookup): DecryptedText {
  const values: DecryptedValue[] = [];
  let output = '';
  let from = 0;
  let unreadable = 0;
  for (const form of text.matchAll(/ENC\[[A-Z_]{1,32},[a-z0-9-]{1,32},[a-z0-9]+\]/gi)) {
    try {
      const read = decryptValue(form[0], keys);
      output += text.slice(from, form.index) + read.value;
      from = form.index + form[0].length;
      values.push(read);
    } catch (error) {
      if (!(error instanceof PrivacyError)) throw error;
      unreadable += 1;
    }
  }
  return { text: output + text.slice(from), values, unreadable };
}

function associatedData(type: EntityType, keyId: string): Buffer {
  return Buffer.from(`tensorguard/privacy/encrypt/v1\n${type}\n${keyId}`);
}

function isEntityType(name: string): name is EntityType {
  return Object.hasOwn(ENTITY_TYPES, name);
}

function unknown(): PrivacyError {
  return new PrivacyError('token_unknown', 'the encrypted value was changed or is not one');
}
