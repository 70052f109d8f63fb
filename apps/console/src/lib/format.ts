const numbers = new Intl.NumberFormat('en');
const percents = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A count with thousands separators. */
export function formatCount(value: number): string {
  return numbers.format(value);
}

/** A count with its noun: `1 agent`, `214 agents`. */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(value)} ${value === 1 ? noun : plural}`;
}

/** A share (0 to 1) in percent, at most one decimal; never rounds an incomplete share up to 100 %. */
export function formatShare(share: number): string {
  return `${percents.format(100 * (share < 1 ? Math.min(share, 0.999) : share))}\u00a0%`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes in binary units, three significant digits. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

const DURATION_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** Seconds in the largest unit that fits, and the next smaller one: `3 min 20 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return seconds <= 0 ? '0 s' : `${Math.round(seconds * 1000)} ms`;
  const rounded = Math.round(seconds);
  const at = DURATION_UNITS.findIndex(([, size]) => rounded >= size);
  const [unit, size] = DURATION_UNITS[at]!;
  const next = DURATION_UNITS[at + 1];
  const smaller = next ? Math.floor((rounded % size) / next[1]) : 0;
  return `${Math.floor(rounded / size)} ${unit}${next && smaller > 0 ? ` ${smaller} ${next[0]}` : ''}`;
}

/** Milliseconds of a run: `0.74 ms`, `12 ms`, `1.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms >= 10 ? ms.toFixed(0) : ms.toFixed(2)} ms`;
}

/** An exact time for people: local date, seconds and zone. */
export function formatExactTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(new Date(iso));
}

/** The first and last characters of a long id or digest. */
export function shorten(text: string, head = 10, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

/** A code such as `in_progress` as words: `In progress`. */
export function humanise(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
