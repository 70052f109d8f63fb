import { CLASS, isDigit, isWord, LETTER } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';
import { joinAddress } from './full-address.ts';
import { hasStreetEnding, NOT_STREETS, STREET_PREFIXES, STREET_SUFFIXES } from './street-words.ts';

/** How far around a house number its street may reach, in characters. */
const REACH_CHARS = 56;
const MOST_NAME_WORDS = 5;
const LEADING_NUMBER = /(?:^|[^\d.,/:-])(\d{1,6}) $/;
const CLAUSE_END = /[,;:!?()\n\r\t"<>|[\]{}]/;
const CAPITAL = /^[\p{Lu}\p{Lt}]/u;
const PARTICLE =
  /^(?:de|del|della|delle|dei|degli|di|do|da|dos|das|des|du|la|le|les|van|der|den|of|the|al|el|e|a|und|y|et|d|l)$/i;
const DIRECTION = /^(?:north|south|east|west|n|s|e|w|ne|nw|se|sw)$/i;
const strip = (word: string) => word.replace(/(?<![.'’])[.'’]+$/, '').toLowerCase();

interface Street {
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly why: string;
}

/** Words after a house number on the same line: `74 Diakou Street`, `31 Rue Al Imam`. */
function streetAfter(text: string, start: number, end: number, addressed: boolean): Street | undefined {
  if (text.charCodeAt(end) !== 32 || CLASS[text.charCodeAt(end + 1)] !== LETTER) return undefined;
  const window = text.slice(end + 1, end + 1 + REACH_CHARS);
  const stop = window.search(CLAUSE_END);
  const words = (stop < 0 ? window : window.slice(0, stop)).split(' ', MOST_NAME_WORDS + 1);
  const first = words[0] ?? '';
  const prefix = STREET_PREFIXES.has(strip(first)) && strip(first).length > 1;
  const numberFollows = isDigit((words[1] ?? '').charCodeAt(0));
  let best = -1;
  let cursor = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const lower = strip(word);
    if (word === '' || isDigit(word.charCodeAt(0))) break;
    const capital = CAPITAL.test(word);
    if (
      !capital &&
      !addressed &&
      !PARTICLE.test(word) &&
      !(index > 0 && STREET_SUFFIXES.has(lower) && lower.length > 3)
    ) {
      if (!(index === 0 && prefix)) break;
    }
    cursor += word.length;
    const suffix = index > 0 && STREET_SUFFIXES.has(lower) && lower.length > 1;
    const compound =
      index === 0 && !numberFollows && word.length > 5 && hasStreetEnding(lower) && (capital || addressed);
    if (suffix || compound || (prefix && index > 0 && capital))
      best = cursor - (word.endsWith('.') && suffix && lower.length > 4 ? 1 : 0);
    else if (best > 0 && DIRECTION.test(word) && capital) best = cursor;
    else if (best > 0 && !prefix) break;
    if (word.endsWith('.') && lower.length > 4) break;
    cursor++;
  }
  if (best < 0) return undefined;
  return { start, end: end + 1 + best, score: addressed ? 0.85 : 0.75, why: 'house number and street' };
}

interface Word {
  readonly word: string;
  readonly start: number;
}

/** Words before `end` on the same line, the nearest first. */
function wordsBefore(text: string, end: number): Word[] {
  const words: Word[] = [];
  const floor = Math.max(0, end - REACH_CHARS);
  let last = end;
  while (words.length < MOST_NAME_WORDS) {
    let first = last;
    while (first > floor && (isWord(text.charCodeAt(first - 1)) || ".'’-/".includes(text.charAt(first - 1)))) first--;
    if (first === last || (first === floor && floor > 0)) break;
    words.push({ word: text.slice(first, last), start: first });
    if (text.charCodeAt(first - 1) !== 32) break;
    last = first - 1;
  }
  return words;
}

/** Words before a house number: `Rooseveltlaan 110`, `Via Roma 131`, `Erzsébet tér 19.`. */
function streetBefore(text: string, start: number, end: number, addressed: boolean): Street | undefined {
  if (text.charCodeAt(start - 1) !== 32) return undefined;
  const words = wordsBefore(text, start - 1);
  const near = words[0];
  if (near === undefined) return undefined;
  const lower = strip(near.word);
  if (NOT_STREETS.test(lower) || (near.word.endsWith('.') && lower.length > 5)) return undefined;
  const close =
    text.charCodeAt(end) === 46 && (lower === 'u' || /^(?:utca|út|útja|tér|kapu|körút)$/.test(lower)) ? end + 1 : end;
  const capital = CAPITAL.test(near.word);
  // A word that opens street names, with the name between it and the number.
  for (let index = 1; index < words.length; index++) {
    const item = words[index];
    if (item === undefined || isDigit(item.word.charCodeAt(0))) break;
    const opener = item.word.toLowerCase().replace(/\/$/, '');
    const known = STREET_PREFIXES.has(strip(opener)) && (strip(opener).length > 1 || /[./]$/.test(item.word));
    if (
      known &&
      (CAPITAL.test(item.word) || addressed || item.word.endsWith('.') || strip(opener).length > 2) &&
      (capital || addressed)
    ) {
      return { start: item.start, end: close, score: 0.8, why: 'street and house number' };
    }
    if (!CAPITAL.test(item.word) && !PARTICLE.test(item.word) && !addressed) break;
  }
  if (near.word.length > 5 && hasStreetEnding(lower) && (capital || addressed)) {
    const lead = words[1];
    const adjective = lead !== undefined && CAPITAL.test(lead.word) && /(?:er|ger)$/.test(lead.word);
    return {
      start: adjective ? lead.start : near.start,
      end: close,
      score: addressed ? 0.85 : 0.7,
      why: 'street and house number',
    };
  }
  if (STREET_SUFFIXES.has(lower) && words[1] !== undefined && lower !== 'way' && lower !== 'place') {
    let first = near.start;
    for (const item of words.slice(1, 4)) {
      if (!(CAPITAL.test(item.word) || (addressed && first === near.start)) || isDigit(item.word.charCodeAt(0))) break;
      first = item.start;
    }
    if (first < near.start)
      return { start: first, end: close, score: addressed ? 0.8 : 0.65, why: 'street and house number' };
  }
  if (!capital || near.word.length < 4) return undefined;
  // A place and a number: a farm or a street without its word.
  const after = text.charAt(end);
  if (after !== '' && !',.\n;?'.includes(after)) return undefined;
  return { start: near.start, end, score: addressed ? 0.55 : 0.3, why: 'name and number' };
}

function findStreet(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  if (!isDigit(text.charCodeAt(start))) return;
  const before = text.charCodeAt(start - 1);
  if (
    before === 46 ||
    before === 45 ||
    before === 47 ||
    before === 58 ||
    before === 36 ||
    before === 61 ||
    before === 95
  )
    return;
  const after = text.charCodeAt(end);
  if ((after === 46 || after === 58 || after === 44) && isDigit(text.charCodeAt(end + 1))) return;
  if (after === 37 || after === 45 || after === 47) return;
  const named = after === 32 && CLASS[text.charCodeAt(end + 1)] === LETTER;
  if (!named && before !== 32) return;
  const addressed = page.context(row.context, start, end) !== undefined;
  const street = streetAfter(text, start, end, addressed) ?? streetBefore(text, start, end, addressed);
  if (street !== undefined) {
    page.add(row, street.start, street.end, street.score, street.why);
    page.streetEnd = street.end;
    if (street.score < 0.5) return;
    const lead = LEADING_NUMBER.exec(text.slice(Math.max(0, street.start - 8), street.start));
    const first = lead === null ? street.start : street.start - 1 - (lead[1] ?? '').length;
    if (lead !== null) page.add(row, first, street.start - 1, 0.6, 'number before a street');
    joinAddress(page, row, first, street.end);
    return;
  }
  // A code after the country in the last line of an address.
  if (page.streetEnd > start - REACH_CHARS && page.streetEnd < start && end - start >= 4 && before === 32) {
    const lineEnd = after === 10 || after === 13 || Number.isNaN(after) || after === 46 || after === 44;
    if (lineEnd && CLASS[text.charCodeAt(start - 2)] === LETTER)
      page.add(row, start, end, 0.55, 'code at the end of an address');
  }
}

/** House numbers with their streets. */
export const STREET_ROW: FinderRow = {
  kind: 'finder',
  type: 'STREET_ADDRESS',
  name: 'street',
  region: 'any',
  anchor: 'number',
  lengths: [1, 5],
  validator: 'words of streets in many languages',
  base: 0.75,
  context: ['address', 'unit'],
  boosted: 0.85,
  find: findStreet,
};
