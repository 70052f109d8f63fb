import { dayOfYear, daysInMonth, nsFromCivil, NS_PER_SECOND } from './civil-time.ts';
import { DAY_NAMES, MONTH_NAMES, parseLayout, type LayoutElement, type LayoutStep } from './go-layout.ts';

/** Why a text is not a time of a layout; the message is Go's. */
export class TimeTextError extends Error {}

const SHORT_MONTHS = MONTH_NAMES.map((name) => name.slice(0, 3));
const SHORT_DAYS = DAY_NAMES.map((name) => name.slice(0, 3));

/** What was read so far. */
interface Fields {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'am' | 'pm' | undefined;
  offsetSeconds: number;
  /** `Z` or `UTC` was read, which counts more than an offset. */
  isUtc: boolean;
}

/**
 * Reads a time as Go's `time.Parse` does: without a zone it is UTC, and the names of zones other than UTC count as UTC.
 * Gives nanoseconds since the epoch, whatever their size.
 *
 * @throws TimeTextError
 */
export function parseTime(layout: string, text: string): bigint {
  const fields: Fields = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    half: undefined,
    offsetSeconds: 0,
    isUtc: false,
  };
  const reader = new Reader(layout, text);
  const steps = parseLayout(layout);
  for (const [i, step] of steps.entries()) {
    reader.literal(step.literal);
    if (step.element !== undefined) reader.element(step, steps[i + 1]!, fields);
  }
  reader.end();
  if (fields.half === 'pm' && fields.hour < 12) fields.hour += 12;
  if (fields.half === 'am' && fields.hour === 12) fields.hour = 0;
  const { month, day } = dateOf(fields, reader);
  const ns = nsFromCivil({ ...fields, month, day });
  return fields.isUtc ? ns : ns - BigInt(fields.offsetSeconds) * NS_PER_SECOND;
}

/** Month and day, which the day of the year may give; whatever is missing is January or the first. */
function dateOf(fields: Fields, reader: Reader): { month: number; day: number } {
  if (fields.yearDay === undefined) {
    const { month = 1, day = 1 } = fields;
    if (day < 1 || day > daysInMonth(fields.year, month)) throw reader.failure(': day out of range');
    return { month, day };
  }
  const days = dayOfYear({ ...fields, month: 12, day: 31 });
  if (fields.yearDay < 1 || fields.yearDay > days) throw reader.failure(': day-of-year out of range');
  let month = 1;
  let day = fields.yearDay;
  while (day > daysInMonth(fields.year, month)) day -= daysInMonth(fields.year, month++);
  if (fields.month !== undefined && fields.month !== month) throw reader.failure(': day-of-year does not match month');
  if (fields.day !== undefined && fields.day !== day) throw reader.failure(': day-of-year does not match day');
  return { month, day };
}

/** Goes through the text of a time. */
class Reader {
  readonly #layout: string;
  readonly #text: string;
  #at = 0;

  constructor(layout: string, text: string) {
    this.#layout = layout;
    this.#text = text;
  }

  failure(detail: string): TimeTextError {
    return new TimeTextError(`parsing time ${JSON.stringify(this.#text)}${detail}`);
  }

