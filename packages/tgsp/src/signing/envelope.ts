import { verify, type KeyObject } from 'node:crypto';
import { canonicalBytes, canonicalJson, digestPattern, type Digest } from '@tensorguard/core';
import { z } from 'zod';
import { TgspError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../internal/base64.ts';
import { describeIssues } from '../internal/issues.ts';
import { preAuthEncoding } from './dsse.ts';
import type { HybridSigner } from './hybrid-signer.ts';
import { importSigningPublicKey, signingKeyId, type SigningPublicKey } from './signing-public-key.ts';

/** The algorithms of a hybrid signature, in the order they have in an envelope, with the size of a signature in bytes. */
export const SIGNATURE_ALGORITHMS = { ed25519: 64, 'ml-dsa-65': 3309 } as const;
type SignatureAlgorithm = keyof typeof SIGNATURE_ALGORITHMS;

const ALGORITHM_ORDER = Object.keys(SIGNATURE_ALGORITHMS) as SignatureAlgorithm[];

const envelopeSchema = z.strictObject({
  payloadType: z.string().min(1).max(256),
  payload: z.string().refine((value) => decodeBase64(value) !== undefined, 'is not base64'),
  signatures: z
    .array(
      z.strictObject({
        keyid: z.string().regex(digestPattern),
        algorithm: z.string().max(32),
        sig: z.string().refine((value) => decodeBase64(value) !== undefined, 'is not base64'),
      }),
    )
    .max(2),
});

/** A DSSE-style envelope with one Ed25519 and one ML-DSA-65 signature by the same hybrid key. JSON-safe. */
export type Envelope = z.infer<typeof envelopeSchema>;

/** What a verified envelope says. */
export interface VerifiedEnvelope {
  readonly payloadType: string;
  /** The signed bytes: canonical JSON. */
  readonly payload: Buffer;
  /** The signed bytes as a JSON value; its shape is the caller's to check. */
  readonly value: unknown;
  readonly keyId: Digest;
}

/** Signs the canonical JSON of `value` with both algorithms. @throws CoreError `canonical_json_invalid` */
export async function signEnvelope(payloadType: string, value: unknown, signer: HybridSigner): Promise<Envelope> {
  const payload = canonicalBytes(value);
  const { ed25519, mlDsa65 } = await signer.sign(preAuthEncoding(payloadType, payload));
  const keyid = signer.keyId;
  return {
    payloadType,
    payload: encodeBase64(payload),
    signatures: [
      { keyid, algorithm: 'ed25519', sig: encodeBase64(ed25519) },
      { keyid, algorithm: 'ml-dsa-65', sig: encodeBase64(mlDsa65) },
    ],
  };
}

/**
 * Verifies an untrusted envelope: exactly the two signatures, by one trusted key, both valid, over canonical JSON.
 * Name the payload type that you expect, so that a statement made for one purpose is never taken for another.
 *
 * @throws TgspError `envelope_malformed`, `payload_type_mismatch`, `suite_unsupported`, `signature_missing`,
 * `untrusted_signer`, `signature_invalid`, `payload_not_canonical`
 */
export function verifyEnvelope(
  envelope: unknown,
  trustedKeys: readonly SigningPublicKey[],
  expectedPayloadType?: string,
): VerifiedEnvelope {
  const parsed = parseEnvelope(envelope);
  if (expectedPayloadType !== undefined && parsed.payloadType !== expectedPayloadType) {
    throw new TgspError('payload_type_mismatch', 'the envelope was signed for another purpose', {
      details: { expected: expectedPayloadType, found: parsed.payloadType },
    });
  }
  const keyId = signerOf(parsed);
  const publicKey = trustedKeys.find((key) => signingKeyId(key) === keyId);
  if (publicKey === undefined) {
    throw new TgspError('untrusted_signer', 'the signer is not trusted', { details: { keyId } });
  }
  const payload = verifySignatures(parsed, publicKey);
  return { payloadType: parsed.payloadType, payload, value: parseCanonical(payload), keyId };
}

/** Checks the shape of an envelope. @throws TgspError `envelope_malformed` */
export function parseEnvelope(envelope: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(envelope);
  if (parsed.success) return parsed.data;
  throw new TgspError('envelope_malformed', `not a signed envelope: ${describeIssues(parsed.error)}`);
}

/**
 * The key that an envelope claims; proves nothing yet.
 *
 * @throws TgspError `suite_unsupported`, `signature_missing`, `envelope_malformed`
 */
export function signerOf(envelope: Envelope): Digest {
  const { signatures } = envelope;
  for (const { algorithm } of signatures) {
    if (!Object.hasOwn(SIGNATURE_ALGORITHMS, algorithm)) {
      throw new TgspError('suite_unsupported', 'the signature algorithm is not known', { details: { algorithm } });
    }
  }
  for (const algorithm of ALGORITHM_ORDER) {
    if (!signatures.some((signature) => signature.algorithm === algorithm)) {
      throw new TgspError('signature_missing', 'a signature is missing', { details: { algorithm } });
    }
  }
  const [first, second] = signatures;
  if (first === undefined || first.algorithm !== ALGORITHM_ORDER[0] || first.keyid !== second?.keyid) {
    throw new TgspError('envelope_malformed', 'the signatures are out of order or by different keys');
  }
  return first.keyid as Digest;
}

/**
 * Verifies both signatures of an envelope with one key and returns the signed bytes.
 *
 * @throws TgspError `signature_invalid`, and the errors of {@link signerOf}
 */
export function verifySignatures(envelope: Envelope, publicKey: SigningPublicKey): Buffer {
  const keyId = signerOf(envelope);
  if (signingKeyId(publicKey) !== keyId) {
    throw new TgspError('signature_invalid', 'the envelope names another key', { details: { keyId } });
  }
  const payload = Buffer.from(envelope.payload, 'base64');
  const message = preAuthEncoding(envelope.payloadType, payload);
  const keys = importSigningPublicKey(publicKey);
  const keyFor: Record<SignatureAlgorithm, KeyObject> = { ed25519: keys.ed25519, 'ml-dsa-65': keys.mlDsa65 };
  for (const { algorithm, sig } of envelope.signatures) {
    if (!isValid(keyFor[algorithm as SignatureAlgorithm], message, Buffer.from(sig, 'base64'))) {
      throw new TgspError('signature_invalid', 'a signature does not verify', { details: { algorithm, keyId } });
    }
  }
  return payload;
}

/** Parses bytes that must be the one canonical form of a JSON value. @throws TgspError `payload_not_canonical` */
export function parseCanonical(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  let canonical = false;
  let value: unknown;
  try {
    value = JSON.parse(text);
    canonical = Buffer.from(canonicalJson(value), 'utf8').equals(payload);
  } catch (cause) {
    throw new TgspError('payload_not_canonical', 'the signed bytes are not canonical JSON', { cause });
  }
  if (!canonical) throw new TgspError('payload_not_canonical', 'the signed bytes are not canonical JSON');
  return value;
}

function isValid(key: KeyObject, message: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}
