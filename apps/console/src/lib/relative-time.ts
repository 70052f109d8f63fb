const STEPS = [
  { limitS: 60, unitS: 1, unit: 'second' },
  { limitS: 3600, unitS: 60, unit: 'minute' },
  { limitS: 86_400, unitS: 3600, unit: 'hour' },
  { limitS: 30 * 86_400, unitS: 86_400, unit: 'day' },
  { limitS: 365 * 86_400, unitS: 30 * 86_400, unit: 'month' },
  { limitS: Infinity, unitS: 365 * 86_400, unit: 'year' },
] as const;

const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
/** Seconds around now that read as "just now". */
const NOW_S = 5;

/** How far a time is from now, in words. Both in milliseconds since the epoch. */
export function relativeTime(timeMs: number, nowMs: number): string {
  const seconds = (timeMs - nowMs) / 1000;
  const distance = Math.abs(seconds);
  if (distance < NOW_S) return 'just now';
  const step = STEPS.find(({ limitS }) => distance < limitS) ?? STEPS[STEPS.length - 1]!;
  return format.format(Math.trunc(seconds / step.unitS), step.unit);
}
