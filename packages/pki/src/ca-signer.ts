import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { PkiError } from './errors.ts';
import { importPrivateKey, type PrivateKeyInput } from './key-pair.ts';

/** The private key of an authority, wherever it is kept: in memory, in a key vault, in an HSM. */
export interface CaSigner {
  /** ECDSA P-256. */
  readonly publicKey: KeyObject;
  /** ECDSA with SHA-256 over the bytes, as a DER `Ecdsa-Sig-Value`. */
  sign(tbs: Uint8Array): Promise<Uint8Array>;
}

const signAsync = promisify(sign);
const CA_CURVE = 'prime256v1';

/**
 * A signer over a private key in this process.
 *
 * @throws PkiError `key_invalid`, `algorithm_not_allowed` when it is not ECDSA P-256
 */
export function keySigner(key: PrivateKeyInput): CaSigner {
  const privateKey = importPrivateKey(key);
  const publicKey = createPublicKey(privateKey);
  requireCaKey(publicKey);
  return {
    publicKey,
    sign: (tbs) => signAsync('sha256', tbs, { key: privateKey, dsaEncoding: 'der' }),
  };
}

/** Checks that a public key is of the one kind that our authorities have. */
export function requireCaKey(publicKey: KeyObject): void {
  if (publicKey.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== CA_CURVE) {
    throw new PkiError('algorithm_not_allowed', 'an authority signs with ECDSA P-256');
  }
}
