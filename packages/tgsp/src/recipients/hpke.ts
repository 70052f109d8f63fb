import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';

/** Name of the one HPKE suite: KEM 0x647A (X25519 + ML-KEM-768), KDF 0x0001, AEAD 0x0003; base mode. */
export const HPKE_SUITE = 'hpke-base-x-wing-hkdf-sha256-chacha20-poly1305';
/** Size of an encapsulated key, bytes. */
export const HPKE_ENC_BYTES = 1120;
/** How much longer a ciphertext is than its plaintext, bytes. */
export const HPKE_TAG_BYTES = 16;

/** Output of one HPKE encryption. */
export interface HpkeBox {
  /** Encapsulated key, 1,120 bytes. */
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Encrypts one message (RFC 9180 section 6.1, base mode). */
export async function hpkeSeal(publicKey: Uint8Array, info: Uint8Array, plaintext: Uint8Array): Promise<HpkeBox> {
  const suite = cipherSuite();
  const key = await suite.kem.importKey('raw', own(publicKey), true);
  const sender = await suite.createSenderContext({ recipientPublicKey: key, info: own(info) });
  const ciphertext = await sender.seal(own(plaintext), new ArrayBuffer(0));
  return { enc: new Uint8Array(sender.enc), ciphertext: new Uint8Array(ciphertext) };
}

/** Decrypts one message. Rejects with an error of the library when key, info or bytes are not the right ones. */
export async function hpkeOpen(seed: Uint8Array, info: Uint8Array, box: HpkeBox): Promise<Buffer> {
  const suite = cipherSuite();
  const key = await suite.kem.importKey('raw', own(seed), false);
  const recipient = await suite.createRecipientContext({ recipientKey: key, enc: own(box.enc), info: own(info) });
  return Buffer.from(await recipient.open(own(box.ciphertext), new ArrayBuffer(0)));
}

/** The public key of an X-Wing seed. */
export async function xWingPublicKey(seed: Uint8Array): Promise<Uint8Array> {
  const kem = new XWing();
  await kem.importKey('raw', own(seed), false);
  const { publicKey } = await kem.generateKeyPairDerand(new Uint8Array(own(seed)));
  return new Uint8Array(await kem.serializePublicKey(publicKey));
}

function cipherSuite(): CipherSuite {
  return new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
}

/** A buffer of its own: the library reads the whole memory under a view. */
function own(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}
