/**
 * Three-digit ZIP areas of 20,000 people or fewer, whose digits become 000 (45 CFR 164.514(b)(2)(i)(B)): the 17 areas that the
 * Department of Health and Human Services lists in its de-identification guidance (2000 census).
 */
export const SMALL_ZIP3_AREAS: ReadonlySet<string> = new Set(
  '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893'.split(' '),
);

/** `94105-1234` → `941`; small areas → `000`; `undefined` for postcodes of other countries. */
export function generaliseZip(text: string): string | undefined {
  const area = /^\s*(\d{3})\d{2}(?:[- ]?\d{4})?\s*$/.exec(text)?.[1];
  return area !== undefined && SMALL_ZIP3_AREAS.has(area) ? '000' : area;
}
