/** What Go's `strconv` prints as it is. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SHORT: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};
const MAX_ASCII = 0x7e;

/** A string as a literal of Go, in double quotes; with `ascii` everything else is escaped. */
export function goQuote(text: string, ascii: boolean): string {
  return `"${Array.from(text.toWellFormed(), (char) => escaped(char, '"', ascii)).join('')}"`;
}

/** A character as a literal of Go, in single quotes. */
export function goQuoteRune(char: string, ascii: boolean): string {
  return `'${escaped(char, "'", ascii)}'`;
}

/** Whether a string can stand in back quotes. */
export function canBackquote(text: string): boolean {
  return !/[^\P{Cc}\t]|[`\ufeff\ufffd]/u.test(text) && text.isWellFormed();
}

/** Whether Go prints a character as it is. */
export function isPrintable(char: string): boolean {
  return PRINTABLE.test(char);
}

function escaped(char: string, quote: string, ascii: boolean): string {
  if (char === quote) return `\\${quote}`;
  const short = SHORT[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0)!;
  if (isPrintable(char) && (!ascii || code <= MAX_ASCII)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
