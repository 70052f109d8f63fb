import { readDate } from './calendar.ts';

/** HIPAA Safe Harbor joins all ages over this one, and every date that tells such an age (45 CFR 164.514(b)(2)(i)(C)). */
export const OLDEST_TOLD_AGE_YEARS = 89;

/**
 * `12 March 1984` → `1984` or `1984-03`; a month that may be a day gives the year alone. A year so long ago that it tells an age over
 * {@link OLDEST_TOLD_AGE_YEARS} becomes `1936 or earlier`. `undefined` when no year is said.
 */
export function generaliseDate(text: string, to: 'year' | 'month', now: number): string | undefined {
  const date = readDate(text, now);
  const year = date?.year ?? Number(/(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)/.exec(text)?.[0]);
  if (Number.isNaN(year)) return undefined;
  const oldest = new Date(now).getUTCFullYear() - OLDEST_TOLD_AGE_YEARS;
  if (year < oldest) return `${oldest - 1} or earlier`;
  if (to === 'year' || date?.month === undefined || date.ambiguous) return String(year).padStart(4, '0');
  return `${String(year).padStart(4, '0')}-${String(date.month).padStart(2, '0')}`;
}
