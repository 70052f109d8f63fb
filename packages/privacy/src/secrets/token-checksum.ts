import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM_CHARACTERS = 6;

/** Whether a token ends with the CRC-32 of its random part in base 62, as those of GitHub and npm do. */
export function hasTokenChecksum(token: string): boolean {
  const random = token.slice(token.indexOf('_') + 1, -CHECKSUM_CHARACTERS);
  return checksumOf(random) === token.slice(-CHECKSUM_CHARACTERS);
}

/** Six characters that stand for the CRC-32 of a text. */
export function checksumOf(random: string): string {
  let rest = crc32(random);
  let text = '';
  for (let i = 0; i < CHECKSUM_CHARACTERS; i++) {
    text = BASE62[rest % BASE62.length]! + text;
    rest = Math.floor(rest / BASE62.length);
  }
  return text;
}
