import type { Random } from './random.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Makes up dates and times. */
export interface Dates {
  readonly date: () => string;
  readonly year: () => string;
  readonly month: () => string;
  readonly weekday: () => string;
  readonly time: () => string;
  /** Date and time as machines write them. */
  readonly stamp: () => string;
}

/** Dates drawn by `random`. */
export function makeDates(random: Random): Dates {
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = (): string => String(random.chance(0.9) ? random.int(1930, 2030) : random.int(1700, 1929));
  const month = (): string => random.pick(MONTHS);
  const weekday = (): string => random.pick(WEEKDAYS);
  const day = (): number => random.int(1, 28);
  const ordinal = (value: number): string => {
    const rest = value % 10;
    const isTeen = value > 10 && value < 20;
    return `${value}${isTeen || rest > 3 || rest === 0 ? 'th' : ['st', 'nd', 'rd'][rest - 1]}`;
  };
  const time = (): string => {
    const roll = random.next();
    const minute = two(random.int(0, 59));
    if (roll < 0.4) return `${random.int(0, 23)}:${minute}`;
    if (roll < 0.75)
      return `${random.int(1, 12)}${random.chance(0.6) ? `:${minute}` : ''}${random.pick(['', ' '])}${random.pick(['am', 'pm', 'AM', 'PM', 'a.m.', 'p.m.'])}`;
    if (roll < 0.87) return `${random.int(1, 12)} o'clock`;
    return `${two(random.int(0, 23))}:${minute}:${two(random.int(0, 59))}`;
  };
  const date = (): string => {
    const roll = random.next();
    const sign = random.pick(['/', '/', '/', '-', '.']);
    const short = month().slice(0, 3);
    if (roll < 0.3) return `${random.int(1, 12)}${sign}${day()}${sign}${year()}`;
    if (roll < 0.36)
      return `${two(day())}${sign}${two(random.int(1, 12))}${sign}${random.chance(0.7) ? year() : two(random.int(0, 99))}`;
    if (roll < 0.48) return `${year()}-${two(random.int(1, 12))}-${two(day())}`;
    if (roll < 0.6) return `${month()} ${day()}, ${year()}`;
    if (roll < 0.68) return `${day()} ${month()} ${year()}`;
    if (roll < 0.73) return `${month()} ${ordinal(day())}${random.chance(0.5) ? `, ${year()}` : ''}`;
    if (roll < 0.78) return `${ordinal(day())} of ${month()}${random.chance(0.5) ? ` ${year()}` : ''}`;
    if (roll < 0.82) return `${day()} ${short} ${year()}`;
    if (roll < 0.86) return `${short} ${day()}, ${year()}`;
    if (roll < 0.9) return `${weekday()}, ${month()} ${day()}`;
    if (roll < 0.94) return `${month()} ${year()}`;
    if (roll < 0.97) return `${month()} ${day()}`;
    return `${day()}-${short}-${year()}`;
  };
  const stamp = (): string =>
    `${year()}-${two(random.int(1, 12))}-${two(day())}${random.pick([' ', 'T', ' '])}${two(random.int(0, 23))}:${two(random.int(0, 59))}:${two(random.int(0, 59))}${random.pick(['', '', 'Z', '.123Z', '+00:00'])}`;
  return { date, year, month, weekday, time, stamp };
}
