/** What stands for a character, and how long it is in the text, UTF-16 code units. */
export interface Escape {
  readonly character: string;
  readonly length: number;
}

const MAX_CODE_POINT = 0x10ffff;
/** `\u0040`, `\u{40}`, `\U00000040`, `\x40`; two halves of a surrogate pair are one character. */
const CODE =
  /\\(?:u([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})|u([\da-fA-F]{4})|u\{0{0,8}([\da-fA-F]{1,6})\}|U([\da-fA-F]{8})|x([\da-fA-F]{2}))/y;
/** Line ends and tabs beside something that would run together with them: `\n4111…`, `hunter2\n`. */
const BLANK = /\\[nrt](?=[\w+(])|(?<=[\w=+/.!?)])\\[nrt]/y;
/** Marks of addresses and numbers that JSON, Markdown or a shell wrote with a backslash: `https:\/\/`, `anna\_b\@`. */
const MARK = /(?<=[\w:/])\\([@._+:/-])(?=[\w\\])|\\([+-])(?=\d)/y;
const BLANKS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** What an escape of JSON or of a programming language at an offset stands for; `undefined` when there is none. */
export function escapeAt(text: string, at: number): Escape | undefined {
  switch (text[at + 1]) {
    case 'u':
    case 'U':
    case 'x':
      return codeAt(text, at);
    case 'n':
    case 'r':
    case 't':
      BLANK.lastIndex = at;
      return BLANK.test(text) ? { character: BLANKS[text[at + 1]!]!, length: 2 } : undefined;
    default: {
      MARK.lastIndex = at;
      const mark = MARK.exec(text);
      return mark === null ? undefined : { character: text[at + 1]!, length: 2 };
    }
  }
}

function codeAt(text: string, at: number): Escape | undefined {
  CODE.lastIndex = at;
  const match = CODE.exec(text);
  if (match === null) return undefined;
  const [{ length }, high, low, ...single] = match;
  if (high !== undefined) {
    return { character: String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low!, 16)), length };
  }
  const character = characterOf(
    Number.parseInt(
      single.find((digits) => digits !== undefined)!,
      16,
    ),
  );
  return character === undefined ? undefined : { character, length };
}

/** The character of a code point; `undefined` for halves of surrogate pairs and numbers that are none. */
export function characterOf(code: number): string | undefined {
  if (code > MAX_CODE_POINT || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}

const ADDRESS_CHARACTER = /[\w.@%+/:?=&~()[\],;!*'$-]/;
const PERCENT_ASCII = /%[2-7][0-9a-f]/iy;
/** Characters of UTF-8 in two to four bytes. */
const PERCENT_UTF_8 = /%(?:c[2-9a-f]|d[0-9a-f]|e[0-9a-f]%[89ab][0-9a-f]|f[0-4](?:%[89ab][0-9a-f]){2})%[89ab][0-9a-f]/iy;

/** What percent-encoding at an offset stands for, such as `%40` inside of what looks like an address or a query. */
export function percentAt(text: string, at: number): Escape | undefined {
  if (at === 0 || !ADDRESS_CHARACTER.test(text[at - 1]!)) return undefined;
  PERCENT_ASCII.lastIndex = at;
  if (PERCENT_ASCII.test(text)) {
    const character = String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 3), 16));
    // `50%20 off`: the per cent of a sentence.
    const isSentence = character === ' ' && !ADDRESS_CHARACTER.test(text[at + 3] ?? ' ');
    return isSentence ? undefined : { character, length: 3 };
  }
  PERCENT_UTF_8.lastIndex = at;
  const encoded = PERCENT_UTF_8.exec(text)?.[0];
  if (encoded === undefined) return undefined;
  try {
    return { character: decodeURIComponent(encoded), length: encoded.length };
  } catch {
    // Over-long forms and halves of surrogate pairs.
    return undefined;
  }
}
