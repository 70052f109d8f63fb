/** Ways to write values for people. An absent value is a dash. */
export const ABSENT = '–';

const KIB = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size in bytes, with the unit that keeps it short. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= KIB && unit < UNITS.length - 1) {
    value /= KIB;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** A time to the second, in UTC. */
export function formatTime(time: string | null | undefined): string {
  return time ? time.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z') : ABSENT;
}

/** A share from 0 to 1 in percent. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? ABSENT : `${Math.floor((part / whole) * 100)} %`;
}

/** Labels as `key=value`, by key. */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(', ') || ABSENT;
}

/** A number of things: `1 agent`, `2 agents`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
}

/** Any value, or a dash. */
export function orAbsent(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? ABSENT : String(value);
}