  /** Text that has to stand there; a run of spaces matches any number of them. */
  literal(text: string): void {
    let at = 0;
    while (at < text.length) {
      const here = this.#text[this.#at];
      if (text[at] === ' ') {
        if (here !== undefined && here !== ' ') throw this.#mismatch(text.slice(at), this.#at);
        while (text[at] === ' ') at++;
        while (this.#text[this.#at] === ' ') this.#at++;
        continue;
      }
      if (here !== text[at]) throw this.#mismatch(text.slice(at), this.#at);
      at++;
      this.#at++;
    }
  }

  end(): void {
    const rest = this.#text.slice(this.#at);
    if (rest !== '') throw this.failure(`: extra text: ${JSON.stringify(rest)}`);
  }

  element(step: LayoutStep, next: LayoutStep, fields: Fields): void {
    const start = this.#at;
    const outOfRange = this.#read(step.element!, step, next, fields);
    if (outOfRange === false) throw this.#mismatch(step.text, start);
    if (outOfRange !== undefined) throw this.failure(`: ${outOfRange} out of range`);
  }

  /** Gives false when the text does not fit, and the name of a field that is out of range. */
  #read(element: LayoutElement, step: LayoutStep, next: LayoutStep, fields: Fields): string | false | undefined {
    switch (element) {
      case '2006':
        return this.#year(fields, 4);
      case '06':
        return this.#year(fields, 2);
      case 'January':
        return this.#monthName(fields, MONTH_NAMES);
      case 'Jan':
        return this.#monthName(fields, SHORT_MONTHS);
      case '1':
      case '01':
        fields.month = this.#number(2, element === '01');
        return check(fields.month, 1, 12, 'month');
      case 'Monday':
        return this.#name(DAY_NAMES) === undefined ? false : undefined;
      case 'Mon':
        return this.#name(SHORT_DAYS) === undefined ? false : undefined;
      case '2':
      case '_2':
      case '02':
        if (element === '_2') this.#skipSpaces(1);
        fields.day = this.#number(2, element === '02');
        return fields.day === undefined ? false : undefined;
      case '__2':
      case '002':
        if (element === '__2') this.#skipSpaces(2);
        fields.yearDay = this.#number(3, element === '002');
        return fields.yearDay === undefined ? false : undefined;
      case '15':
        return this.#into(fields, 'hour', false, 23);
      case '3':
      case '03':
        return this.#into(fields, 'hour', element === '03', 12);
      case '4':
      case '04':
        return this.#into(fields, 'minute', element === '04', 59);
      case '5':
      case '05':
        return this.#second(fields, element === '05', next);
      case 'PM':
      case 'pm':
        return this.#half(fields, element);
      case 'MST':
        return this.#zoneName(fields);
      case 'fraction-0':
        return this.#fraction(fields, step.text.length - 1);
      case 'fraction-9':
        return this.#startsFraction() ? this.#fraction(fields, this.#digitsFrom(this.#at + 1)) : undefined;
      default:
        return this.#offset(fields, element);
    }
  }

