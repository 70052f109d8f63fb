import { randomBytes } from 'node:crypto';
import { CoreError } from './core-error.ts';
import { ID_ALPHABET, ID_SUFFIX_LENGTH, idPattern } from './id-pattern.ts';

/** An identifier that names its kind: `<prefix>_<26 characters>` (TypeID 0.3: a UUIDv7 in Crockford base32). */
export type Id<Prefix extends string = string> = `${Prefix}_${string}`;

/** Makes an id that sorts by creation time. `now` is milliseconds since the epoch. */
export function newId<Prefix extends string>(prefix: Prefix, now: number = Date.now()): Id<Prefix> {
  const uuid = randomBytes(16);
  uuid.writeUIntBE(now, 0, 6);
  uuid[6] = 0x70 | (uuid[6]! & 0x0f);
  uuid[8] = 0x80 | (uuid[8]! & 0x3f);
  return `${prefix}_${base32(uuid)}`;
}

/**
 * Checks that text is an id of the given prefix.
 *
 * @throws CoreError `id_invalid`
 */
export function parseId<Prefix extends string>(prefix: Prefix, text: string): Id<Prefix> {
  if (!idPattern(prefix).test(text)) {
    throw new CoreError('id_invalid', `not an id of kind ${prefix}`, { details: { prefix } });
  }
  return text as Id<Prefix>;
}

/** 128 bits as 26 base32 digits, most significant first (the first digit carries 3 bits). */
function base32(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const digits: string[] = [];
  for (let i = 0; i < ID_SUFFIX_LENGTH; i++) {
    digits.push(ID_ALPHABET[Number(rest & 31n)]!);
    rest >>= 5n;
  }
  return digits.reverse().join('');
}
