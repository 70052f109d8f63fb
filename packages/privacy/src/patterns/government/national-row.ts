import type { Topic } from '../internal/context-words.ts';
import type { CodeRow } from '../pattern-row.ts';

/** Score of a number whose check digit fits but whose form says nothing. */
export const BARE_SCORE = 0.3;
/** Score of a number whose form (letters, separators, a date inside) and check digit fit. */
export const DISTINCT_SCORE = 0.85;
/** Score of a number with its check digit beside a word that names it. */
export const NAMED_SCORE = 0.95;

/** A row for a national number: where from, its name, forms with scores, check and words. */
export function nationalRow(
  region: string,
  name: string,
  shapes: Readonly<Record<string, number>>,
  check: (compact: string) => boolean,
  context: readonly Topic[],
  validator = 'check digit',
): CodeRow {
  return {
    kind: 'code',
    type: 'NATIONAL_ID',
    name,
    region,
    anchor: 'number',
    validator,
    base: Math.max(...Object.values(shapes)),
    context,
    boosted: NAMED_SCORE,
    shapes,
    check,
  };
}

/** Whether month and day can stand in a calendar. */
export function isMonthDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31);
}
