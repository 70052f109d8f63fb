import { readDate, shiftDay } from '../generalise/calendar.ts';
import type { Faker } from './faker.ts';

/** Dates move by at least this many days, either way. */
export const MIN_DATE_SHIFT_DAYS = 30;
/** Dates move by at most this many days, either way. */
export const MAX_DATE_SHIFT_DAYS = 365;

/** Moves every date of a scope by the same number of days, in its own way of writing, so that the time between dates stays. */
export const fakeDate: Faker = {
  fake({ value, scopeSource, now }) {
    const span = MAX_DATE_SHIFT_DAYS - MIN_DATE_SHIFT_DAYS + 1;
    const drawn = scopeSource.below(2 * span);
    const days = drawn < span ? MIN_DATE_SHIFT_DAYS + drawn : -(MIN_DATE_SHIFT_DAYS + drawn - span);
    const date = readDate(value, now);
    if (date?.month === undefined) return undefined;
    return date.write(shiftDay({ year: date.year, month: date.month, day: date.day ?? 15 }, days));
  },
};
