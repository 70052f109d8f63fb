import { randomBytes, type KeyObject } from 'node:crypto';
import type { CaSigner } from '../ca-signer.ts';
import { PkiError } from '../errors.ts';
import { exportPublicKeyDer } from '../key-pair.ts';
import { contextConstructed, integer, integerFromHex, sequence, time, type Asn1 } from './asn1-write.ts';
import { caSignatureAlgorithm } from './signature-algorithms.ts';
import { signStructure } from './signed-structure.ts';

/** Everything that goes into a certificate. Names are DER; times are milliseconds since the epoch. */
export interface CertificateContent {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: KeyObject;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly Asn1[];
}

/** How far `notBefore` lies in the past, so that a machine whose clock runs late can use a fresh certificate. */
export const CLOCK_SKEW_MS = 5 * 60_000;

const VERSION_3 = 2;
const SERIAL_BYTES = 16;
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;

/** Signs an X.509 v3 certificate with a fresh random serial. */
export async function buildCertificate(content: CertificateContent, signer: CaSigner): Promise<Buffer> {
  const tbs = sequence(
    contextConstructed(VERSION_TAG, integer(VERSION_3)),
    integerFromHex(randomSerial()),
    caSignatureAlgorithm(),
    content.issuer,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject,
    exportPublicKeyDer(content.publicKey),
    contextConstructed(EXTENSIONS_TAG, sequence(...content.extensions)),
  );
  return signStructure(tbs, signer);
}

/** 126 random bits; the top bits are 01, so that it is positive and always 16 bytes long. */
function randomSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/**
 * The validity of a certificate issued at `now` under an authority; it never outlives the authority.
 *
 * @throws PkiError `ca_expired`, `profile_invalid` when the lifetime is not within the bounds
 */
export function validityUnder(
  authority: { readonly notBefore: number; readonly notAfter: number },
  now: number,
  lifetimeMs: number,
  maxLifetimeMs: number,
): { readonly notBefore: number; readonly notAfter: number } {
  requireLifetime(lifetimeMs, maxLifetimeMs);
  if (now < authority.notBefore || now >= authority.notAfter) {
    throw new PkiError('ca_expired', 'the authority is not valid at this time', { details: { now } });
  }
  return { notBefore: now - CLOCK_SKEW_MS, notAfter: Math.min(now + lifetimeMs, authority.notAfter) };
}

/** Checks a lifetime in milliseconds; `profile_invalid` when it is not between a second and the bound. */
export function requireLifetime(lifetimeMs: number, maxLifetimeMs: number): void {
  if (!(lifetimeMs >= 1000 && lifetimeMs <= maxLifetimeMs)) {
    throw new PkiError('profile_invalid', 'lifetime out of bounds', { details: { lifetimeMs, maxLifetimeMs } });
  }
}
