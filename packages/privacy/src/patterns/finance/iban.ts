import { ibanCheck } from '../checksums/mod97.ts';
import { isUpper, isWord } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

/** Length of an IBAN by country, from the registry of ISO 13616 (SWIFT, release 99). */
const LENGTHS =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30';
const LENGTH_OF = new Map(LENGTHS.split(' ').map((item) => [item.slice(0, 2), Number(item.slice(2))]));

/** What stands between groups of four beside one space or dash: more of them, a cell or line end, or one mark. */
const SEPARATOR = /(?:[ -]{1,3}|[ \t]{0,2}\r?\n[ \t]{0,2}|\t|[/_.])(?=[A-Za-z0-9])/y;

const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;

function findIban(page: Page, row: FinderRow, start: number): void {
  const { text } = page;
  if (!isLetter(text.charCodeAt(start)) || !isLetter(text.charCodeAt(start + 1))) return;
  const head = text.slice(start, start + 4).toUpperCase();
  const length = LENGTH_OF.get(head.slice(0, 2));
  if (length === undefined || !/^[A-Z]{2}\d{2}$/.test(head)) return;
  let compact = '';
  let cursor = start;
  const ceiling = start + length * 2;
  let isUnusual = false;
  let mark: string | undefined;
  while (compact.length < length && cursor < ceiling) {
    const code = text.charCodeAt(cursor);
    if (code < 128 && isWord(code)) compact += text.charAt(cursor);
    else if ((code !== 32 && code !== 45) || compact.length < 4 || !isWord(text.charCodeAt(cursor + 1))) {
      // Anything else between groups only where groups of four end.
      SEPARATOR.lastIndex = cursor;
      const separator = compact.length % 4 === 0 && compact.length > 0 ? SEPARATOR.exec(text)?.[0] : undefined;
      if (separator === undefined || (/[/_.]/.test(separator) && separator !== (mark ??= separator))) return;
      cursor += separator.length - 1;
      isUnusual = true;
    }
    cursor++;
  }
  if (compact.length < length || isWord(text.charCodeAt(cursor))) return;
  compact = compact.toUpperCase();
  if (ibanCheck(compact)) {
    const cue = page.context(row.context, start, cursor);
    page.add(row, start, cursor, cue === undefined ? row.base : row.boosted, 'mod 97, country and length');
    findNeighbour(page, cursor);
    return;
  }
  if (isUnusual) return;
  // Without the check, words could be swallowed: no spaces unless in fours, and digits must prevail.
  const spaced = /[ -]/.test(text.slice(start, cursor));
  if (spaced && !/^(?:\w{4}([ -]))(?:\w{4}\1){0,8}\w{1,4}$/.test(text.slice(start, cursor))) return;
  if (compact.replaceAll(/\D/g, '').length < length / 2) return;
  const cue = page.context(row.context, start, cursor);
  page.add(row, start, cursor, cue === undefined ? 0.6 : 0.75, 'country and length; mod 97 fails');
}

/** International bank account numbers. */
export const IBAN_ROW: FinderRow = {
  kind: 'finder',
  type: 'IBAN_CODE',
  name: 'iban',
  region: 'any',
  anchor: 'number',
  lengths: [4, 34],
  validator: 'mod 97, country and length',
  base: 0.99,
  context: ['iban'],
  boosted: 1,
  find: findIban,
};

