/** Day of a calendar. `month` counts from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A date as it was written: what it says and how to write another the same way. */
export interface WrittenDate {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  /** Day and month may be the other way round. */
  readonly ambiguous: boolean;
  write(date: CalendarDay): string;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const MONTH_OF = new Map(
  MONTHS.flatMap((name, index) => [
    [name.toLowerCase(), index + 1],
    [name.slice(0, 3).toLowerCase(), index + 1],
    ...(name === 'September' ? [['sept', 9] as const] : []),
  ]),
);
/** Longer text is not one date. */
const MAX_DATE_CHARS = 64;

/**
 * Reads a date of a numeric form (`1984-03-12`, `3/12/1984`, `12.03.84`) or with an English month (`12th of March 1984`, `Mar 12, 1984`,
 * `March 1984`), with or without a time behind it. Two-digit years are the latest that is not after `now` (milliseconds).
 */
export function readDate(text: string, now: number): WrittenDate | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_DATE_CHARS) return undefined;
  return yearFirst(trimmed) ?? yearLast(trimmed, now) ?? dayMonthName(trimmed, now) ?? monthNameDay(trimmed, now);
}

/** Moves a day by whole days. */
export function shiftDay(date: CalendarDay, days: number): CalendarDay {
  const moved = new Date(0);
  moved.setUTCFullYear(date.year, date.month - 1, date.day + days);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

function yearFirst(text: string): WrittenDate | undefined {
  const parts = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T\s,])/.exec(text);
  if (parts === null) return undefined;
  const [whole, year, separator, month, day] = parts as unknown as [string, string, string, string, string];
  const rest = text.slice(whole.length);
  return written(
    Number(year),
    Number(month),
    Number(day),
    false,
    (date) =>
      [padTo(4, date.year), padTo(month.length, date.month), padTo(day.length, date.day)].join(separator) + rest,
  );
}

function yearLast(text: string, now: number): WrittenDate | undefined {
  const parts = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=$|[T\s,])/.exec(text);
  if (parts === null) return undefined;
  const [whole, first, separator, second, year] = parts as unknown as [string, string, string, string, string];
  const rest = text.slice(whole.length);
  // With points the day comes first everywhere; otherwise only a number over 12 tells.
  const dayFirst = separator === '.' || Number(first) > 12;
  const ambiguous = separator !== '.' && Number(first) <= 12 && Number(second) <= 12 && first !== second;
  const [day, month] = dayFirst ? [Number(first), Number(second)] : [Number(second), Number(first)];
  return written(fullYear(year, now), month, day, ambiguous, (date) => {
    const [a, b] = dayFirst ? [date.day, date.month] : [date.month, date.day];
    return [padTo(first.length, a), padTo(second.length, b), shortYear(date.year, year.length)].join(separator) + rest;
  });
}

function dayMonthName(text: string, now: number): WrittenDate | undefined {
  const parts = /^(\d{1,2})(st|nd|rd|th)?([- ](?:of )?)([A-Za-z]{3,9})(\.?,?[- ])(\d{4}|\d{2})(?=$|[T\s,])/.exec(text);
  if (parts === null) return undefined;
  const [whole, day, ordinal = '', gap, name, secondGap, year] = parts as unknown as string[] & { 0: string };
  const month = MONTH_OF.get((name ?? '').toLowerCase());
  if (month === undefined) return undefined;
  const rest = text.slice(whole.length);
  return written(fullYear(year ?? '', now), month, Number(day), false, (date) => {
    const suffix = ordinal === '' ? '' : ordinalOf(date.day);
    return `${date.day}${suffix}${gap}${monthLike(name ?? '', date.month)}${secondGap}${shortYear(date.year, (year ?? '').length)}${rest}`;
  });
}

function monthNameDay(text: string, now: number): WrittenDate | undefined {
  const parts = /^([A-Za-z]{3,9})(\.? )(?:(\d{1,2})(st|nd|rd|th)?(,? ))?(\d{4})(?=$|[T\s,])/.exec(text);
  if (parts === null) return undefined;
  const [whole, name = '', gap, day, ordinal = '', secondGap = '', year = ''] = parts as unknown as (
    | string
    | undefined
  )[];
  const month = MONTH_OF.get(name.toLowerCase());
  if (month === undefined) return undefined;
  const rest = text.slice((whole ?? '').length);
  if (day === undefined) {
    const write = (date: CalendarDay): string => `${monthLike(name, date.month)}${gap}${date.year}${rest}`;
    return { year: fullYear(year, now), month, ambiguous: false, write };
  }
  return written(fullYear(year, now), month, Number(day), false, (date) => {
    const suffix = ordinal === '' ? '' : ordinalOf(date.day);
    return `${monthLike(name, date.month)}${gap}${date.day}${suffix}${secondGap}${date.year}${rest}`;
  });
}

function written(
  year: number,
  month: number,
  day: number,
  ambiguous: boolean,
  write: (date: CalendarDay) => string,
): WrittenDate | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  // The calendar itself says whether the month has such a day.
  if (shiftDay({ year, month, day }, 0).day !== day) return undefined;
  return { year, month, day, ambiguous, write };
}

function fullYear(text: string, now: number): number {
  if (text.length === 4) return Number(text);
  const current = new Date(now).getUTCFullYear();
  const century = current - (current % 100);
  return century + Number(text) > current ? century - 100 + Number(text) : century + Number(text);
}

function shortYear(year: number, digits: number): string {
  return digits === 2 ? padTo(2, year % 100) : padTo(4, year);
}

function padTo(digits: number, value: number): string {
  return String(value).padStart(digits, '0');
}

function monthLike(written: string, month: number): string {
  const name = MONTHS[month - 1] ?? '';
  const sized =
    written.length <= 4 && written.toLowerCase() !== 'june' && written.toLowerCase() !== 'july'
      ? name.slice(0, 3)
      : name;
  if (written === written.toUpperCase()) return sized.toUpperCase();
  return written === written.toLowerCase() ? sized.toLowerCase() : sized;
}

function ordinalOf(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th';
}
