import { OLDEST_TOLD_AGE_YEARS } from './date.ts';

/** `34 years old` → `30-39`; 90 and over → `90+`, by HIPAA Safe Harbor. `undefined` when no number is said. */
export function generaliseAge(text: string, bandYears: number): string | undefined {
  const number = /(?<!\d)\d{1,3}(?!\d)/.exec(text)?.[0];
  if (number === undefined) return undefined;
  const years = /\b(?:month|week|day)/i.test(text) ? Math.floor(monthsOf(text, Number(number)) / 12) : Number(number);
  if (years > OLDEST_TOLD_AGE_YEARS) return `${OLDEST_TOLD_AGE_YEARS + 1}+`;
  const first = years - (years % bandYears);
  return `${first}-${Math.min(first + bandYears - 1, OLDEST_TOLD_AGE_YEARS)}`;
}

function monthsOf(text: string, count: number): number {
  if (/\bmonth/i.test(text)) return count;
  return /\bweek/i.test(text) ? Math.floor(count / 4.345) : Math.floor(count / 30.44);
}
