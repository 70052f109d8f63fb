import { FAMILY_NAMES } from './family-names.ts';
import type { Faker } from './faker.ts';

const same = (value: string): string => value.trim().replace(/\s+/g, ' ').toLowerCase();

/** A street that exists nowhere, with a house number. */
export const fakeStreetAddress: Faker = {
  same,
  fake: ({ source }) =>
    `${1 + source.below(9999)} ${source.pick(FAMILY_NAMES)} ${source.pick(FAMILY_NAMES)} ${source.pick(['Street', 'Road', 'Lane', 'Avenue', 'Close', 'Way'])}`,
};

/** A town that exists nowhere: `Port Okafor-Lindqvist`. */
export const fakeTown: Faker = {
  same,
  fake: ({ source }) =>
    `${source.pick(['Port', 'Lake', 'Mount', 'New', 'Upper', 'Lower', 'Old', 'Fort'])} ${source.pick(FAMILY_NAMES)}-${source.pick(FAMILY_NAMES)}`,
};

/** Coordinates anywhere, to five decimals; one of the two when one alone was found. */
export const fakeGps: Faker = {
  fake({ value, source }) {
    const latitude = (source.below(18_000_001) / 100_000 - 90).toFixed(5);
    if (/^\s*[+-]?[\d.]+\s*$/.test(value)) return latitude;
    return `${latitude}, ${(source.below(36_000_001) / 100_000 - 180).toFixed(5)}`;
  },
};
