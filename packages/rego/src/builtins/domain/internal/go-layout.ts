/**
 * Pieces of a Go time layout (package `time`, "Layout"). A piece of time is named by the text of Go's reference time that
 * stands for it; `.000` and `.999` are fractions with and without trailing zeros.
 */
export type LayoutElement = (typeof ELEMENTS)[keyof typeof ELEMENTS][number] | 'fraction-0' | 'fraction-9';

/** One step through a layout: some literal text, then a piece of time, which the last step has not. */
export interface LayoutStep {
  readonly literal: string;
  readonly element: LayoutElement | undefined;
  /** The element as the layout spells it. */
  readonly text: string;
}

/** Layouts that have a name of their own in Go and OPA. */
export const NAMED_LAYOUTS: ReadonlyMap<string, string> = new Map([
  ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
  ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
  ['RFC3339', '2006-01-02T15:04:05Z07:00'],
  ['RFC3339Nano', '2006-01-02T15:04:05.999999999Z07:00'],
]);

export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Elements by their first character, in the order in which they are tried. */
const ELEMENTS = {
  J: ['January', 'Jan'],
  M: ['Monday', 'Mon', 'MST'],
  '0': ['01', '02', '03', '04', '05', '06', '002'],
  '1': ['15', '1'],
  '2': ['2006', '2'],
  '3': ['3'],
  '4': ['4'],
  '5': ['5'],
  _: ['_2', '__2'],
  P: ['PM'],
  p: ['pm'],
  '-': ['-070000', '-07:00:00', '-0700', '-07:00', '-07'],
  Z: ['Z070000', 'Z07:00:00', 'Z0700', 'Z07:00', 'Z07'],
} as const;

const CANDIDATES: ReadonlyMap<string, readonly LayoutElement[]> = new Map(Object.entries(ELEMENTS));

/** Takes a layout apart; the time is linear in its length. */
export function parseLayout(layout: string): LayoutStep[] {
  const steps: LayoutStep[] = [];
  let start = 0;
  let at = 0;
  while (at < layout.length) {
    const found = elementAt(layout, at);
    if (found === undefined) {
      at++;
      continue;
    }
    steps.push({ literal: layout.slice(start, at), ...found });
    at += found.text.length;
    start = at;
  }
  steps.push({ literal: layout.slice(start), element: undefined, text: '' });
  return steps;
}

function elementAt(layout: string, at: number): { element: LayoutElement; text: string } | undefined {
  const first = layout[at]!;
  if (first === '.' || first === ',') return fractionAt(layout, at);
  for (const element of CANDIDATES.get(first) ?? []) {
    if (layout.startsWith(element, at) && !isPartOfLonger(layout, at, element)) return { element, text: element };
  }
  return undefined;
}

/** `Jan` and `Mon` may begin other words; `_2006` is an underscore and a year. */
function isPartOfLonger(layout: string, at: number, element: LayoutElement): boolean {
  if (element === 'Jan' || element === 'Mon') return /[a-z]/.test(layout[at + 3] ?? '');
  return element === '_2' && layout.startsWith('_2006', at);
}

/** A fraction is a run of zeros or of nines that no other digit follows. */
function fractionAt(layout: string, at: number): { element: LayoutElement; text: string } | undefined {
  const digit = layout[at + 1];
  if (digit !== '0' && digit !== '9') return undefined;
  let end = at + 1;
  while (layout[end] === digit) end++;
  if (/[0-9]/.test(layout[end] ?? '')) return undefined;
  return { element: digit === '0' ? 'fraction-0' : 'fraction-9', text: layout.slice(at, end) };
}
