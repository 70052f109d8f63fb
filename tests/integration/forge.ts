import { canonicalBytes, type JsonValue } from '@tensorguard/core';
import { MANIFEST_PAYLOAD_TYPE, signEnvelope, type Envelope, type HybridSigner } from '@tensorguard/tgsp';

/** Where things stand in a package (docs/spec/tgsp-v2.md). */
const VERSION_OFFSET = 4;
const LENGTH_OFFSET = 8;
const PREAMBLE_BYTES = 12;

/** A package taken apart, as somebody does who wants to change it. */
interface Parts {
  readonly preamble: Buffer;
  readonly envelope: Envelope;
  readonly payload: Buffer;
}

/** The size of preamble and header: where the encrypted payload begins. */
export function payloadStart(bytes: Buffer): number {
  return PREAMBLE_BYTES + bytes.readUInt32BE(LENGTH_OFFSET);
}

/** A copy with one bit turned. */
export function flipBit(bytes: Buffer, at: number): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** A copy that says it has another version of the container. */
export function withContainerVersion(bytes: Buffer, version: number): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(version, VERSION_OFFSET);
  return copy;
}

/** The package with a changed manifest, signed again by somebody. The encrypted payload stays what it was. */
export async function signAgain(
  bytes: Buffer,
  signer: HybridSigner,
  change: Readonly<Record<string, JsonValue>> = {},
): Promise<Buffer<ArrayBuffer>> {
  const { preamble, envelope, payload } = takeApart(bytes);
  const manifest = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Record<string, JsonValue>;
  const signed = await signEnvelope(MANIFEST_PAYLOAD_TYPE, { ...manifest, ...change }, signer);
  return putTogether({ preamble, envelope: signed, payload });
}

/** The package with its manifest and only the signatures of somebody else. */
export async function withForeignSignatures(bytes: Buffer, signer: HybridSigner): Promise<Buffer<ArrayBuffer>> {
  const { preamble, envelope, payload } = takeApart(bytes);
  const foreign = takeApart(await signAgain(bytes, signer)).envelope;
  const signatures = foreign.signatures.map(({ algorithm, sig }, i) => ({
    keyid: envelope.signatures[i]!.keyid,
    algorithm,
    sig,
  }));
  return putTogether({ preamble, envelope: { ...envelope, signatures }, payload });
}

function takeApart(bytes: Buffer): Parts {
  const start = payloadStart(bytes);
  return {
    preamble: bytes.subarray(0, PREAMBLE_BYTES),
    envelope: JSON.parse(bytes.toString('utf8', PREAMBLE_BYTES, start)) as Envelope,
    payload: bytes.subarray(start),
  };
}

function putTogether({ preamble, envelope, payload }: Parts): Buffer<ArrayBuffer> {
  const header = canonicalBytes(envelope);
  const start = Buffer.from(preamble);
  start.writeUInt32BE(header.length, LENGTH_OFFSET);
  return Buffer.concat([start, header, payload]);
}
