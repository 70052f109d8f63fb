/** Digits and lower-case letters without i, l, o and u: no two are confused by eye, case carries nothing. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

const VALUES: ReadonlyMap<string, number> = new Map(
  Array.from(ALPHABET).flatMap((char, value) => [
    [char, value],
    [char.toUpperCase(), value],
  ]),
);

/** Base 32 (Crockford's alphabet in lower case, no padding): five bits a character, first bits first. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** Bytes of {@link encodeBase32} in either case; `undefined` for anything that it does not write. */
export function decodeBase32(text: string): Buffer | undefined {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const char of text) {
    const value = VALUES.get(char);
    if (value === undefined) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  // Left-over bits must be zero and fewer than a character, or two texts would mean the same bytes.
  return bits < 5 && held === 0 ? bytes : undefined;
}

/** Whether a UTF-16 code unit is a character of the alphabet, in either case. */
export function isBase32Unit(unit: number): boolean {
  if (unit >= 48 && unit <= 57) return true;
  const lower = unit | 32;
  return lower >= 97 && lower <= 122 && unit < 123 && lower !== 105 && lower !== 108 && lower !== 111 && lower !== 117;
}
