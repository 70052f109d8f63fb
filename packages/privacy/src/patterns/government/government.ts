import type { PatternRow } from '../pattern-row.ts';
import { AMERICAS_ROWS } from './americas.ts';
import { ASIA_PACIFIC_ROWS } from './asia-pacific.ts';
import { BUSINESS_ROWS } from './business.ts';
import { EASTERN_EUROPE_ROWS } from './eastern-europe.ts';
import { NEAR_EAST_AFRICA_ROWS } from './near-east-africa.ts';
import { NORTHERN_EUROPE_ROWS } from './northern-europe.ts';
import { PASSPORT_ROWS } from './passport.ts';
import { NINO_ROW } from './united-kingdom.ts';
import { US_ROWS } from './united-states.ts';
import { WESTERN_EUROPE_ROWS } from './western-europe.ts';

/** Numbers that states give to people and companies. */
export const GOVERNMENT_ROWS: readonly PatternRow[] = [
  ...US_ROWS,
  NINO_ROW,
  ...PASSPORT_ROWS,
  ...WESTERN_EUROPE_ROWS,
  ...NORTHERN_EUROPE_ROWS,
  ...EASTERN_EUROPE_ROWS,
  ...ASIA_PACIFIC_ROWS,
  ...NEAR_EAST_AFRICA_ROWS,
  ...AMERICAS_ROWS,
  ...BUSINESS_ROWS,
];
