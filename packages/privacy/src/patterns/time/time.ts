import type { PatternRow } from '../pattern-row.ts';
import { AGE_ROWS } from './age.ts';
import { DATE_ROWS } from './date.ts';

/** Dates, times and ages. */
export const TIME_ROWS: readonly PatternRow[] = [...DATE_ROWS, ...AGE_ROWS];
