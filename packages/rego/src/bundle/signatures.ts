import { constants, createHash, createHmac, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { canonicalBytes } from '@tensorguard/core';
import { z } from 'zod';
import { RegoError } from '../errors.ts';
import type { ArchiveFile } from './read-tar.ts';

/** A key that bundles may be signed with. */
export interface VerificationKey {
  readonly id: string;
  readonly algorithm: 'RS256' | 'ES256' | 'PS256' | 'EdDSA' | 'HS256';
  /** A public key, or the secret of HS256. */
  readonly key: KeyObject;
}

const signaturesSchema = z.looseObject({ signatures: z.array(z.string()).length(1) });
const headerSchema = z.looseObject({ alg: z.string(), kid: z.string().optional() });
const payloadSchema = z.looseObject({
  files: z.array(z.looseObject({ name: z.string(), hash: z.string(), algorithm: z.string() })),
  keyid: z.string().optional(),
});

const HASHES: Readonly<Record<string, string>> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };
/** Files whose hash is over their canonical JSON. */
const STRUCTURED = new Set(['data.json', '.manifest']);

/**
 * Verifies the signature of a bundle, that every file is in it and every hash right. Returns the id of the key.
 *
 * @throws RegoError `bundle_invalid`
 */
export function verifySignatures(
  files: readonly ArchiveFile[],
  signatureFile: string,
  keys: readonly VerificationKey[],
): string {
  const file = files.find(({ path }) => path === signatureFile);
  if (file === undefined) throw invalid('the bundle is not signed');
  const token = parse(signaturesSchema, Buffer.from(file.bytes).toString('utf8')).signatures[0]!;
  const { payload, keyId } = verifyToken(token, keys);
  const signed = new Map(payload.files.map((each) => [each.name, each]));
  for (const { path, bytes } of files) {
    if (path === signatureFile) continue;
    const entry = signed.get(path);
    if (entry === undefined) throw invalid(`${path} is not signed`);
    const algorithm = HASHES[entry.algorithm];
    if (algorithm === undefined) throw invalid(`the hash ${entry.algorithm} is not supported`);
    const found = createHash(algorithm).update(contentOf(path, bytes)).digest('hex');
    if (found !== entry.hash) throw invalid(`${path} is not the file that was signed`);
    signed.delete(path);
  }
  const missing = signed.keys().next().value;
  if (missing !== undefined) throw invalid(`${missing} is signed but not there`);
  return keyId;
}

function contentOf(path: string, bytes: Uint8Array): Uint8Array {
  if (!STRUCTURED.has(path.split('/').at(-1)!)) return bytes;
  try {
    return canonicalBytes(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new RegoError('bundle_invalid', `${path} is not JSON`, { cause });
  }
}

function verifyToken(
  token: string,
  keys: readonly VerificationKey[],
): { readonly payload: z.infer<typeof payloadSchema>; readonly keyId: string } {
  const parts = token.split('.');
  if (parts.length !== 3) throw invalid('the signature is not a JSON web token');
  const [header, payload, signature] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer];
  const { alg, kid } = parse(headerSchema, header.toString('utf8'));
  const content = parse(payloadSchema, payload.toString('utf8'));
  const wanted = kid ?? content.keyid;
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
  for (const key of keys) {
    if (key.algorithm !== alg || (wanted !== undefined && wanted !== key.id)) continue;
    if (isSigned(key, signed, signature)) return { payload: content, keyId: key.id };
  }
  throw invalid('no known key signed the bundle');
}

function isSigned({ algorithm, key }: VerificationKey, signed: Buffer, signature: Buffer): boolean {
  switch (algorithm) {
    case 'HS256': {
      const expected = createHmac('sha256', key).update(signed).digest();
      return expected.byteLength === signature.byteLength && timingSafeEqual(expected, signature);
    }
    case 'RS256':
      return verify('sha256', signed, key, signature);
    case 'PS256':
      return verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    case 'ES256':
      return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'EdDSA':
      return verify(null, signed, key, signature);
  }
}

function parse<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RegoError('bundle_invalid', 'the signature is malformed', { cause });
  }
}

function invalid(message: string): RegoError {
  return new RegoError('bundle_invalid', message);
}
