import { dayOfYear, weekdayOf, type CivilTime } from './civil-time.ts';
import { DAY_NAMES, MONTH_NAMES, parseLayout, type LayoutStep } from './go-layout.ts';

/** A time with what its zone adds. */
export interface ZonedTime extends CivilTime {
  readonly offsetSeconds: number;
  /** Name of the offset such as `CET`; empty when it has none. */
  readonly zoneName: string;
}

/** Writes a time as Go's `Time.Format` does. */
export function formatTime(time: ZonedTime, layout: string): string {
  let text = '';
  for (const step of parseLayout(layout)) {
    text += step.literal;
    if (step.element !== undefined) text += elementText(time, step);
  }
  return text;
}

function elementText(time: ZonedTime, { element, text }: LayoutStep): string {
  switch (element) {
    case undefined:
      return '';
    case '2006':
      return padYear(time.year);
    case '06':
      return pad(((time.year % 100) + 100) % 100, 2);
    case 'January':
      return MONTH_NAMES[time.month - 1]!;
    case 'Jan':
      return MONTH_NAMES[time.month - 1]!.slice(0, 3);
    case '1':
      return String(time.month);
    case '01':
      return pad(time.month, 2);
    case 'Monday':
      return DAY_NAMES[weekdayOf(time)]!;
    case 'Mon':
      return DAY_NAMES[weekdayOf(time)]!.slice(0, 3);
    case '2':
      return String(time.day);
    case '_2':
      return String(time.day).padStart(2);
    case '02':
      return pad(time.day, 2);
    case '__2':
      return String(dayOfYear(time)).padStart(3);
    case '002':
      return pad(dayOfYear(time), 3);
    case '15':
      return pad(time.hour, 2);
    case '3':
      return String(time.hour % 12 || 12);
    case '03':
      return pad(time.hour % 12 || 12, 2);
    case '4':
      return String(time.minute);
    case '04':
      return pad(time.minute, 2);
    case '5':
      return String(time.second);
    case '05':
      return pad(time.second, 2);
    case 'PM':
      return time.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return time.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return time.zoneName === '' ? unnamedZone(time.offsetSeconds) : time.zoneName;
    case 'fraction-0':
    case 'fraction-9':
      return fractionText(time.nanosecond, text);
    default:
      return offsetText(time.offsetSeconds, text);
  }
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function padYear(year: number): string {
  return (year < 0 ? '-' : '') + pad(Math.abs(year), 4);
}

function fractionText(nanosecond: number, text: string): string {
  const digits = pad(nanosecond, 9).slice(0, text.length - 1);
  if (text[1] === '0') return text[0] + digits;
  const trimmed = digits.replace(/(?<!0)0+$/, '');
  return trimmed === '' ? '' : text[0] + trimmed;
}

/** `+05` or `+0530`, which Go writes for a zone that has no name. */
function unnamedZone(offsetSeconds: number): string {
  return offsetText(offsetSeconds, offsetSeconds % 3600 === 0 ? '-07' : '-0700');
}

/** The offset in the form of a layout element such as `-07:00` or `Z0700`. */
function offsetText(offsetSeconds: number, form: string): string {
  if (form[0] === 'Z' && offsetSeconds === 0) return 'Z';
  const colon = form[3] === ':' ? ':' : '';
  const fields = Math.floor(form.replaceAll(':', '').length / 2);
  const absolute = Math.abs(offsetSeconds);
  const parts = [Math.floor(absolute / 3600), Math.floor(absolute / 60) % 60, absolute % 60];
  // Go rounds to minutes before it looks at the sign.
  const sign = Math.trunc(offsetSeconds / 60) < 0 ? '-' : '+';
  return (
    sign +
    parts
      .slice(0, fields)
      .map((part) => pad(part, 2))
      .join(colon)
  );
}
