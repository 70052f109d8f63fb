import type { EntityType } from '../../entity-types.ts';

/** Types that the tagger tells apart. */
export const TAGGED_TYPES = [
  'PERSON',
  'GPE',
  'ORGANIZATION',
  'NRP',
  'TITLE',
  'STREET_ADDRESS',
  'ZIP_CODE',
  'AGE',
  'DATE_TIME',
  'PHONE_NUMBER',
] as const satisfies readonly EntityType[];

/** A type of the tagger. */
export type TaggedType = (typeof TAGGED_TYPES)[number];

/** Labels: 0 is outside, then begin (odd) and inside (even) of each type. */
export const LABEL_COUNT = 1 + 2 * TAGGED_TYPES.length;

/** Label of the first token of a type. */
export function beginLabel(type: TaggedType): number {
  return 1 + 2 * TAGGED_TYPES.indexOf(type);
}

/** Whether a label may follow another: inside only follows begin or inside of the same type. */
export function mayFollow(label: number, before: number): boolean {
  return label === 0 || label % 2 === 1 || before === label || before === label - 1;
}

/** Type of a label, or undefined for outside. */
export function typeOfLabel(label: number): TaggedType | undefined {
  return label === 0 ? undefined : TAGGED_TYPES[(label - 1) >> 1];
}
