import { isIPv6 } from 'node:net';
import { isDigit, isWord } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** RFC 4291 with an embedded IPv4 address, in characters; a zone comes on top. */
const LONGEST_IPV6_CHARS = 45;
const LONGEST_ZONE_CHARS = 16;
/** From a word such as "firmware" to four numbers right behind it. */
const FIRMWARE_CHARS = 10;
const SPACE = 32;

const V4 = /(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}/y;

/** Whether four small numbers may as well be a version or an object identifier: `2.5.29.14`, not `10.0.0.1`. */
function isSmall(address: string): boolean {
  const parts = address.split('.');
  return parts.every((part) => Number(part) < 32) && parts[0] !== '10' && new Set(parts).size > 1;
}

function findV4(page: Page, row: FinderRow, start: number, tokenEnd: number): void {
  const { text } = page;
  if (text.charCodeAt(tokenEnd) !== 46 || !isDigit(text.charCodeAt(tokenEnd + 1))) return;
  if (text.charCodeAt(start - 1) === 46 && isWord(text.charCodeAt(start - 2))) return;
  if (text.charCodeAt(start - 1) === 58 && /(?:::|:ffff:)$/i.test(text.slice(Math.max(0, start - 6), start))) return;
  V4.lastIndex = start;
  const match = V4.exec(text);
  if (match === null) return;
  const end = start + match[0].length;
  const after = text.charCodeAt(end);
  if (isWord(after) || after === 95) return;
  if ((after === 46 || after === 45) && isDigit(text.charCodeAt(end + 1))) return;
  const small = isSmall(match[0]);
  const mayBeVersion = small || text.charCodeAt(start - 1) === SPACE;
  if (mayBeVersion && page.context(['version'], start, end, small ? 16 : FIRMWARE_CHARS, 0) !== undefined) return;
  if (text.charCodeAt(start - 1) === 45) return;
  const cue = page.context(row.context, start, end);
  page.add(row, start, end, small ? (cue === undefined ? 0.45 : 0.75) : row.base, 'four octets');
}

function isIpv6Character(code: number): boolean {
  return isDigit(code) || code === 58 || code === 46 || ((code | 32) >= 97 && (code | 32) <= 102);
}

function findV6(page: Page, row: FinderRow, start: number): void {
  const { text } = page;
  let first = start;
  const floor = Math.max(0, start - LONGEST_IPV6_CHARS);
  while (first > floor && isIpv6Character(text.charCodeAt(first - 1))) first--;
  while (first < start && text.charCodeAt(first) === 58 && text.charCodeAt(first + 1) !== 58) first++;
  // Only the first colon of an address is looked at, so a long run of colons costs no more than its length.
  if (text.slice(first, start).includes(':') || isWord(text.charCodeAt(first - 1))) return;
  let end = start;
  const ceiling = Math.min(text.length, first + LONGEST_IPV6_CHARS + 1);
  while (end < ceiling && isIpv6Character(text.charCodeAt(end))) end++;
  if (isWord(text.charCodeAt(end))) return;
  while (
    end > start &&
    (text.charCodeAt(end - 1) === 46 || (text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) !== 58))
  )
    end--;
  const value = text.slice(first, end);
  if (!/[0-9a-f]/i.test(value) || !isIPv6(value)) {
    if (value !== '::' || page.context(['ip'], first, end, 24, 16) === undefined) return;
  }
  // `a::b` and `std::dec` are names in programs: without a digit there must be a word such as "ip".
  if (!/\d/.test(value) && page.context(['ip'], first, end, 24, 16) === undefined) return;
  // `12::30`, without more, is as likely a slip.
  const short = value.length < 6;
  if (text.charCodeAt(end) === 37) {
    const zone = /^%[0-9A-Za-z]{1,16}/.exec(text.slice(end, end + LONGEST_ZONE_CHARS + 1));
    if (zone !== null) end += zone[0].length;
  }
  page.add(row, first, end, short ? 0.5 : row.base, 'RFC 4291 form');
}

const MAC = /[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})(?![-:0-9A-Za-z])/y;
const MAC_DOTTED = /[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![.0-9A-Za-z])/y;

function tryMac(page: Page, row: FinderRow, start: number): void {
  const { text } = page;
  const before = text.charCodeAt(start - 1);
  if (
    (before === 58 || before === 45) &&
    isWord(text.charCodeAt(start - 2)) &&
    isWord(text.charCodeAt(start - 3)) &&
    !isWord(text.charCodeAt(start - 4))
  )
    return;
  for (const form of [MAC, MAC_DOTTED]) {
    form.lastIndex = start;
    const match = form.exec(text);
    if (match === null || !/[0-9]/.test(match[0])) continue;
    const cue = page.context(row.context, start, start + match[0].length);
    const base = form === MAC_DOTTED ? 0.6 : match[0].includes(':') || /[a-f]/i.test(match[0]) ? row.base : 0.4;
    page.add(row, start, start + match[0].length, cue === undefined ? base : row.boosted, 'six octets');
  }
}

/** A colon between letters: an address that begins with letters, such as `aa:bb:0c:…`. */
function findMacAtColon(page: Page, row: FinderRow, start: number): void {
  if (!isWord(page.text.charCodeAt(start - 3))) tryMac(page, row, start - 2);
}

const common = { kind: 'finder', region: 'any' } as const;

/** Twelve digits without marks, beside a word. */
const MAC_PLAIN = /^(?=.{0,11}[0-9])[0-9A-Fa-f]{12}$/;
const MAC_WORD_CHARS = 20;

function findPlainMac(page: Page, row: FinderRow, start: number, end: number): void {
  if (!MAC_PLAIN.test(page.text.slice(start, end))) return;
  const cue = page.context(row.context, start, end, MAC_WORD_CHARS, 0);
  if (cue !== undefined) page.add(row, start, end, row.boosted, `six octets, context "${cue}"`);
}

/** Addresses of machines in networks. */
export const NETWORK_ROWS: readonly FinderRow[] = [
  {
    ...common,
    type: 'IP_ADDRESS',
    name: 'ipv4',
    anchor: 'number',
    lengths: [1, 3],
    validator: 'four octets, not a version',
    base: 0.95,
    context: ['ip'],
    boosted: 0.95,
    find: findV4,
  },
  {
    ...common,
    type: 'IP_ADDRESS',
    name: 'ipv6',
    anchor: 'colon',
    validator: 'RFC 4291',
    base: 0.95,
    context: ['ip'],
    boosted: 0.95,
    find: findV6,
  },
  {
    ...common,
    type: 'MAC_ADDRESS',
    name: 'mac',
    anchor: 'colon',
    validator: 'six octets',
    base: 0.9,
    context: ['mac'],
    boosted: 0.95,
    find: findMacAtColon,
  },
  {
    ...common,
    type: 'MAC_ADDRESS',
    name: 'mac-plain',
    anchor: 'number',
    lengths: [12, 12],
    validator: 'octets',
    base: 0,
    context: ['mac'],
    boosted: 0.9,
    find: findPlainMac,
  },
  {
    ...common,
    type: 'MAC_ADDRESS',
    name: 'mac-dashed',
    anchor: 'number',
    lengths: [2, 4],
    validator: 'six octets',
    base: 0.9,
    context: ['mac'],
    boosted: 0.95,
    find: (page, row, start, end) => {
      const next = page.text.charCodeAt(end);
      if ((end - start === 2 && (next === 45 || next === 58)) || (end - start === 4 && next === 46))
        tryMac(page, row, start);
    },
  },
];
