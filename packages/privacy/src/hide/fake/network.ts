import type { Faker } from './faker.ts';

const HEX = '0123456789abcdef';
const LABEL_ALPHABET = 'abcdefghjkmnpqrstvwxyz';
const LABEL_CHARS = 12;

/** An address that no host has: 240.0.0.0/4 (RFC 1112, section 4) or 2001:db8::/32 (RFC 3849). */
export const fakeIp: Faker = {
  same: (value) => value.trim().toLowerCase(),
  fake({ value, source }) {
    if (value.includes(':')) {
      return `2001:db8:${Array.from({ length: 6 }, () => source.below(65_536).toString(16)).join(':')}`;
    }
    return [240 + source.below(15), source.below(256), source.below(256), source.below(256)].join('.');
  },
};

/** A locally administered unicast address (IEEE 802), in the separators of the value. */
export const fakeMac: Faker = {
  same: (value) => value.replace(/[^0-9a-f]/gi, '').toLowerCase(),
  fake({ value, source }) {
    const digits = `02${source.text(HEX, 10)}`;
    if (value.replace(/[^0-9a-f]/gi, '').length !== digits.length) return undefined;
    let next = 0;
    return value.replace(/[0-9a-f]/gi, () => digits[next++] ?? '0');
  },
};

/** A name under `.example`, which RFC 2606 keeps. */
export const fakeDomain: Faker = {
  same: (value) => value.trim().toLowerCase(),
  fake: ({ source }) => `${source.text(LABEL_ALPHABET, LABEL_CHARS)}.example`,
};

/** A page of a host under `.example`. */
export const fakeUrl: Faker = {
  fake: ({ source }) =>
    `https://${source.text(LABEL_ALPHABET, LABEL_CHARS)}.example/${source.text(LABEL_ALPHABET, LABEL_CHARS)}`,
};
