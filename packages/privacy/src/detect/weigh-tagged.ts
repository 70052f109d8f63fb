import type { Finding } from '../finding.ts';

/** What the tagger concludes from the words around counts less than an address or a number whose form and check digits fit. */
const MAX_SCORE = 0.94;
/** Of a number it sees the words around and the count of digits alone. */
const MAX_NUMBER_SCORE = 0.7;
/** How far before a number the word may stand that says what it is, in UTF-16 code units. */
const NEAR_CHARS = 28;

const HAS_WORD = /(?<![\p{L}\p{M}\d])\p{L}{2}/u;
/** Numbers of things, by the last word before them. */
const THING_BEFORE =
  /\b(?:isbn|issn|orders?|invoice|ticket|tracking|parcel|sku|part|article|item|batch|lot|pid|port|version|build|commit|issue|bug|iso|rfc|model|size|chapter|page|row|line|column|score|ratio)(?:[ -](?:no|nr|id|number|code)\b\.?)?[ :=#"']{1,4}[A-Z]{0,4}$/i;
const NUMBER_TYPES: ReadonlySet<string> = new Set(['PHONE_NUMBER', 'ZIP_CODE', 'DATE_TIME', 'AGE', 'STREET_ADDRESS']);
const HAS_LETTER = /\p{L}/u;
/** Forms of dates without letters: a year, a time, two or three parts. */
const DATE_FORM =
  /^(?:(?:1[5-9]|20)\d\d|'?\d0|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}[/.]\d{1,4}|\d{1,4}([-/. ])\d{1,2}\1\d{1,4})$/;
/** Letters or digits that run together with the number. */
const PART_OF_CODE = /[\p{L}\d]-?$/u;
/** An item of a list, `(2) second`; `Anna (34)` is another thing. */
const LISTED = /(?:^|[,;.:\n] ?)\($/;
/** Years of a thing: `a 30-year mortgage`. */
const DURATION_AFTER = /^-(?:year|month|week|day)s?(?![- ]old\b)/i;

/** The tagger's findings with the scores that they have beside those of the other recognisers; numbers of things are left out. */
export function weighTagged(text: string, findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding) => {
    const { type, start, end, score } = finding;
    const value = text.slice(start, end);
    if (!NUMBER_TYPES.has(type) || HAS_WORD.test(value)) {
      return [{ ...finding, score: Math.min(score, MAX_SCORE) }];
    }
    const before = text.slice(Math.max(0, start - NEAR_CHARS), start);
    if (THING_BEFORE.test(before)) return [];
    if (type === 'DATE_TIME' && !HAS_LETTER.test(value) && !DATE_FORM.test(value)) return [];
    if (type === 'AGE' && (LISTED.test(before) || PART_OF_CODE.test(before))) return [];
    if (type === 'AGE' && DURATION_AFTER.test(text.slice(end, end + NEAR_CHARS))) return [];
    return [{ ...finding, score: Math.min(score, type === 'ZIP_CODE' ? MAX_SCORE : MAX_NUMBER_SCORE) }];
  });
}
