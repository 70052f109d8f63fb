import { MAX_KEY_NAME_BYTES } from './note-format.ts';

/** Bytes of an ML-DSA-44 signature (FIPS 204, table 2). */
const ML_DSA_44_SIGNATURE_BYTES = 2420;
const TIMESTAMP_BYTES = 8;
const LABEL = Buffer.from('subtree/v1\n\0', 'latin1');

/** What an ML-DSA-44 cosignature on a checkpoint states. */
export interface CosignedStatement {
  /** Key name of the cosigner. */
  readonly cosigner: string;
  /** Seconds since the epoch. */
  readonly timestampS: number;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * The `cosigned_message` of c2sp.org/tlog-cosignature for a whole tree (start 0): label, cosigner, time, origin, range,
 * root. `null` when a name does not fit its length byte.
 */
export function cosignedMessage(statement: CosignedStatement): Buffer | null {
  const cosigner = lengthPrefixed(statement.cosigner);
  const origin = lengthPrefixed(statement.origin);
  if (cosigner === null || origin === null) return null;
  const start = uint64(0);
  const end = uint64(statement.size);
  return Buffer.concat([LABEL, cosigner, uint64(statement.timestampS), origin, start, end, statement.root]);
}

/** `timestamped_signature`: eight bytes of time, then the signature. */
export function timestampedSignature(timestampS: number, signature: Uint8Array): Buffer {
  return Buffer.concat([uint64(timestampS), signature]);
}

/** The opposite of {@link timestampedSignature}; `null` when the length is wrong or the time is out of range. */
export function splitTimestamped(bytes: Uint8Array): { timestampS: number; signature: Buffer } | null {
  const buffer = Buffer.from(bytes);
  if (buffer.length !== TIMESTAMP_BYTES + ML_DSA_44_SIGNATURE_BYTES) return null;
  const timestampS = Number(buffer.readBigUInt64BE());
  return Number.isSafeInteger(timestampS) ? { timestampS, signature: buffer.subarray(TIMESTAMP_BYTES) } : null;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function lengthPrefixed(text: string): Buffer | null {
  const bytes = Buffer.from(text);
  if (bytes.length === 0 || bytes.length > MAX_KEY_NAME_BYTES) return null;
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}
