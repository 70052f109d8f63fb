import { canonicalBytes, canonicalJson, digestOf, type Digest } from '@tensorguard/core';
import { TgspError } from '../errors.ts';
import { MAX_HEADER_BYTES } from '../limits.ts';
import { readExactly, type PackageSource } from '../package-source.ts';
import { parseEnvelope, type Envelope } from '../signing/envelope.ts';

/** First bytes of every package. */
const MAGIC = Buffer.from('TGSP', 'ascii');
/** The one version of the container. */
const CONTAINER_VERSION = 2;
/** Size of magic, version, three zero bytes and header length, bytes. */
const PREAMBLE_BYTES = 12;

const VERSION_OFFSET = 4;
const LENGTH_OFFSET = 8;

/** A header as it was read; nothing in it is verified. */
export interface RawHeader {
  readonly envelope: Envelope;
  /** Where the payload starts, bytes: preamble and header. */
  readonly headerSize: number;
  /** SHA-256 of preamble and header: the digest of the package. */
  readonly digest: Digest;
}

/** Preamble and header as bytes. @throws TgspError `header_too_large` */
export function encodeHeader(envelope: Envelope): Buffer {
  const header = canonicalBytes(envelope);
  if (header.byteLength > MAX_HEADER_BYTES) throw tooLarge(header.byteLength);
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  MAGIC.copy(preamble);
  preamble[VERSION_OFFSET] = CONTAINER_VERSION;
  preamble.writeUInt32BE(header.byteLength, LENGTH_OFFSET);
  return Buffer.concat([preamble, header]);
}

/**
 * Reads the header of a package.
 *
 * @throws TgspError `bad_magic`, `unsupported_version`, `header_too_large`, `header_malformed`, `header_not_canonical`,
 * `envelope_malformed`, `truncated`, `input_unreadable`
 */
export async function readHeader(source: PackageSource): Promise<RawHeader> {
  const preamble = Buffer.alloc(Math.min(PREAMBLE_BYTES, source.size));
  await readExactly(source, 0, preamble);
  const length = headerLength(preamble);
  if (PREAMBLE_BYTES + length > source.size) {
    throw new TgspError('truncated', 'the package ends in its header', { details: { fileSize: source.size } });
  }
  const bytes = Buffer.alloc(PREAMBLE_BYTES + length);
  preamble.copy(bytes);
  await readExactly(source, PREAMBLE_BYTES, bytes.subarray(PREAMBLE_BYTES));
  const envelope = parseHeader(bytes.subarray(PREAMBLE_BYTES));
  return { envelope, headerSize: bytes.byteLength, digest: digestOf(bytes) };
}

function headerLength(preamble: Buffer): number {
  const start = preamble.subarray(0, MAGIC.byteLength);
  if (!MAGIC.subarray(0, start.byteLength).equals(start)) throw new TgspError('bad_magic', 'not a TGSP package');
  const version = preamble[VERSION_OFFSET];
  if (version !== undefined && version !== CONTAINER_VERSION) {
    throw new TgspError('unsupported_version', 'the version of the package is not supported', { details: { version } });
  }
  if (preamble.byteLength < PREAMBLE_BYTES) throw new TgspError('truncated', 'the package ends in its first bytes');
  if (preamble.subarray(VERSION_OFFSET + 1, LENGTH_OFFSET).some((byte) => byte !== 0)) {
    throw new TgspError('header_malformed', 'reserved bytes are not zero');
  }
  const length = preamble.readUInt32BE(LENGTH_OFFSET);
  if (length > MAX_HEADER_BYTES) throw tooLarge(length);
  return length;
}

function parseHeader(bytes: Buffer): Envelope {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new TgspError('header_malformed', 'the header is not JSON');
  }
  const envelope = parseEnvelope(value);
  if (!Buffer.from(canonicalJson(envelope), 'utf8').equals(bytes)) {
    throw new TgspError('header_not_canonical', 'the header is not canonical JSON');
  }
  return envelope;
}

function tooLarge(length: number): TgspError {
  return new TgspError('header_too_large', `the header is over ${MAX_HEADER_BYTES} bytes`, { details: { length } });
}
