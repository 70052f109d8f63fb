import { CLASS, DIGIT, isDigit, isUpper, LETTER } from '../internal/characters.ts';
import type { Topic } from '../internal/context-words.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** Most words and most characters between a label and its value. */
const MOST_FILLERS = 5;
const LONGEST_GAP_CHARS = 64;
/** Longest value with its separators, in characters. */
const LONGEST_VALUE_CHARS = 28;
const LONGEST_LETTER_RUN = 5;

/** Words that may stand between a label and its value. */
const FILLERS = new Set(
  'number|numbers|num|no|nr|n|mit|der|die|das|with|avec|le|la|con|el|il|het|met|nummer|numer|numéro|numero|número|nro|núm|num|#|is|was|are|reads|be|should|will|ist|lautet|es|est|è|é|er|är|on|in|of|for|the|my|your|his|her|their|our|new|old|card|code|id|value|default|here|it|so|as|file|record|records|and|which|that|type|text|td|th|primary|checking|savings|usa|us|uk|eu'.split(
    '|',
  ),
);
const OPENING = 40;
/** Ends what a label speaks of. */
const STOPS = new Set([33, 38, 59, 63, 0x3002]);

/** The number that stands behind a label, after a few marks, line ends and words such as "number is"; or `undefined`. */
function valueAfter(text: string, from: number): number | undefined {
  // A function of that name: `sin(1000000)`.
  if (text.charCodeAt(from) === OPENING) return undefined;
  const limit = Math.min(text.length, from + LONGEST_GAP_CHARS);
  let at = from;
  let fillers = 0;
  while (at < limit) {
    const code = text.charCodeAt(at);
    const kind = CLASS[code];
    if (kind === DIGIT) return at;
    if (kind === LETTER) {
      const start = at;
      let hasDigit = false;
      for (; at < limit && (CLASS[text.charCodeAt(at)] === LETTER || isDigit(text.charCodeAt(at))); at++)
        if (isDigit(text.charCodeAt(at))) hasDigit = true;
      if (hasDigit || (isUpper(code) && at - start <= 3 && /^[ -]\d/.test(text.slice(at, at + 2)))) {
        if (!FILLERS.has(text.slice(start, at).toLowerCase())) return start;
      } else if (++fillers > MOST_FILLERS || !FILLERS.has(text.slice(start, at).toLowerCase())) return undefined;
      continue;
    }
    if (STOPS.has(code) || (code === 46 && text.charCodeAt(at + 1) === 32 && !isShort(text, at))) return undefined;
    if (code === 44 && CLASS[text.charCodeAt(at + 1)] === LETTER && fillers > 0) return undefined;
    at++;
  }
  return undefined;
}

/** Whether the full stop at `at` belongs to a short form such as "no." */
function isShort(text: string, at: number): boolean {
  return /(?:^|[^\p{L}])(?:no|nr|n|num|núm|nro)$/iu.test(text.slice(Math.max(0, at - 4), at));
}

/** End of a value: runs of digits and of a few capitals, joined by single marks; a space must lead to a digit or to capitals. */
function valueEnd(text: string, start: number, isSpaced: boolean): number {
  const limit = Math.min(text.length, start + LONGEST_VALUE_CHARS);
  let at = start;
  let end = start;
  while (at < limit) {
    let hasDigit = false;
    let letters = 0;
    const group = at;
    for (; at < limit; at++) {
      const code = text.charCodeAt(at);
      if (isDigit(code)) hasDigit = true;
      else if (isUpper(code)) letters++;
      else break;
    }
    if (at === group || CLASS[text.charCodeAt(at)] === LETTER || (letters > LONGEST_LETTER_RUN && !hasDigit)) break;
    if (!hasDigit && group > start && text.charCodeAt(group - 1) === 32 && letters > 2) break;
    end = at;
    const mark = text.charCodeAt(at);
    if (mark === 40 && /^\([\dA]\)/.test(text.slice(at, at + 3))) return at + 3;
    if (mark !== 45 && mark !== 46 && mark !== 47 && (mark !== 32 || !isSpaced)) break;
    const next = text.charCodeAt(at + 1);
    if (!isDigit(next) && !isUpper(next)) break;
    at++;
  }
  return end;
}

