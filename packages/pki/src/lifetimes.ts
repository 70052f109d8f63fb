const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** Default and greatest lifetimes of what our authorities sign, in milliseconds. */
export const LIFETIMES = {
  agent: { defaultMs: 12 * HOUR_MS, maxMs: 7 * DAY_MS },
  server: { defaultMs: DAY_MS, maxMs: 90 * DAY_MS },
  ocspResponder: { defaultMs: DAY_MS, maxMs: 30 * DAY_MS },
  issuingCa: { defaultMs: YEAR_MS, maxMs: 5 * YEAR_MS },
  rootCa: { defaultMs: 20 * YEAR_MS, maxMs: 30 * YEAR_MS },
} as const;
