import { DIGITS, digitsOf, type Faker, layDigits } from './faker.ts';

const MIN_CARD_DIGITS = 12;
const MAX_CARD_DIGITS = 19;

/** A card number of the same network (first two digits), length and spacing that passes the Luhn check. */
export const fakeCard: Faker = {
  same: digitsOf,
  fake({ value, source }) {
    const digits = digitsOf(value);
    if (digits.length < MIN_CARD_DIGITS || digits.length > MAX_CARD_DIGITS) return undefined;
    const body = digits.slice(0, 2) + source.text(DIGITS, digits.length - 3);
    return layDigits(value, body + luhnDigit(body));
  },
};

/** An IBAN of the same country, length, letter places and spacing whose check digits are right; national check digits are not. */
export const fakeIban: Faker = {
  same: (value) => value.replace(/[^0-9A-Za-z]/g, '').toUpperCase(),
  fake({ value, source }) {
    const plain = value.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
    if (!/^[A-Z]{2}\d{2}[0-9A-Z]{8,30}$/.test(plain)) return undefined;
    const country = plain.slice(0, 2);
    const account = plain
      .slice(4)
      .replace(/[0-9A-Z]/g, (char) => (char <= '9' ? source.text(DIGITS, 1) : source.text(LETTERS, 1)));
    const fake = country + ibanCheckDigits(country, account) + account;
    let next = 0;
    return value.replace(/[0-9A-Za-z]/g, () => fake[next++] ?? '');
  },
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The digit that makes a number pass the Luhn check (ISO/IEC 7812-1, annex B). */
export function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Check digits of an IBAN (ISO 13616: modulo 97). */
export function ibanCheckDigits(country: string, account: string): string {
  let remainder = 0;
  for (const char of `${account}${country}00`) {
    for (const digit of Number.parseInt(char, 36).toString()) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return String(98 - remainder).padStart(2, '0');
}
