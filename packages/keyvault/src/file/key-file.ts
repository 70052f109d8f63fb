import { canonicalBytes, canonicalJson } from '@tensorguard/core';
import { z } from 'zod';
import type { KeyVersion } from '../key-provider.ts';
import { decodeBase64url } from '../internal/base64url.ts';
import { AEAD, KEY_BYTES, openAead, sealAead } from '../internal/aead.ts';
import { corrupted } from './errors.ts';

const FORMAT = 'tensorguard-key/1';
const SUFFIX = '.json';
/** Versions are zero-padded so that names sort by number. */
const VERSION_DIGITS = 6;
/** Most versions of one key. */
export const MAX_VERSIONS = 999_999;

const schema = z.strictObject({
  format: z.literal(FORMAT),
  algorithm: z.literal(AEAD),
  keyName: z.string(),
  version: z.int(),
  createdAt: z.int(),
  sealed: z.base64url(),
});

/** File name of a version. */
export function keyFileName(version: number): string {
  return `${String(version).padStart(VERSION_DIGITS, '0')}${SUFFIX}`;
}

/**
 * The versions that a folder's file names stand for, without gaps from 1 on.
 *
 * @throws KeyVaultError `vault_corrupted`
 */
export function versionsFromNames(names: readonly string[], keyName: string): number[] {
  names.forEach((name, at) => {
    if (name !== keyFileName(at + 1)) throw corrupted(`the folder of key ${keyName}`);
  });
  return names.map((_, at) => at + 1);
}

/** Content of the file of one version: its metadata in the clear and its key under the master key. */
export function encodeKeyFile(masterKey: Uint8Array, meta: KeyVersion, key: Uint8Array): string {
  const header = { format: FORMAT, algorithm: AEAD, ...meta };
  const sealed = sealAead(masterKey, key, canonicalBytes(header)).toString('base64url');
  return `${canonicalJson({ ...header, sealed })}\n`;
}

/**
 * Reads the file of one version.
 *
 * @throws KeyVaultError `vault_corrupted` when it is damaged, swapped or of another master key
 */
export function decodeKeyFile(
  masterKey: Uint8Array,
  keyName: string,
  version: number,
  content: Buffer,
): { readonly meta: KeyVersion; readonly key: Buffer } {
  const what = `version ${version} of key ${keyName}`;
  let parsed;
  try {
    parsed = schema.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw corrupted(what, cause);
  }
  const { sealed, ...header } = parsed;
  const key = openAead(masterKey, decodeBase64url(sealed), canonicalBytes(header));
  if (key?.length !== KEY_BYTES || header.keyName !== keyName || header.version !== version) throw corrupted(what);
  return { meta: { keyName, version, createdAt: header.createdAt }, key };
}
