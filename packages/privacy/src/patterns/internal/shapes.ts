import { CLASS, DIGIT, isDigit, LETTER } from './characters.ts';

/** Most characters of a code with its separators. */
const LONGEST_CODE_CHARS = 48;
/** Most groups of a code. */
const MOST_GROUPS = 9;
const LONGEST_LETTER_GROUP = 6;

/** `d` and `a` of forms. */
const DIGITS = 100;
const LETTERS = 97;
const START = 17;
const mix = (hash: number, value: number): number => (Math.imul(hash, 0x01000193) ^ value) | 0;

/** The forms that a form with `_` stands for. */
export function expandShape(shape: string): string[] {
  return shape.includes('_') ? ['', ' ', '-', '.'].map((mark) => shape.replaceAll('_', mark)) : [shape];
}

const FILTER_SIZE = 1 << 16;

/** Which forms there are, by the low bits of their hashes: most texts are refused without a look at the table of forms. */
export interface ShapeFilter {
  readonly whole: Uint8Array;
  /** Beginnings of forms up to a separator: where none fits, the code is read no further. */
  readonly beginnings: Uint8Array;
}

/** A filter that lets nothing through. */
export function emptyFilter(): ShapeFilter {
  return { whole: new Uint8Array(FILTER_SIZE), beginnings: new Uint8Array(FILTER_SIZE) };
}

/**
 * Lets a form such as `d3-d2-d4` through, and its beginnings. Returns its hash, as {@link readShapes} computes it from text.
 * Hundreds are made at the start: no expression.
 */
export function addShape(filter: ShapeFilter, shape: string): number {
  let hash = START;
  let run = 0;
  let size = 0;
  for (let index = 0; index < shape.length; index++) {
    const code = shape.charCodeAt(index);
    let count = 0;
    if (code === DIGITS || code === LETTERS) {
      while (isDigit(shape.charCodeAt(index + 1))) count = count * 10 + shape.charCodeAt(++index) - 48;
    }
    // Equal kinds side by side are one run.
    if (size > 0 && (count === 0 || code !== run)) {
      hash = mix(hash, (run === DIGITS ? 0x1000 : 0x2000) + size);
      size = 0;
    }
    run = code;
    size += count;
    if (count === 0) {
      hash = mix(hash, code);
      filter.beginnings[hash & (FILTER_SIZE - 1)] = 1;
    }
  }
  if (size > 0) hash = mix(hash, (run === DIGITS ? 0x1000 : 0x2000) + size);
  filter.whole[hash & (FILTER_SIZE - 1)] = 1;
  return hash;
}

/** Calls `visit` with the hash and the end of each whole-token prefix of the code that starts at `start` that may be a form. */
export function readShapes(
  text: string,
  start: number,
  filter: ShapeFilter,
  visit: (hash: number, end: number) => void,
): void {
  let hash = START;
  let cursor = start;
  const last = start + LONGEST_CODE_CHARS;
  for (let group = 0; group < MOST_GROUPS; group++) {
    const groupStart = cursor;
    let digits = false;
    for (;;) {
      const kind = CLASS[text.charCodeAt(cursor)];
      if (kind !== DIGIT && kind !== LETTER) break;
      const runStart = cursor;
      while (cursor <= last && CLASS[text.charCodeAt(cursor)] === kind) cursor++;
      if (cursor > last) return;
      if (kind === DIGIT) digits = true;
      hash = mix(hash, (kind === DIGIT ? 0x1000 : 0x2000) + cursor - runStart);
    }
    if (cursor === groupStart) return;
    if (!digits && cursor - groupStart > LONGEST_LETTER_GROUP) return;
    if (filter.whole[hash & (FILTER_SIZE - 1)] === 1) visit(hash, cursor);
    const separator = text.charCodeAt(cursor);
    // Space, plus, dash, dot, slash.
    if (separator !== 32 && separator !== 43 && (separator < 45 || separator > 47)) return;
    hash = mix(hash, separator);
    if (filter.beginnings[hash & (FILTER_SIZE - 1)] === 0) return;
    cursor++;
  }
}
