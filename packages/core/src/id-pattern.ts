/** Digits of the base32 form that ids use, in order of value (Crockford, lower case). */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Digits after the prefix: 128 bits, five at a time. */
export const ID_SUFFIX_LENGTH = 26;

/** The pattern that ids of a prefix match. */
export function idPattern(prefix: string): RegExp {
  return new RegExp(`^${prefix}_[0-7][${ID_ALPHABET}]{${ID_SUFFIX_LENGTH - 1}}$`);
}
