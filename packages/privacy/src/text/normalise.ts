import { entityAt } from './entities.ts';
import { LatinWords } from './latin-words.ts';
import { LOOK_ALIKES } from './look-alikes.ts';

/** A text as recognisers see it, and the way back. */
export interface NormalisedText {
  readonly text: string;
  readonly isChanged: boolean;
  /** The place in the original that made a place of `text`; UTF-16 code units. */
  readonly toOriginal: (start: number, end: number) => { readonly start: number; readonly end: number };
}

/** Characters that are not seen: soft hyphen, joiners, marks of direction, variation selectors, the byte-order mark. */
const INVISIBLE = String.raw`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e007f}`;
const SPACE = String.raw`\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000`;
const DASH = String.raw`\u02d7\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d`;
/** Characters that stand for others: full-width, mathematical, circled, superscript. */
const COMPATIBLE = String.raw`\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209c\u2100-\u214f\u2460-\u24ff\u3300-\u33ff\ufb00-\ufb06\uff01-\uff5e\u{10000}-\u{10ffff}`;
const OTHER_DIGIT = String.raw`[\p{Nd}--[0-9]]`;

const DOT = String.raw`\u2024\u3002\ufe52\uff61`;
const isDot = oneOf(DOT);
const isInvisible = oneOf(INVISIBLE);
const isSpace = oneOf(SPACE);
const isDash = oneOf(DASH);
const isCompatible = oneOf(COMPATIBLE);
const isOtherDigit = oneOf(OTHER_DIGIT);
/** All that is looked at; the engine of the regular expression runs over the rest. */
const CHANGEABLE = new RegExp(
  `[&%${INVISIBLE}${SPACE}${DASH}${DOT}${COMPATIBLE}${OTHER_DIGIT}${[...LOOK_ALIKES.keys()].join('')}]`,
  'gv',
);

/** `%40` inside of what looks like an address or a query. */
const PERCENT = /%([2-7][0-9a-fA-F])/y;
const ADDRESS_CHARACTER = /[\w.@%+/:?=&~-]/;
/** Longest that one character becomes, UTF-16 code units. */
const MAX_EXPANSION = 4;

/**
 * Undoes what hides a value from recognisers and not from people: full-width and other digits, invisible characters, letters
 * of other scripts inside of Latin words, entities of HTML, percent-encoding inside of addresses, unusual spaces and dashes.
 * Text without any of these comes back as it is. Time is linear in the text.
 */
export function normalise(text: string): NormalisedText {
  CHANGEABLE.lastIndex = 0;
  const builder = new Builder(text);
  const words = new LatinWords(text);
  for (let match = CHANGEABLE.exec(text); match !== null; match = CHANGEABLE.exec(text)) {
    const { index, 0: character } = match;
    if (character === '&') {
      const entity = entityAt(text, index);
      if (entity === undefined) continue;
      builder.replace(index, entity.length, entity.character);
      CHANGEABLE.lastIndex = index + entity.length;
    } else if (character === '%') {
      PERCENT.lastIndex = index;
      const escape = isInAddress(text, index) ? PERCENT.exec(text) : null;
      if (escape === null) continue;
      builder.replace(index, escape[0].length, String.fromCharCode(Number.parseInt(escape[1]!, 16)));
      CHANGEABLE.lastIndex = index + escape[0].length;
    } else {
      const plain = plainOf(character) ?? (words.isLatin(index) ? LOOK_ALIKES.get(character) : undefined);
      if (plain !== undefined) builder.replace(index, character.length, plain);
    }
  }
  return builder.build();
}

function oneOf(characters: string): (character: string) => boolean {
  const form = new RegExp(`[${characters}]`, 'v');
  return (character) => form.test(character);
}

function unchanged(text: string): NormalisedText {
  return { text, isChanged: false, toOriginal: (start, end) => ({ start, end }) };
}

/** What a character stands for wherever it is, or `undefined` when it is what it is. */
function plainOf(character: string): string | undefined {
  if (LOOK_ALIKES.has(character)) return undefined;
  if (isInvisible(character)) return '';
  if (isSpace(character)) return ' ';
  if (isDash(character)) return '-';
  if (isDot(character)) return '.';
  if (isCompatible(character)) {
    const plain = character.normalize('NFKC');
    if (plain !== character && plain.length <= MAX_EXPANSION) return plain;
  }
  return isOtherDigit(character) ? digitOf(character) : undefined;
}

/** Decimal digits of every script come in runs of ten that begin with zero. */
function digitOf(character: string): string {
  const code = character.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && isOtherDigit(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

function isInAddress(text: string, at: number): boolean {
  return at > 0 && ADDRESS_CHARACTER.test(text[at - 1]!) && ADDRESS_CHARACTER.test(text[at + 3] ?? ' ');
}

/** Puts the text together, and remembers where it differs. */
class Builder {
  readonly #original: string;
  #text = '';
  /** End of what was taken over. */
  #taken = 0;
  /** Of each change: where it begins and ends in the new text, and in the original. */
  readonly #changes: number[] = [];

  constructor(original: string) {
    this.#original = original;
  }

  replace(at: number, length: number, by: string): void {
    this.#text += this.#original.slice(this.#taken, at);
    this.#changes.push(this.#text.length, this.#text.length + by.length, at, at + length);
    this.#text += by;
    this.#taken = at + length;
  }

  build(): NormalisedText {
    if (this.#changes.length === 0) return unchanged(this.#original);
    const text = this.#text + this.#original.slice(this.#taken);
    const changes = Uint32Array.from(this.#changes);
    return {
      text,
      isChanged: true,
      toOriginal: (start, end) => ({
        start: startOf(changes, start),
        end: Math.max(startOf(changes, start), endOf(changes, end)),
      }),
    };
  }
}

const FIELDS = 4;

/** Place in the original of the first character of a span. */
function startOf(changes: Uint32Array, offset: number): number {
  const before = lastChange(changes, offset, 1);
  if (before < 0) {
    const inside = changes.length > 0 && changes[0]! < offset ? changes[2]! : undefined;
    return inside ?? offset;
  }
  const next = before + FIELDS;
  // In the middle of what one character became.
  if (next < changes.length && changes[next]! < offset) return changes[next + 2]!;
  return offset - changes[before + 1]! + changes[before + 3]!;
}

/** Place in the original behind the last character of a span. */
function endOf(changes: Uint32Array, offset: number): number {
  const before = lastChange(changes, offset, 1);
  const next = before < 0 ? 0 : before + FIELDS;
  if (next < changes.length && changes[next]! < offset) return changes[next + 3]!;
  if (before < 0) return offset;
  // Characters that are not seen behind the span are not part of it.
  let first = next;
  while (first > 0 && isEmptyAt(changes, first - FIELDS, offset)) first -= FIELDS;
  if (first < next) return endBefore(changes, first, offset);
  return offset - changes[before + 1]! + changes[before + 3]!;
}

/** Whether a change took characters away at an offset of the new text. */
function isEmptyAt(changes: Uint32Array, change: number, offset: number): boolean {
  return changes[change] === offset && changes[change + 1] === offset;
}

function endBefore(changes: Uint32Array, first: number, offset: number): number {
  if (first === 0) return offset;
  const before = first - FIELDS;
  return offset - changes[before + 1]! + changes[before + 3]!;
}

/** Index of the last change whose field is at most an offset, or a negative number. */
function lastChange(changes: Uint32Array, offset: number, field: number): number {
  let low = 0;
  let high = changes.length / FIELDS;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle * FIELDS + field]! <= offset) low = middle + 1;
    else high = middle;
  }
  return (low - 1) * FIELDS;
}
