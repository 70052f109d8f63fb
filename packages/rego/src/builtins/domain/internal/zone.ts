import { NAMING_LOCALES, ZONE_NAMES } from './zone-names.ts';

/** A zone of the IANA database (or UTC) that the runtime knows. */
export interface Zone {
  readonly name: string;
  /** Seconds east of UTC at an instant. */
  offsetSeconds(ns: bigint): number;
  /** The abbreviation in force at an instant, such as `CET`; a number such as `+03` in zones that have none. */
  abbreviation(ns: bigint): string;
}

/** Offsets were odd numbers of seconds only as long as towns had their local mean time. */
const SECONDS_PER_QUARTER_HOUR = 900;
/** A winter and a summer of which the names are known: January and July 2000. */
const LATER_NS = [946_684_800n * 1_000_000_000n, 962_409_600n * 1_000_000_000n] as const;

const UTC: Zone = { name: 'UTC', offsetSeconds: () => 0, abbreviation: () => 'UTC' };

/** Zones that were asked for: as many as the runtime knows at most. */
const known = new Map<string, Zone>();

/** A zone by its name, whose case counts; `undefined` when nobody knows it. `''` is UTC, `Local` the zone of the process. */
export function zoneOf(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  const id = name === 'Local' ? Temporal.Now.timeZoneId() : name;
  const found = known.get(id);
  if (found !== undefined) return found;
  if (!isZoneName(id)) return undefined;
  const zone: Zone = {
    name: id,
    offsetSeconds: (ns) => at(ns, id).offsetNanoseconds / 1e9,
    abbreviation: abbreviations(id),
  };
  known.set(id, zone);
  return zone;
}

/** The runtime matches names without their case, Go with it; offsets such as `+05:30` are no names. */
function isZoneName(id: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(id)) return false;
  try {
    return at(0n, id).timeZoneId === id;
  } catch {
    return false;
  }
}

function at(ns: bigint, id: string): Temporal.ZonedDateTime {
  return new Temporal.ZonedDateTime(ns, id);
}

function abbreviations(id: string): Zone['abbreviation'] {
  const exceptions = ZONE_NAMES.get(id);
  const namers: Intl.DateTimeFormat[] = [];
  const nameAt = (ns: bigint): string | undefined => {
    for (const [i, locale] of NAMING_LOCALES.entries()) {
      namers[i] ??= new Intl.DateTimeFormat(locale, { timeZone: id, timeZoneName: 'short' });
      const parts = namers[i].formatToParts(Number(ns / 1_000_000n));
      const name = parts.find((part) => part.type === 'timeZoneName')?.value;
      if (name !== undefined && /^(?!(?:GMT|UTC)[+-])[A-Za-z]/.test(name)) return name;
    }
    return undefined;
  };
  return (ns) => {
    const seconds = at(ns, id).offsetNanoseconds / 1e9;
    if (seconds % SECONDS_PER_QUARTER_HOUR !== 0) return 'LMT';
    if (exceptions !== undefined) return exceptions[seconds / 3600] ?? numeric(seconds);
    // The locale data begin in 1970; before that an offset is called as it was later.
    const later = ns < 0n ? LATER_NS.find((probe) => at(probe, id).offsetNanoseconds / 1e9 === seconds) : undefined;
    return nameAt(later ?? ns) ?? numeric(seconds);
  };
}

/** `+03` or `+0530`. */
function numeric(seconds: number): string {
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return (seconds < 0 ? '-' : '+') + hours + rest;
}
