/** How far from its name a value is looked for, UTF-16 code units. */
const MAX_CHARS = 120;
const SIGN = 1;
const BORDER = 2;
const ASSIGNMENT = 3;
/** What a character of ASCII is: a sign of a secret, the border of a word, or one that a value may follow. */
const KINDS = new Uint8Array(128);
for (const sign of '0123456789!@#$%^&*'.split('')) KINDS[sign.charCodeAt(0)] = SIGN;
for (const border of ' \t\r\n"\'`,;<>(){}[]'.split('')) KINDS[border.charCodeAt(0)] = BORDER;
KINDS['='.charCodeAt(0)] = ASSIGNMENT;
const LINE_END = 10;
const DASH = 45;

/** What the rest of a line has: an assignment; a word of some length with a digit, a mark, two dashes or two humps. */
export interface LineSigns {
  hasAssignment: boolean;
  hasWord: boolean;
}

/** Looks at the rest of a line, which in most sentences has none of the signs of a secret. */
export function signsOfLine(text: string, from: number, minLength: number): LineSigns {
  const found: LineSigns = { hasAssignment: false, hasWord: false };
  let start = from;
  let signs = 0;
  let wasSmall = false;
  const end = Math.min(text.length, from + MAX_CHARS);
  let i = from;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    const kind = code < KINDS.length ? KINDS[code] : 0;
    if (kind === BORDER) {
      if (signs >= 2 && i - start >= minLength) found.hasWord = true;
      if (code === LINE_END) return found;
      start = i + 1;
      signs = 0;
    } else if (kind === SIGN) signs += 2;
    else if (kind === ASSIGNMENT) {
      found.hasAssignment = true;
      signs++;
    } else if (code === DASH || (wasSmall && code >= 65 && code <= 90)) signs++;
    wasSmall = code >= 97 && code <= 122;
  }
  if (signs >= 2 && i - start >= minLength) found.hasWord = true;
  return found;
}
