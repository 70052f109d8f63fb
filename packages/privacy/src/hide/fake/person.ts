import { FAMILY_NAMES } from './family-names.ts';
import type { Faker } from './faker.ts';
import type { FakeSource } from './fake-source.ts';
import { GIVEN_NAMES } from './given-names.ts';

/** Two given names and a double family name: over 10^10 people, so that two of them are hardly ever the same. */
export const fakePerson: Faker = {
  same: (value) => value.trim().replace(/\s+/g, ' ').toLowerCase(),
  fake({ source }) {
    const family = twoOf(source, FAMILY_NAMES).join('-');
    return `${twoOf(source, GIVEN_NAMES).join(' ')} ${family}`;
  },
};

/** Honorifics and job titles are few: two values may get the same one. */
export const fakeTitle: Faker = {
  same: (value) => value.trim().toLowerCase(),
  fake: ({ source }) =>
    source.pick(['Mr.', 'Ms.', 'Mx.', 'Dr.', 'Prof.', 'Analyst', 'Engineer', 'Manager', 'Clerk', 'Editor']),
};

/** An age of an adult: two values may get the same one. */
export const fakeAge: Faker = {
  fake({ value, source }) {
    const number = /(?<!\d)\d{1,3}(?!\d)/.exec(value)?.[0];
    return number === undefined ? undefined : value.replace(number, String(18 + source.below(72)));
  },
};

/** Two different family names joined to an organisation: over 10^8. */
export const fakeOrganisation: Faker = {
  same: fakePerson.same as (value: string) => string,
  fake: ({ source }) =>
    `${twoOf(source, FAMILY_NAMES).join(' ')} & ${source.pick(FAMILY_NAMES)} ${source.pick(['Ltd', 'Group', 'Partners', 'Holdings', 'Institute', 'Works'])}`,
};

function twoOf(source: FakeSource, names: readonly string[]): [string, string] {
  const first = source.pick(names);
  for (;;) {
    const second = source.pick(names);
    if (second !== first) return [first, second];
  }
}
