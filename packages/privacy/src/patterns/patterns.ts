import type { EntityType } from '../entity-types.ts';
import type { Recogniser } from '../finding.ts';
import { CONTACT_ROWS } from './contact/contact.ts';
import { DEVICE_ROWS } from './device/device.ts';
import { FINANCE_ROWS } from './finance/finance.ts';
import { GOVERNMENT_ROWS } from './government/government.ts';
import { HEALTH_ROWS } from './health/health.ts';
import { findAll } from './internal/find-all.ts';
import { planRows } from './internal/plan.ts';
import { LABELLED_ROWS } from './labelled/labelled.ts';
import type { PatternRow } from './pattern-row.ts';
import { PLACE_ROWS } from './place/place.ts';
import { TIME_ROWS } from './time/time.ts';

/** Every recogniser of identifiers and contact data: what it finds, where it starts to look, what it checks, how sure it is. */
export const PATTERN_RECOGNISERS: readonly PatternRow[] = [
  // Dates first: their digits need not be tried as telephone numbers.
  ...TIME_ROWS,
  ...CONTACT_ROWS,
  ...FINANCE_ROWS,
  ...PLACE_ROWS,
  ...GOVERNMENT_ROWS,
  ...HEALTH_ROWS,
  ...DEVICE_ROWS,
  ...LABELLED_ROWS,
];

/** Narrows {@link createPatternRecogniser}; absent means all. */
export interface PatternOptions {
  /** ISO 3166 codes, such as `US`; rows of no region always stay. */
  readonly regions?: readonly string[];
  readonly types?: readonly EntityType[];
}

/**
 * A recogniser that finds all kinds of {@link PATTERN_RECOGNISERS} in one pass. Each place of the text is looked at within a
 * bounded distance, so the time is linear in the text. Findings of different types may overlap; one type and span
 * comes once. They are ordered by place.
 */
export function createPatternRecogniser(options: PatternOptions = {}): Recogniser {
  const { regions, types } = options;
  const plan = planRows(
    PATTERN_RECOGNISERS.filter(
      (row) =>
        (regions === undefined || row.region === 'any' || regions.includes(row.region)) &&
        (types === undefined || types.includes(row.type)),
    ),
  );
  return {
    name: 'patterns',
    find: (text) => findAll(plan, text).settle(),
  };
}