const BIC =
  /\b[A-Z]{4}(?:A[DEFGILMOQRSTUWXZ]|B[ABDEFGHIJLMNORSTWYZ]|C[ACDFGHIKLMNORUVWYZ]|D[EJKMOZ]|E[CEGHRST]|F[IJKMOR]|G[ABDEFGHILMNPQRSTUWY]|H[KMNRTU]|I[DELMNOQRST]|J[EMOP]|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]|M[ACDEFGHKLMNOPQRSTUVWXYZ]|N[ACEFGILOPRUZ]|OM|P[AEFGHKLMNRSTWY]|QA|R[EOSUW]|S[ABCDEGHIJKLMNORSTVXYZ]|T[CDFGHJKLMNORTVWZ]|U[AGKSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW])[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?\b/g;
/** A code right behind an account: `GR57 … / PIRBGRAA`. */
const NEIGHBOUR = new RegExp(`^[ ,;/|(-]{1,4}(${BIC.source})`);

function findNeighbour(page: Page, at: number): void {
  const match = NEIGHBOUR.exec(page.text.slice(at, at + FIN_GAP_CHARS));
  if (match?.[1] === undefined) return;
  const end = at + match[0].length;
  page.add(BIC_ROW, end - match[1].length, end, BIC_ROW.boosted, 'behind an IBAN');
}

const BIC_AFTER_CHARS = 48;
/** Behind the name of a column. */
const BIC_BELOW_CHARS = 128;
const BIC_BEFORE_CHARS = 32;
/** Words that name the code for sure; `bank` alone does not. */
const BIC_NAME = /^(?:bic|swift)/;
const BANK_CODE = /^[ _-](?:code|identifier)\b/i;

function findBic(page: Page, row: FinderRow, first: number, end: number): void {
  const word = page.text.slice(first, end).toLowerCase();
  const isNamed = BIC_NAME.test(word) || BANK_CODE.test(page.text.slice(end, end + BIC_AFTER_CHARS));
  const isHeading = isNamed && /^[^\n]{0,80}[,;|\t][^\n]{0,80}\n/.test(page.text.slice(end, end + BIC_BELOW_CHARS));
  const window = page.text.slice(end, end + (isHeading ? BIC_BELOW_CHARS : BIC_AFTER_CHARS));
  // `INGBNL2A is the BIC`: the last one before the word.
  const from = Math.max(0, first - BIC_BEFORE_CHARS);
  const before = isNamed ? [...page.text.slice(from, first).matchAll(BIC)].at(-1) : undefined;
  if (before !== undefined && !isUpper(page.text.charCodeAt(from + before.index - 1)))
    page.add(row, from + before.index, from + before.index + before[0].length, row.boosted, `before "${word}"`);
  for (const match of window.matchAll(BIC)) {
    const start = end + match.index;
    if (isUpper(page.text.charCodeAt(start - 1))) continue;
    const distinct = isNamed || /\d|XXX$/.test(match[0]);
    page.add(row, start, start + match[0].length, distinct ? row.boosted : 0.4, `country and form, context "${word}"`);
  }
}

/** Bank identifier codes (ISO 9362) after a word such as "BIC". */
export const BIC_ROW: FinderRow = {
  kind: 'finder',
  type: 'BIC',
  name: 'bic',
  region: 'any',
  anchor: 'word',
  starts: 'bic',
  validator: 'country code',
  base: 0.4,
  context: ['bic'],
  // More than what the tagger makes of capitals.
  boosted: 0.95,
  find: findBic,
};

/** Fields of SWIFT's FIN messages that hold a code: `:57A:DEUTDEFF`, `field 52A shows …`. */
const FIN_FIELD = /^5[0-8][AD]$/;
const FIN_GAP_CHARS = 24;
const DIGIT_5 = 53;

function findFinField(page: Page, row: FinderRow, first: number, end: number): void {
  if (
    page.text.charCodeAt(first) !== DIGIT_5 ||
    !FIN_FIELD.test(page.text.slice(first, end)) ||
    !/(?::|(?:field|tag) )$/i.test(page.text.slice(Math.max(0, first - 6), first))
  )
    return;
  const window = page.text.slice(end, end + FIN_GAP_CHARS);
  const [match] = window.matchAll(BIC);
  if (match !== undefined)
    page.add(row, end + match.index, end + match.index + match[0].length, row.base, 'in a field of a FIN message');
}

/** Bank identifier codes in fields of payment messages. */
export const FIN_BIC_ROW: FinderRow = {
  ...BIC_ROW,
  name: 'bic-fin',
  anchor: 'number',
  lengths: [3, 3],
  base: 0.95,
  find: findFinField,
};
