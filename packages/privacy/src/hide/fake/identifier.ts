import { DIGITS, digitsOf, type Faker, layDigits } from './faker.ts';

/** With fewer letters and digits than this, too many values would get the same fake. */
export const MIN_SCRAMBLED_CHARS = 8;
/** Longer values are cut: what was there is not to be rebuilt. */
const MAX_SCRAMBLED_CHARS = 256;
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A number in the 900s, which are never issued as social security numbers, with a group below 50, which are not taxpayer
 * numbers either.
 */
export const fakeSsn: Faker = {
  same: digitsOf,
  fake({ value, source }) {
    if (digitsOf(value).length !== 9) return undefined;
    const group = String(1 + source.below(49)).padStart(2, '0');
    return layDigits(value, `9${source.text(DIGITS, 2)}${group}${String(1 + source.below(9999)).padStart(4, '0')}`);
  },
};

/** Five or nine digits in the same form; other postcodes letter for letter and digit for digit. Two values may get the same one. */
export const fakeZip: Faker = {
  same: (value) => value.trim().toUpperCase(),
  fake: ({ value, source }) => scramble(value, source),
};

/** Letters for letters, digits for digits, the rest as it stands. Check digits are not kept. */
export const fakeIdentifier: Faker = {
  fake: ({ value, source }) =>
    (value.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < MIN_SCRAMBLED_CHARS ? undefined : scramble(value, source),
};

function scramble(value: string, source: Parameters<Faker['fake']>[0]['source']): string {
  return value
    .slice(0, MAX_SCRAMBLED_CHARS)
    .toWellFormed()
    .replace(/[\p{L}\p{N}]/gu, (char) => {
      if (/\p{N}/u.test(char)) return source.text(DIGITS, 1);
      const letter = source.text(LOWER, 1);
      return char === char.toLowerCase() ? letter : letter.toUpperCase();
    });
}
