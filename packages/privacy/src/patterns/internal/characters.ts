/** Classes of UTF-16 code units for the pass over a text. */
export const OTHER = 0;
export const LETTER = 1;
export const DIGIT = 2;
export const AT = 3;
export const COLON = 4;
export const DOT = 5;
export const LESS = 6;

function classTable(): Uint8Array {
  const table = new Uint8Array(65536);
  table.fill(LETTER, 0xc0);
  table.fill(OTHER, 0x2000, 0x2070);
  table.fill(OTHER, 0x2190, 0x2c00);
  table.fill(OTHER, 0x3000, 0x3040);
  table.fill(OTHER, 0xff00, 0xff10);
  table[0xd7] = OTHER;
  table[0xf7] = OTHER;
  for (let code = 48; code < 58; code++) table[code] = DIGIT;
  for (let code = 65; code < 91; code++) table[code] = table[code + 32] = LETTER;
  table[64] = AT;
  table[58] = COLON;
  table[46] = DOT;
  table[60] = LESS;
  return table;
}

/** Class of each UTF-16 code unit; letters beyond ASCII, combining marks and surrogates count as letters. */
export const CLASS = classTable();

/** Whether the unit belongs to a token; false outside of the text (NaN). */
export function isWord(code: number): boolean {
  const kind = CLASS[code] ?? OTHER;
  return kind === LETTER || kind === DIGIT;
}

/** Whether the unit is 0-9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code < 58;
}

/** Whether the unit is A-Z. */
export function isUpper(code: number): boolean {
  return code >= 65 && code < 91;
}
