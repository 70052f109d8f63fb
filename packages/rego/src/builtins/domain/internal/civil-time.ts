/** A date and a time of day of the proleptic Gregorian calendar. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

export const NS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400;
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01, where the count of eras starts, to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/** The date and time of an instant that was shifted by the offset of its zone already. */
export function civilFromNs(ns: bigint): CivilTime {
  const seconds = Number(floorDivide(ns, NS_PER_SECOND));
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const ofDay = seconds - days * SECONDS_PER_DAY;
  return {
    ...dateFromDays(days),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    nanosecond: Number(ns - BigInt(seconds) * NS_PER_SECOND),
  };
}

/** The instant of a date and time in UTC. Months and days beyond their range carry over, as in Go's `time.Date`. */
export function nsFromCivil(time: CivilTime): bigint {
  const month = time.month - 1;
  const year = time.year + Math.floor(month / 12);
  const days = daysFromDate(year, month - Math.floor(month / 12) * 12 + 1, 1) + time.day - 1;
  const seconds = BigInt(days) * BigInt(SECONDS_PER_DAY) + BigInt(time.hour * 3600 + time.minute * 60 + time.second);
  return seconds * NS_PER_SECOND + BigInt(time.nanosecond);
}

/** 0 is Sunday. */
export function weekdayOf(time: CivilTime): number {
  const days = daysFromDate(time.year, time.month, time.day);
  return (((days + 4) % 7) + 7) % 7;
}

/** 1 to 366. */
export function dayOfYear(time: CivilTime): number {
  return daysFromDate(time.year, time.month, time.day) - daysFromDate(time.year, 1, 1) + 1;
}

export function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : daysFromDate(year, month + 1, 1) - daysFromDate(year, month, 1);
}

// The two conversions count days from March, so that the leap day is the last of its year, in eras of 400 years.

function daysFromDate(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfMarchYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfMarchYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_DAYS;
}

function dateFromDays(daysSinceEpoch: number): Pick<CivilTime, 'year' | 'month' | 'day'> {
  const days = daysSinceEpoch + EPOCH_DAYS;
  const era = Math.floor(days / DAYS_PER_ERA);
  const dayOfEra = days - era * DAYS_PER_ERA;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfMarchYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfMarchYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfMarchYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
