import type { PatternRow } from '../pattern-row.ts';
import { GPS_ROW } from './gps.ts';
import { STREET_ROW } from './street.ts';
import { UNIT_ROWS } from './unit.ts';
import { ZIP_ROWS } from './zip.ts';

/** Addresses, postal codes and coordinates. */
export const PLACE_ROWS: readonly PatternRow[] = [...UNIT_ROWS, STREET_ROW, ...ZIP_ROWS, GPS_ROW];
