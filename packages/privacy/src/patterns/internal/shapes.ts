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

/** Hash of a form such as `d3-d2-d4`, as {@link readShapes} computes it from text. Hundreds are made at the start: no expression. */
export function hashShape(shape: string): number {
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
    if (count === 0) hash = mix(hash, code);
  }
  return size > 0 ? mix(hash, (run === DIGITS ? 0x1000 : 0x2000) + size) : hash;
}

/** The forms that a form with `_` stands for. */
export function expandShape(shape: string): string[] {
  return shape.includes('_') ? ['', ' ', '-', '.'].map((mark) => shape.replaceAll('_', mark)) : [shape];
}

/** Calls `visit` with the hash and the end of each whole-token prefix of the code that starts at `start`. */
export function readShapes(text: string, start: number, visit: (hash: number, end: number) => void): void {
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
    visit(hash, cursor);
    const separator = text.charCodeAt(cursor);
    // Space, plus, dash, dot, slash.
    if (separator !== 32 && separator !== 43 && (separator < 45 || separator > 47)) return;
    hash = mix(hash, separator);
    cursor++;
  }
}
