import { sign, type KeyObject } from 'node:crypto';
import { LedgerError } from './errors.ts';
import { cosignedMessage, timestampedSignature } from './internal/cosigned-message.ts';
import type { SignatureAlgorithm } from './internal/note-format.ts';
import { privateKeyFromPkcs8, rawPublicKey } from './internal/raw-keys.ts';
import { keyIdOf, noteVerifier, verifierKeyString, type NoteVerifier, type SignedCheckpoint } from './note-verifier.ts';

/** Signs checkpoints with one key. May be remote, hence asynchronous. */
export interface NoteSigner {
  readonly name: string;
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string;
  /** The signature after the key id. `timeMs` is milliseconds since the epoch. */
  sign(checkpoint: SignedCheckpoint, timeMs: number): Promise<Uint8Array>;
}

/** How the two local signers are made. */
export interface LocalSignerOptions {
  /** Key name in the signature line; for the log's own key its origin. */
  readonly name: string;
  /** PKCS#8 DER in base64, as `generateLogKeys` gives it. */
  readonly privateKey: string;
}

/** Key, name and id that every local signer has. */
class LocalKey {
  readonly name: string;
  readonly keyId: string;
  readonly vkey: string;
  protected readonly key: KeyObject;

  /** @throws LedgerError `key_invalid` */
  constructor(algorithm: SignatureAlgorithm, { name, privateKey }: LocalSignerOptions) {
    this.key = privateKeyFromPkcs8(algorithm, privateKey);
    const publicKey = rawPublicKey(algorithm, this.key);
    this.name = name;
    this.keyId = keyIdOf(name, algorithm, publicKey);
    this.vkey = verifierKeyString(name, algorithm, publicKey);
  }

  /** The verifier of this key's signatures. */
  verifier(): NoteVerifier {
    return noteVerifier(this.vkey);
  }
}

/** Ed25519 note signatures (type 0x01) as Go's `sumdb/note` makes and accepts them: over the note's text. */
export class Ed25519NoteSigner extends LocalKey implements NoteSigner {
  /** @throws LedgerError `key_invalid` */
  constructor(options: LocalSignerOptions) {
    super('ed25519', options);
  }

  async sign(checkpoint: SignedCheckpoint): Promise<Uint8Array> {
    return sign(null, Buffer.from(checkpoint.text), this.key);
  }
}

/** ML-DSA-44 cosignatures (type 0x06, c2sp.org/tlog-cosignature): a time and a signature over the tree head. */
export class MlDsa44Cosigner extends LocalKey implements NoteSigner {
  /** @throws LedgerError `key_invalid` */
  constructor(options: LocalSignerOptions) {
    super('ml-dsa-44', options);
  }

  /** @throws LedgerError `checkpoint_malformed` for a checkpoint with extension lines, which it could not cover. */
  async sign(checkpoint: SignedCheckpoint, timeMs: number): Promise<Uint8Array> {
    const timestampS = Math.floor(timeMs / 1000);
    const message = cosignedMessage({ cosigner: this.name, timestampS, ...checkpoint });
    if (message === null || checkpoint.extensions.length > 0) {
      throw new LedgerError('checkpoint_malformed', 'a checkpoint that an ML-DSA-44 cosignature cannot cover');
    }
    return timestampedSignature(timestampS, sign(null, message, this.key));
  }
}
