import { gunzipSync } from 'node:zlib';
import { RegoError } from '../errors.ts';

/** Largest bundle after unpacking, bytes. */
export const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
/** Most files in a bundle. */
export const MAX_BUNDLE_FILES = 10_000;

const BLOCK_BYTES = 512;
const NAME = { offset: 0, length: 100 };
const SIZE = { offset: 124, length: 12 };
const CHECKSUM = { offset: 148, length: 8 };
const TYPE_OFFSET = 156;
const PREFIX = { offset: 345, length: 155 };
const SPACE = 0x20;

/** A file of an archive. */
export interface ArchiveFile {
  /** Path without a leading slash or dot. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a tar archive (POSIX ustar, pax and GNU long names), compressed with gzip or not. Links and devices are refused.
 *
 * @throws RegoError `bundle_invalid`
 */
export function readTar(archive: Uint8Array): readonly ArchiveFile[] {
  const bytes = unpack(archive);
  const files: ArchiveFile[] = [];
  let longName: string | undefined;
  for (let offset = 0; offset + BLOCK_BYTES <= bytes.byteLength;) {
    const header = bytes.subarray(offset, offset + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) return files;
    checkSum(header);
    const size = octal(header, SIZE);
    const start = offset + BLOCK_BYTES;
    if (start + size > bytes.byteLength) throw invalid('the archive ends early');
    const content = bytes.subarray(start, start + size);
    offset = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    const type = String.fromCharCode(header[TYPE_OFFSET]!);
    if (type === 'L') longName = text(content);
    else if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type === '0' || type === '\0') {
      files.push({ path: cleanPath(longName ?? nameOf(header)), bytes: content });
      longName = undefined;
      if (files.length > MAX_BUNDLE_FILES) throw invalid('the archive has too many files');
    } else if (type !== '5' && type !== 'g') throw invalid(`the archive has an entry of type ${JSON.stringify(type)}`);
    else longName = undefined;
  }
  return files;
}

function unpack(archive: Uint8Array): Uint8Array {
  const isGzip = archive[0] === 0x1f && archive[1] === 0x8b;
  try {
    const bytes = isGzip ? gunzipSync(archive, { maxOutputLength: MAX_BUNDLE_BYTES }) : archive;
    if (bytes.byteLength > MAX_BUNDLE_BYTES) throw invalid('the archive is too large');
    return bytes;
  } catch (cause) {
    if (cause instanceof RegoError) throw cause;
    throw new RegoError('bundle_invalid', 'the archive cannot be unpacked', { cause });
  }
}

function checkSum(header: Uint8Array): void {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const inChecksum = i >= CHECKSUM.offset && i < CHECKSUM.offset + CHECKSUM.length;
    sum += inChecksum ? SPACE : header[i]!;
  }
  if (sum !== octal(header, CHECKSUM)) throw invalid('a header of the archive has a wrong checksum');
}

function octal(header: Uint8Array, field: { readonly offset: number; readonly length: number }): number {
  const digits = text(header.subarray(field.offset, field.offset + field.length)).trim();
  if (!/^[0-7]+$/.test(digits)) throw invalid('a header of the archive is malformed');
  return Number.parseInt(digits, 8);
}

function nameOf(header: Uint8Array): string {
  const name = text(header.subarray(NAME.offset, NAME.offset + NAME.length));
  const isUstar = text(header.subarray(257, 263)).startsWith('ustar');
  const prefix = isUstar ? text(header.subarray(PREFIX.offset, PREFIX.offset + PREFIX.length)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** The `path` of a pax header: records `length key=value`. */
function paxPath(content: Uint8Array): string | undefined {
  let path: string | undefined;
  for (let at = 0; at < content.byteLength;) {
    const space = content.indexOf(SPACE, at);
    const length = space < 0 ? 0 : Number(text(content.subarray(at, space)));
    if (!Number.isSafeInteger(length) || length <= space - at || at + length > content.byteLength) {
      throw invalid('a pax header is malformed');
    }
    const record = text(content.subarray(space + 1, at + length - 1));
    if (record.startsWith('path=')) path = record.slice('path='.length);
    at += length;
  }
  return path;
}

function cleanPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..'))
    throw invalid(`the archive has a file with the path ${JSON.stringify(path)}`);
  return parts.join('/');
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

function invalid(message: string): RegoError {
  return new RegoError('bundle_invalid', message);
}
