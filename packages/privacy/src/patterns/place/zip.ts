import { isDigit } from '../internal/characters.ts';
import { isEmbedded } from '../internal/codes.ts';
import type { Page } from '../internal/page.ts';
import type { CodeRow, FinderRow, PatternRow } from '../pattern-row.ts';
import { POSTAL_MARK, toldByPlace } from './zip-place.ts';

const UK = /^(?:GIR0AA|(?:[A-PR-UWYZ]\d[A-HJKPSTUW\d]?|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY\d]?)\d[ABD-HJLNP-UW-Z]{2})$/;
const CANADA = /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d$/;
/** Units after a number are no ends of Dutch codes, unless a word near says so. */
const UNIT = /(?:[KMGT]B|[KCM]M|KG|MS|[KMG]?HZ|PX|[AP]M|AD|BC)$/;
const NETHERLANDS = /^[1-9]\d{3}(?!SA|SD|SS)[A-Z]{2}$/;
const NEAR_CHARS = 20;
/** How far behind a code its name may stand: `10115 is not a valid postcode`. */
const NEAR_AFTER_CHARS = 24;
/** Forms of many countries that a word such as "zip" makes sure of. */
const ANY_FORM =
  /(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}-\d{4}|\d{2}-\d{3}|\d{3} \d{3}|\d{3} \d{2}|\d{4} [A-Z]{2}|\d{3,6}|[A-Z]{1,2}-?\d{3,5})(?![\w-]|\.\d| \d{2})/y;

function findZip(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const before = text.charCodeAt(start - 1);
  if (before === 46 || before === 45 || before === 47 || before === 36) return;
  if (end - start === 2 && text.charCodeAt(end) !== 45) return;
  const near = page.context(row.context, start, end, NEAR_CHARS, NEAR_AFTER_CHARS);
  if (near === undefined && before !== POSTAL_MARK && before !== 32 && start !== 0) return;
  ANY_FORM.lastIndex = start;
  const match = ANY_FORM.exec(text);
  if (match === null) return;
  const last = start + match[0].length;
  if (isEmbedded(text, start, last) || (text.charCodeAt(last) === 44 && isDigit(text.charCodeAt(last + 1)))) return;
  const told = near === undefined ? toldByPlace(page, start, last) : { score: row.boosted, why: `context "${near}"` };
  if (told !== undefined) page.add(row, start, last, told.score, told.why);
}

const common = {
  kind: 'code',
  type: 'ZIP_CODE',
  anchor: 'number',
  validator: 'form',
  context: ['zip', 'address'],
  boosted: 0.85,
} as const;

/** Postal codes. */
export const ZIP_ROWS: readonly PatternRow[] = [
  {
    kind: 'finder',
    type: 'ZIP_CODE',
    name: 'zip',
    region: 'any',
    anchor: 'number',
    lengths: [2, 7],
    validator: 'form',
    base: 0.3,
    context: ['zip'],
    boosted: 0.85,
    find: findZip,
  } satisfies FinderRow,
  {
    ...common,
    name: 'zip-us-plus-4',
    region: 'US',
    base: 0.5,
    shapes: { 'd5-d4': 0.5 },
    check: (code) => !code.startsWith('000'),
  } satisfies CodeRow,
  {
    ...common,
    name: 'postcode-gb',
    region: 'GB',
    base: 0.7,
    shapes: {
      'a1d1 d1a2': 0.7,
      'a1d2 d1a2': 0.7,
      'a2d1 d1a2': 0.7,
      'a2d2 d1a2': 0.7,
      'a1d1a1 d1a2': 0.7,
      'a2d1a1 d1a2': 0.7,
      a2d2a2: 0.3,
      a2d3a2: 0.3,
    },
    check: (code) => UK.test(code),
  } satisfies CodeRow,
  {
    ...common,
    name: 'postcode-ca',
    region: 'CA',
    base: 0.7,
    shapes: { 'a1d1a1 d1a1d1': 0.7, 'a1d1a1-d1a1d1': 0.6, a1d1a1d1a1d1: 0.35 },
    check: (code) => CANADA.test(code),
  } satisfies CodeRow,
  {
    ...common,
    name: 'postcode-nl',
    region: 'NL',
    base: 0.5,
    shapes: { 'd4 a2': 0.5, d4a2: 0.4 },
    capitals: true,
    check: (code) => NETHERLANDS.test(code) && !UNIT.test(code),
    unchecked: 0.6,
  } satisfies CodeRow,
];
