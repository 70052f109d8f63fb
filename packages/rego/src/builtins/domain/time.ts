import { integerOf, numberFromInteger, type RegoNumber } from '../../value/big-number.ts';
import { typeName } from '../../value/type-name.ts';
import { isArray, isNumber, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';
import { builtinError, operandError } from '../operand-error.ts';
import {
  civilFromNs,
  daysInMonth,
  nsFromCivil,
  NS_PER_SECOND,
  weekdayOf,
  type CivilTime,
} from './internal/civil-time.ts';
import { formatTime } from './internal/format-time.ts';
import { DAY_NAMES, NAMED_LAYOUTS } from './internal/go-layout.ts';
import { parseDuration } from './internal/parse-duration.ts';
import { parseTime, TimeTextError } from './internal/parse-time.ts';
import { zoneOf, type Zone } from './internal/zone.ts';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
/** Largest count of years, months or days to add, either sign: beyond it no result is in range. */
const MAX_DATE_STEP = 1_000_000n;
const DEFAULT_LAYOUT = 'RFC3339Nano';
const TIME_OPERAND = ['number', 'array'] as const;

/** An instant with the zone to see it in, and a layout. */
interface Moment {
  readonly ns: bigint;
  readonly zone: Zone;
  readonly layout: string;
}

/** `number` of nanoseconds or `[number, zone, layout]`. */
function momentOf(name: string, operand: Value): Moment {
  const list = isArray(operand) ? operand : [operand];
  const [number, zoneName = '', layout = ''] = list;
  if (number === undefined) throw operandError(name, 1, 'must be either number (ns) or [number (ns), string (tz)]');
  if (!isNumber(number)) throw operandError(name, 1, `must be number but got ${typeName(number)}`);
  if (typeof zoneName !== 'string') throw operandError(name, 1, `must be string but got ${typeName(zoneName)}`);
  const zone = zoneOf(zoneName);
  if (zone === undefined) throw builtinError(name, `unknown time zone ${zoneName}`);
  if (typeof layout !== 'string') throw operandError(name, 1, `must be string but got ${typeName(layout)}`);
  return { ns: int64Of(name, number), zone, layout };
}

function int64Of(name: string, number: RegoNumber): bigint {
  const ns = integerOf(number);
  if (ns === undefined || ns < MIN_INT64 || ns > MAX_INT64) throw builtinError(name, 'timestamp too big');
  return ns;
}

function civilOf({ ns, zone }: Moment): CivilTime {
  return civilFromNs(ns + BigInt(zone.offsetSeconds(ns)) * NS_PER_SECOND);
}

/** Nanoseconds as a result, which have to fit into 64 bits. */
function instant(name: string, ns: bigint): Value {
  if (ns < MIN_INT64 || ns > MAX_INT64) throw builtinError(name, 'time outside of valid range');
  return numberFromInteger(ns)!;
}

function parse(name: string, layout: string, text: string): Value {
  try {
    return instant(name, parseTime(layout, text));
  } catch (cause) {
    if (cause instanceof TimeTextError) throw builtinError(name, cause.message);
    throw cause;
  }
}

const parseNs: BuiltinFunction = ([layout, text]) =>
  parse('time.parse_ns', NAMED_LAYOUTS.get(layout as string) ?? (layout as string), text as string);

const parseRfc3339: BuiltinFunction = ([text]) =>
  parse('time.parse_rfc3339_ns', NAMED_LAYOUTS.get('RFC3339')!, text as string);

const parseDurationNs: BuiltinFunction = ([text]) => {
  const ns = parseDuration(text as string);
  if (typeof ns === 'string') throw builtinError('time.parse_duration_ns', ns);
  return numberFromInteger(ns)!;
};

const format: BuiltinFunction = ([operand], context) => {
  const moment = momentOf('time.format', operand!);
  const layout = moment.layout === '' ? DEFAULT_LAYOUT : moment.layout;
  context.charge(layout.length);
  const offsetSeconds = moment.zone.offsetSeconds(moment.ns);
  const time = civilOf(moment);
  const zoneName = layout.includes('MST') || NAMED_LAYOUTS.has(layout) ? moment.zone.abbreviation(moment.ns) : '';
  return formatTime({ ...time, offsetSeconds, zoneName }, NAMED_LAYOUTS.get(layout) ?? layout);
};

const date: BuiltinFunction = ([operand]) => {
  const { year, month, day } = civilOf(momentOf('time.date', operand!));
  return [year, month, day];
};

const clock: BuiltinFunction = ([operand]) => {
  const { hour, minute, second } = civilOf(momentOf('time.clock', operand!));
  return [hour, minute, second];
};

const weekday: BuiltinFunction = ([operand]) => DAY_NAMES[weekdayOf(civilOf(momentOf('time.weekday', operand!)))]!;

const addDate: BuiltinFunction = ([operand, ...steps]) => {
  const name = 'time.add_date';
  const moment = momentOf(name, operand!);
  const [years, months, days] = steps.map((step, i) => dateStep(name, step as RegoNumber, i + 2)) as [
    number,
    number,
    number,
  ];
  const time = civilOf(moment);
  const local = { ...time, year: time.year + years, month: time.month + months, day: time.day + days };
  return instant(name, fromLocal(name, nsFromCivil(local), moment.zone));
};

function dateStep(name: string, step: RegoNumber, position: number): number {
  const count = integerOf(step);
  if (count === undefined) {
    throw operandError(name, position, 'must be integer number but got floating-point number');
  }
  if (count > MAX_DATE_STEP || count < -MAX_DATE_STEP) throw builtinError(name, 'time outside of valid range');
  return Number(count);
}

/** The instant of a local time, by Go's rule: the offset that holds at the time taken as UTC is the first guess. */
function fromLocal(name: string, local: bigint, zone: Zone): bigint {
  const range = MAX_INT64 + 86_400n * NS_PER_SECOND;
  if (local > range || local < -range) throw builtinError(name, 'time outside of valid range');
  const guess = local - BigInt(zone.offsetSeconds(local)) * NS_PER_SECOND;
  return local - BigInt(zone.offsetSeconds(guess)) * NS_PER_SECOND;
}

const diff: BuiltinFunction = ([first, second]) => {
  const a = momentOf('time.diff', first!);
  const b = { ...momentOf('time.diff', second!), zone: a.zone };
  const [from, to] = a.ns <= b.ns ? [civilOf(a), civilOf(b)] : [civilOf(b), civilOf(a)];
  const parts = [
    to.year - from.year,
    to.month - from.month,
    to.day - from.day,
    to.hour - from.hour,
    to.minute - from.minute,
    to.second - from.second,
  ];
  const sizes = [Infinity, 12, daysInMonth(from.year, from.month), 24, 60, 60];
  for (let i = parts.length - 1; i > 0; i--) {
    if (parts[i]! >= 0) continue;
    parts[i]! += sizes[i]!;
    parts[i - 1]!--;
  }
  return parts;
};

/** The builtins of OPA's category "time". */
export const timeBuiltins: readonly Builtin[] = [
  {
    name: 'time.now_ns',
    args: [],
    result: 'number',
    deterministic: false,
    run: (_, context) => numberFromInteger(context.nowNs)!,
  },
  { name: 'time.parse_ns', args: ['string', 'string'], result: 'number', deterministic: true, run: parseNs },
  { name: 'time.parse_rfc3339_ns', args: ['string'], result: 'number', deterministic: true, run: parseRfc3339 },
  { name: 'time.parse_duration_ns', args: ['string'], result: 'number', deterministic: true, run: parseDurationNs },
  { name: 'time.format', args: [TIME_OPERAND], result: 'string', deterministic: true, run: format },
  { name: 'time.date', args: [TIME_OPERAND], result: 'array', deterministic: true, run: date },
  { name: 'time.clock', args: [TIME_OPERAND], result: 'array', deterministic: true, run: clock },
  { name: 'time.weekday', args: [TIME_OPERAND], result: 'string', deterministic: true, run: weekday },
  {
    name: 'time.add_date',
    args: [TIME_OPERAND, 'number', 'number', 'number'],
    result: 'number',
    deterministic: true,
    run: addDate,
  },
  { name: 'time.diff', args: [TIME_OPERAND, TIME_OPERAND], result: 'array', deterministic: true, run: diff },
];
