import { LOOK_ALIKES } from './look-alikes.ts';

/** Controls, but for white space: what is between letters of text that was read in the wrong encoding. */
const CONTROL = String.raw`\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f`;
/** Characters that are not seen: soft hyphen, joiners, marks of direction, variation selectors, the byte-order mark. */
const INVISIBLE_BMP = String.raw`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb`;
/** Strokes and lines through or around a character, such as that of a keycap. */
const OVERLAY = String.raw`\u0305\u0332-\u0338\u033f\u20d2\u20d3\u20d8-\u20da\u20dd-\u20e4\u20e5\u20e6\u20ea\u20eb`;
const INVISIBLE = String.raw`${CONTROL}${INVISIBLE_BMP}${OVERLAY}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}`;
const ACCENT = String.raw`\u0300-\u036f`;
const SPACE = String.raw`\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000`;
const DASH = String.raw`\u02d7\u058a\u1806\u2010-\u2015\u2043\u2212\u2796\u2e3a\u2e3b\u30a0\ufe58\ufe63\uff0d`;
const DOT = String.raw`\u06d4\u0701\u0702\u2024\u2027\u2219\u22c5\u3002\ua4f8\ufe52\uff0e\uff61`;
const COLON = String.raw`\u0589\u0703\u0704\u205a\u2236\ua789\ufe13\ufe55\uff1a`;
const SLASH = String.raw`\u2044\u2215\u27cb\u29f8\uff0f`;
/** Characters that stand for others: full-width, mathematical, circled, superscript. */
const COMPATIBLE_BMP = String.raw`\u00aa\u00b2\u00b3\u00b9\u00ba\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u2070-\u209c\u2100-\u214f\u2460-\u24ff\u2c7c\u3300-\u33ff\ufb00-\ufb06\ufe50-\ufe6b\uff01-\uff5e`;
const COMPATIBLE = String.raw`${COMPATIBLE_BMP}\u{10000}-\u{10ffff}`;
/** Zeros of the decimal digits of the Basic Multilingual Plane; one to nine follow them. */
const ZEROS = '٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰０';
const OTHER_DIGITS = Array.from(ZEROS, (zero) => `${zero}-${String.fromCharCode(zero.charCodeAt(0) + 9)}`).join('');
const ASTRAL_DIGIT = /^\p{Nd}$/u;

/** Circled digits and letters that Unicode does not decompose: where a run begins and ends, and what its first one is. */
const CIRCLED: readonly (readonly [first: number, last: number, plain: string])[] = [
  [0x24eb, 0x24f4, '11'],
  [0x24f5, 0x24fe, '1'],
  [0x24ff, 0x24ff, '0'],
  [0x2776, 0x277f, '1'],
  [0x2780, 0x2789, '1'],
  [0x278a, 0x2793, '1'],
  [0x1f10b, 0x1f10c, '0'],
  [0x1f150, 0x1f169, 'A'],
  [0x1f170, 0x1f189, 'A'],
];
const DINGBATS = String.raw`\u2776-\u2793`;

/** All units that may change, by themselves or with what follows them. A unit of UTF-16 is looked at by itself: that is fast. */
export const CHANGEABLE = new RegExp(
  String.raw`[&%\\\ud800-\udbff${CONTROL}${INVISIBLE_BMP}${OVERLAY}${ACCENT}${SPACE}${DASH}${DOT}${COLON}${SLASH}${COMPATIBLE_BMP}${DINGBATS}${OTHER_DIGITS}${[...LOOK_ALIKES.keys()].join('')}]`,
  'g',
);

/** Characters that are not seen come in runs when somebody means it. */
export const INVISIBLE_RUN = new RegExp(`[${INVISIBLE_BMP}]+`, 'y');

const isInvisible = oneOf(INVISIBLE);
const isSpace = oneOf(SPACE);
const isDash = oneOf(DASH);
const isDot = oneOf(DOT);
const isColon = oneOf(COLON);
const isSlash = oneOf(SLASH);
const isCompatible = oneOf(COMPATIBLE);
const LETTER = /[A-Za-z]/;
/** Longest that one character becomes, UTF-16 code units. */
const MAX_EXPANSION = 4;
/** What characters of one unit stand for, once it was asked. */
const KNOWN = new Map<string, string | undefined>();

/**
 * What a character stands for wherever it is, or `undefined` when it is what it is.
 *
 * @param before the UTF-16 code unit before it: a digit or a mark takes no accent
 */
export function plainOf(character: string, before: string | undefined): string | undefined {
  let plain = KNOWN.get(character);
  if (plain === undefined && !KNOWN.has(character)) {
    plain = standsFor(character);
    if (character.length === 1) KNOWN.set(character, plain);
  }
  if (plain !== undefined || character < '\u0300' || character > '\u036f' || before === undefined) return plain;
  return before < '\u0080' && !LETTER.test(before) ? '' : undefined;
}

function standsFor(character: string): string | undefined {
  if (character === '' || LOOK_ALIKES.has(character)) return undefined;
  if (isInvisible(character)) return '';
  if (isSpace(character)) return ' ';
  if (isDash(character)) return '-';
  if (isDot(character)) return '.';
  if (isColon(character)) return ':';
  if (isSlash(character)) return '/';
  const digit = digitOf(character) ?? circledOf(character.codePointAt(0)!);
  if (digit !== undefined) return digit;
  if (!isCompatible(character)) return undefined;
  const plain = character.normalize('NFKC');
  return plain !== character && plain.length <= MAX_EXPANSION ? plain : undefined;
}

/** Decimal digits of every script come in runs of ten that begin with zero. */
function digitOf(character: string): string | undefined {
  const code = character.codePointAt(0)!;
  if (code <= 0xffff) {
    for (let value = 0; value <= 9; value++) {
      if (ZEROS.includes(String.fromCharCode(code - value))) return String(value);
    }
    return undefined;
  }
  if (!ASTRAL_DIGIT.test(character)) return undefined;
  // Runs may stand side by side.
  let first = code;
  while (ASTRAL_DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}

function circledOf(code: number): string | undefined {
  if (code < CIRCLED[0]![0]) return undefined;
  const run = CIRCLED.find(([first, last]) => code >= first && code <= last);
  if (run === undefined) return undefined;
  const [first, , plain] = run;
  return plain === 'A' ? String.fromCharCode(65 + code - first) : String(Number(plain) + code - first);
}

function oneOf(characters: string): (character: string) => boolean {
  const form = new RegExp(`^[${characters}]$`, 'v');
  return (character) => form.test(character);
}