interface Label {
  readonly type: FinderRow['type'];
  readonly name: string;
  readonly topic: Topic;
  readonly score: number;
  /** Fewest digits, and least and most characters without separators. */
  readonly digits: number;
  readonly least: number;
  readonly most: number;
  readonly isSpaced: boolean;
}

const DATE =
  /^(?:(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:19|20)\d\d|\d{1,2}([/.])\d{1,2}\3\d\d)$/;

function addValue(page: Page, row: FinderRow, label: Label, start: number, why: string): void {
  const before = page.text.charCodeAt(start - 1);
  if (before === 36 || before === 46 || CLASS[before] === LETTER || CLASS[before] === DIGIT) return;
  const spaced = valueEnd(page.text, start, label.isSpaced);
  const plain = valueEnd(page.text, start, false);
  // What a space joins may be two things.
  const end = [spaced, plain].find((each) => isValue(page.text, label, start, each));
  if (end !== undefined) page.add(row, start, end, label.score, why);
}

function isValue(text: string, label: Label, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  // A share, a mail address, a decimal fraction are no numbers of that kind.
  if (after === 37 || after === 64 || after === 95) return false;
  if (after === 44 && isDigit(text.charCodeAt(end + 1)) && before !== 44) return false;
  const value = text.slice(start, end);
  if (DATE.test(value)) return false;
  const compact = value.replaceAll(/[^A-Z0-9]/g, '');
  const digits = compact.replaceAll(/\D/g, '').length;
  return (
    compact.length >= label.least && compact.length <= label.most && digits >= label.digits && !/^(.)\1+$/.test(compact)
  );
}

function rowsOf(label: Label): FinderRow[] {
  const common = {
    kind: 'finder',
    type: label.type,
    region: 'any',
    validator: 'form',
    base: 0,
    context: [label.topic],
    boosted: label.score,
  } as const;
  return [
    {
      ...common,
      name: label.name,
      anchor: 'word',
      starts: label.topic,
      find: (page, row, start, end) => {
        // The anchor is the first word of the label: the rest of a phrase is passed over.
        const phrase = page.phraseEnd(label.topic, start, end);
        const at = valueAfter(page.text, phrase);
        if (at !== undefined) addValue(page, row, label, at, `after "${page.text.slice(start, end)}"`);
      },
    },
    {
      ...common,
      name: `${label.name}-column`,
      anchor: 'cell',
      find: (page, row, start) => {
        const name = page.column([label.topic], start);
        if (name !== undefined) addValue(page, row, label, start, `column "${name}"`);
      },
    },
  ];
}

/** Numbers of free form that a label right before them or the name of their column names. */
export const LABELLED_ROWS: readonly FinderRow[] = [
  {
    type: 'PASSPORT',
    name: 'labelled-passport',
    topic: 'passportNumber',
    score: 0.78,
    digits: 1,
    least: 6,
    most: 11,
    isSpaced: true,
  },
  {
    type: 'US_DRIVER_LICENSE',
    name: 'labelled-driver-license',
    topic: 'licenceNumber',
    score: 0.78,
    digits: 5,
    least: 6,
    most: 16,
    isSpaced: true,
  },
  {
    // More than the tagger's word for it, which sees a street in many codes.
    type: 'ZIP_CODE',
    name: 'labelled-zip',
    topic: 'zipCode',
    score: 0.95,
    digits: 2,
    least: 4,
    most: 9,
    isSpaced: true,
  },
  {
    type: 'NATIONAL_ID',
    name: 'labelled-national-number',
    topic: 'personNumber',
    score: 0.74,
    digits: 5,
    least: 6,
    most: 20,
    isSpaced: true,
  },
  {
    type: 'US_BANK_ACCOUNT',
    name: 'labelled-account',
    topic: 'accountNumber',
    score: 0.8,
    digits: 6,
    least: 6,
    most: 17,
    isSpaced: true,
  },
  {
    // Less sure: an account of anything.
    type: 'US_BANK_ACCOUNT',
    name: 'labelled-any-account',
    topic: 'anyAccount',
    score: 0.72,
    digits: 8,
    least: 8,
    most: 17,
    isSpaced: false,
  },
  {
    type: 'MEDICAL_RECORD_NUMBER',
    name: 'labelled-record',
    topic: 'recordNumber',
    score: 0.8,
    digits: 4,
    least: 5,
    most: 14,
    isSpaced: false,
  },
].flatMap((label) => rowsOf(label as Label));
