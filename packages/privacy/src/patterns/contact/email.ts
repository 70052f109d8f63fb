import { CLASS, isWord, LETTER } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** RFC 5321 section 4.5.3.1.1, in octets; we count characters. */
const LONGEST_LOCAL_CHARS = 64;
const LONGEST_DOMAIN_CHARS = 253;
/** Ends of names of files that are no top-level domains: `icon@2x.png`. */
const FILE_SUFFIX = /\.(?:png|jpe?g|gif|svg|webp|bmp|ico|css|js|ts|json|txt|html?|pdf)$/i;
const LOCAL_MARKS = "!#$%&'*+-/=?^_`{|}~.";

/** Start of the local part before `at`, or -1. A quoted local part is taken with its quotes. */
function localStart(text: string, at: number): number {
  const floor = Math.max(0, at - LONGEST_LOCAL_CHARS - 2);
  if (text.charCodeAt(at - 1) === 34) {
    for (let index = at - 2; index >= floor; index--) {
      const code = text.charCodeAt(index);
      if (code === 10) return -1;
      if (code === 34 && text.charCodeAt(index - 1) !== 92) return index < at - 2 ? index : -1;
    }
    return -1;
  }
  let start = at;
  while (start > floor) {
    const code = text.charCodeAt(start - 1);
    if (!isWord(code) && !LOCAL_MARKS.includes(text.charAt(start - 1))) break;
    if (code === 46 && text.charCodeAt(start) === 46) break;
    start--;
  }
  // Marks before the first letter or digit belong to the sentence: quotes, slashes, query strings.
  while (start < at && !isWord(text.charCodeAt(start)) && text.charCodeAt(start) !== 95) start++;
  const equals = text.slice(start, at).lastIndexOf('=');
  if (equals >= 0) start += equals + 1;
  return text.charCodeAt(at - 1) === 46 || start === at ? -1 : start;
}

/** End of a domain name that starts at `start`: labels, at least one dot, a last label of letters; else -1. */
export function domainEnd(text: string, start: number): number {
  const ceiling = Math.min(text.length, start + LONGEST_DOMAIN_CHARS);
  let end = -1;
  let label = start;
  let dots = 0;
  let cursor = start;
  for (;;) {
    const code = cursor < ceiling ? text.charCodeAt(cursor) : Number.NaN;
    if (isWord(code) || (code === 45 && cursor > label)) {
      cursor++;
      continue;
    }
    let stop = cursor;
    while (stop > label && text.charCodeAt(stop - 1) === 45) stop--;
    if (stop === label) break;
    if (dots > 0 && stop - label >= 2 && (CLASS[text.charCodeAt(label)] === LETTER || text.startsWith('xn--', label))) {
      end = stop;
    }
    if (code !== 46 || stop !== cursor) break;
    dots++;
    cursor++;
    label = cursor;
  }
  return end;
}

function findEmail(page: Page, row: FinderRow, start: number): void {
  const { text } = page;
  const first = localStart(text, start);
  if (first < 0) return;
  let end = domainEnd(text, start + 1);
  if (end < 0) {
    end = literalEnd(text, start + 1);
    if (end < 0) return;
  }
  if (FILE_SUFFIX.test(text.slice(start, end))) return;
  page.add(row, first, end, row.base, 'local part, @ and domain');
}

/** End of an address literal such as `[192.0.2.1]`, or -1. */
function literalEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== 91) return -1;
  const literal = /^\[(?:IPv6:)?[0-9a-fA-F.:]{3,45}\]/.exec(text.slice(start, start + 52));
  return literal === null ? -1 : start + literal[0].length;
}

/** E-mail addresses of RFC 5321 and 6531. */
export const EMAIL_ROW: FinderRow = {
  kind: 'finder',
  type: 'EMAIL_ADDRESS',
  name: 'email',
  region: 'any',
  anchor: 'at',
  validator: 'lengths and labels of RFC 5321',
  base: 0.95,
  context: [],
  boosted: 0.95,
  find: findEmail,
};