  #into(fields: Fields, name: 'hour' | 'minute' | 'second', fixed: boolean, most: number): string | false | undefined {
    const value = this.#number(2, fixed);
    fields[name] = value ?? 0;
    return check(value, 0, most, name);
  }

  #year(fields: Fields, digits: 2 | 4): false | undefined {
    const text = this.#text.slice(this.#at, this.#at + digits);
    // Go reads the two digits as an integer, which may have a sign.
    if (!(digits === 2 ? /^(\d\d|[+-]\d)$/ : /^\d{4}$/).test(text)) return false;
    this.#at += digits;
    const value = Number(text);
    fields.year = digits === 4 ? value : value >= 69 ? value + 1900 : value + 2000;
    return undefined;
  }

  #second(fields: Fields, fixed: boolean, next: LayoutStep): string | false | undefined {
    const bad = this.#into(fields, 'second', fixed, 59);
    if (bad !== undefined || !this.#startsFraction()) return bad;
    // A fraction that the layout leaves out is read all the same.
    if (next.element === 'fraction-0' || next.element === 'fraction-9') return undefined;
    return this.#fraction(fields, this.#digitsFrom(this.#at + 1));
  }

  #startsFraction(): boolean {
    const mark = this.#text[this.#at];
    return (mark === '.' || mark === ',') && this.#digitsFrom(this.#at + 1) > 0;
  }

  #fraction(fields: Fields, digits: number): false | undefined {
    const mark = this.#text[this.#at];
    if ((mark !== '.' && mark !== ',') || this.#digitsFrom(this.#at + 1) < digits) return false;
    const text = this.#text.slice(this.#at + 1, this.#at + 1 + digits);
    fields.nanosecond = Number(text.slice(0, 9).padEnd(9, '0'));
    this.#at += 1 + digits;
    return undefined;
  }

  #half(fields: Fields, element: 'PM' | 'pm'): false | undefined {
    const text = this.#text.slice(this.#at, this.#at + 2);
    const half = text.toLowerCase();
    if ((half !== 'am' && half !== 'pm') || text !== (element === 'PM' ? half.toUpperCase() : half)) return false;
    this.#at += 2;
    fields.half = half;
    return undefined;
  }

  #offset(fields: Fields, element: LayoutElement): string | false | undefined {
    if (element.startsWith('Z') && this.#text[this.#at] === 'Z') {
      this.#at++;
      fields.isUtc = true;
      return undefined;
    }
    const text = this.#text.slice(this.#at, this.#at + element.length);
    const form = element.slice(1).replaceAll(/\d/g, String.raw`\d`);
    if (!new RegExp(`^[+-]${form}$`).test(text)) return false;
    this.#at += element.length;
    const digits = text.slice(1).replaceAll(':', '').padEnd(6, '0');
    const [hours, minutes, seconds] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2))) as [
      number,
      number,
      number,
    ];
    // Offsets of 24 hours, 60 minutes and 60 seconds are let through.
    if (seconds > 60) return 'time zone offset second';
    if (minutes > 60) return 'time zone offset minute';
    if (hours > 24) return 'time zone offset hour';
    fields.offsetSeconds = (hours * 3600 + minutes * 60 + seconds) * (text[0] === '-' ? -1 : 1);
    return undefined;
  }

  #zoneName(fields: Fields): false | undefined {
    const found = /^(?:UTC|ChST|MeST|GMT(?:[+-]\d{1,3})?|[+-]\d+|[A-Z]+)/.exec(
      this.#text.slice(this.#at, this.#at + 8),
    );
    // No name is shorter than three characters, and what follows a shorter one does not count either.
    const length = found === null || this.#text.length - this.#at < 3 ? 0 : zoneNameLength(found[0]);
    if (length === 0) return false;
    if (found![0].startsWith('UTC')) fields.isUtc = true;
    this.#at += length;
    return undefined;
  }

  #monthName(fields: Fields, names: readonly string[]): false | undefined {
    const index = this.#name(names);
    if (index === undefined) return false;
    fields.month = index + 1;
    return undefined;
  }

  #name(names: readonly string[]): number | undefined {
    for (const [i, name] of names.entries()) {
      if (this.#text.slice(this.#at, this.#at + name.length).toLowerCase() !== name.toLowerCase()) continue;
      this.#at += name.length;
      return i;
    }
    return undefined;
  }

  /** Up to so many digits, or just so many when `fixed`. */
  #number(most: number, fixed: boolean): number | undefined {
    const digits = Math.min(this.#digitsFrom(this.#at), most);
    if (digits === 0 || (fixed && digits !== most)) return undefined;
    this.#at += digits;
    return Number(this.#text.slice(this.#at - digits, this.#at));
  }

  #digitsFrom(at: number): number {
    let end = at;
    while (isDigit(this.#text.charCodeAt(end))) end++;
    return end - at;
  }

  #skipSpaces(most: number): void {
    for (let i = 0; i < most && this.#text[this.#at] === ' '; i++) this.#at++;
  }

  #mismatch(wanted: string, at: number): TimeTextError {
    const rest = JSON.stringify(this.#text.slice(at));
    return this.failure(` as ${JSON.stringify(this.#layout)}: cannot parse ${rest} as ${JSON.stringify(wanted)}`);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function check(value: number | undefined, least: number, most: number, name: string): string | false | undefined {
  if (value === undefined) return false;
  return value < least || value > most ? name : undefined;
}

/** How much of a text Go takes for the name of a zone: 0 for none. */
function zoneNameLength(text: string): number {
  if (text.startsWith('UTC')) return 3;
  if (text === 'ChST' || text === 'MeST') return 4;
  if (text.startsWith('GMT')) {
    const offset = text.slice(3);
    return offset === '' || Number(offset.slice(1)) > 23 ? 3 : text.length;
  }
  if (!/^[A-Z]/.test(text)) return Number(text.slice(1)) > 23 ? 0 : text.length;
  if (text.length === 3) return 3;
  if (text.length === 4) return text[3] === 'T' || text === 'WITA' ? 4 : 0;
  return text.length === 5 && text[4] === 'T' ? 5 : 0;
}
