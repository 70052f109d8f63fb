import { crc32 } from 'node:zlib';
import { PrivacyError } from '../../errors.ts';
import type { Gazetteer } from './gazetteer.ts';
import { LABEL_COUNT } from './labels.ts';

/** Parts of the trained file. */
export interface Model {
  /** Weights of `2 ** rowBits` rows of {@link LABEL_COUNT} labels each, in units of `scale`. */
  readonly weights: Int8Array;
  readonly rowBits: number;
  /** Natural logarithm units of one step of a weight. */
  readonly scale: number;
  /** Weight of label `to` after label `from` at `from * LABEL_COUNT + to`, in natural logarithm units. */
  readonly transitions: Float32Array;
  readonly gazetteer: Gazetteer;
}

const MAGIC = 0x4754_4754;
const VERSION = 3;
const HEADER_BYTES = 64;
/** Where the header keeps the CRC-32 of all other bytes. It tells damage; who may write the file may write the program as well. */
const CHECKSUM_AT = HEADER_BYTES - 4;
const MIN_ROW_BITS = 4;
const MAX_ROW_BITS = 20;

interface Header {
  readonly rowBits: number;
  readonly words: number;
  readonly scale: number;
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}

function bodyBytes(header: Header): number {
  const weights = padded(2 ** header.rowBits * LABEL_COUNT);
  return weights + LABEL_COUNT * LABEL_COUNT * 4 + header.words * 8;
}

/** Writes a model: header (magic, version, labels, row bits, words, scale, CRC-32 of the rest), weights, transitions, lists. */
export function encodeModel(model: Model): Uint8Array {
  const words = model.gazetteer.hashes.length;
  const header = { rowBits: model.rowBits, words, scale: model.scale };
  const bytes = new Uint8Array(HEADER_BYTES + bodyBytes(header));
  let at = HEADER_BYTES;
  bytes.set(new Uint8Array(model.weights.buffer, model.weights.byteOffset, model.weights.byteLength), at);
  at += padded(model.weights.byteLength);
  new Float32Array(bytes.buffer, at, LABEL_COUNT * LABEL_COUNT).set(model.transitions);
  at += LABEL_COUNT * LABEL_COUNT * 4;
  new Uint32Array(bytes.buffer, at, words).set(model.gazetteer.hashes);
  at += words * 4;
  new Uint32Array(bytes.buffer, at, words).set(model.gazetteer.flags);
  const view = new DataView(bytes.buffer);
  [MAGIC, VERSION, LABEL_COUNT, header.rowBits, words].forEach((value, index) =>
    view.setUint32(index * 4, value, true),
  );
  view.setFloat32(20, header.scale, true);
  view.setUint32(CHECKSUM_AT, checksumOf(bytes), true);
  return bytes;
}

function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, CHECKSUM_AT)));
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < HEADER_BYTES) throw new PrivacyError('model_invalid', 'the tagger file is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new PrivacyError('model_invalid', 'not a tagger file');
  if (view.getUint32(4, true) !== VERSION || view.getUint32(8, true) !== LABEL_COUNT) {
    throw new PrivacyError('model_invalid', 'the tagger file is of another version');
  }
  const header = {
    rowBits: view.getUint32(12, true),
    words: view.getUint32(16, true),
    scale: view.getFloat32(20, true),
  };
  const sane = header.rowBits >= MIN_ROW_BITS && header.rowBits <= MAX_ROW_BITS && header.scale > 0;
  if (!sane || bytes.length !== HEADER_BYTES + bodyBytes(header)) {
    throw new PrivacyError('model_invalid', 'the tagger file has the wrong length');
  }
  return header;
}

/** Reads what {@link encodeModel} wrote. Throws `model_invalid` for anything else. Its parts are views of the bytes when those are aligned. */
export function decodeModel(source: Uint8Array): Model {
  const header = readHeader(source);
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  if (view.getUint32(CHECKSUM_AT, true) !== checksumOf(source)) {
    throw new PrivacyError('model_invalid', 'the tagger file is damaged');
  }
  const { buffer, byteOffset } =
    source.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? source : new Uint8Array(source);
  const { rowBits, words, scale } = header;
  let at = byteOffset + HEADER_BYTES;
  const weights = new Int8Array(buffer, at, 2 ** rowBits * LABEL_COUNT);
  at += padded(weights.byteLength);
  const transitions = new Float32Array(buffer, at, LABEL_COUNT * LABEL_COUNT);
  at += transitions.byteLength;
  const hashes = new Uint32Array(buffer, at, words);
  const flags = new Uint32Array(buffer, at + words * 4, words);
  return { weights, rowBits, scale, transitions, gazetteer: { hashes, flags } };
}
