import { DIGITS, digitsOf, type Faker, layDigits } from './faker.ts';
import { FAMILY_NAMES } from './family-names.ts';
import { GIVEN_NAMES } from './given-names.ts';

const LABEL_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 30 bits beside the names. */
const LABEL_CHARS = 6;
const MIN_PHONE_DIGITS = 6;
const MAX_PHONE_DIGITS = 17;

/** An address at example.org, which RFC 2606 keeps for examples: nobody gets such mail. */
export const fakeEmail: Faker = {
  same: (value) => value.trim().toLowerCase(),
  fake: ({ source }) =>
    `${source.pick(GIVEN_NAMES)}.${source.pick(FAMILY_NAMES)}.${source.text(LABEL_ALPHABET, LABEL_CHARS)}@example.org`.toLowerCase(),
};

/**
 * A number of the same country code, length and punctuation. North American numbers get an area code whose middle digit is 9, which
 * the numbering plan keeps back, so that nobody's telephone rings; other countries have no such range in common.
 */
export const fakePhone: Faker = {
  same: (value) => (value.trim().startsWith('+') ? '+' : '') + digitsOf(value),
  fake({ value, source }) {
    const digits = digitsOf(value);
    if (digits.length < MIN_PHONE_DIGITS || digits.length > MAX_PHONE_DIGITS) return undefined;
    const international = value.trim().startsWith('+') || digits.startsWith('00');
    const northAmerican = digits.length === 10 && !international && !digits.startsWith('0');
    if (northAmerican || (digits.length === 11 && digits.startsWith('1'))) {
      const subscriber = `${2 + source.below(8)}${source.text(DIGITS, 6)}`;
      const area = `${2 + source.below(8)}9${source.below(10)}`;
      return layDigits(value, digits.slice(0, -10) + area + subscriber);
    }
    const kept = keptPrefix(digits, value.trim().startsWith('+'));
    return layDigits(value, kept + `${2 + source.below(8)}` + source.text(DIGITS, digits.length - kept.length - 1));
  },
};

/** Country code or trunk zeros, so that the number still looks as if it were of the same country. */
function keptPrefix(digits: string, plus: boolean): string {
  if (plus) return digits.slice(0, /^[17]/.test(digits) ? 1 : 2);
  if (digits.startsWith('00')) return digits.slice(0, 4);
  return digits.startsWith('0') ? '0' : '';
}
