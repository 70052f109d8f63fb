import type { Finding } from '../finding.ts';

/** What the tagger concludes from the words around counts less than an address or a number whose form and check digits fit. */
const MAX_SCORE = 0.94;
/** Of a number it sees the words around and the count of digits alone. */
const MAX_NUMBER_SCORE = 0.7;
/** How far before a number the word may stand that says what it is, in UTF-16 code units. */
const NEAR_CHARS = 28;

const HAS_WORD = /(?<![\p{L}\p{M}\d])\p{L}{2}/u;
/** Numbers of things, by the last word before them. */
const THING_BEFORE =
  /\b(?:isbn(?:-1[03])?|issn|doi|orders?|invoice|ticket|tracking|parcel|sku|upc|ean|gtin|barcode(?: reads)?|p\/n|s\/n|part|article|item|batch|lot|pid|port|version|build|commit|issue|bug|iso|rfc|model|size|chapter|section|page|row|line|column|score|ratio|level|step|question|gate|seat|viewbox|po|rma|seq|sequence|rx|tx|max|min|claim|policy|commande|colis|bestellung|bestellnummer|rechnung|facture|sendung|paket|pedido|factura|ordine|fattura|bestelling|factuur|pakket|parcel ref|ref|reference)(?:[ -](?:no|nr|id|number|code)\b\.?)?[ :=#"']{1,4}[A-Z]{0,4}$/i;
/** Words of counts and settings before a number that is no code of a town and no age. */
const COUNT_BEFORE =
  /\b(?:depth|reading|code|status|exit|count|total|length|size|width|height|offset|queue|max|min|limit|timeout|retries|seed|lag|used|free|freed|heap|mean|median|average|avg|sum|sd|factor|rate|speed|delay|duration|threads|workers|consumers|partition|index|weight|priority|quantity|qty|amount|price|balance|points|rank|expose|processed|skipped|failed|passed|number|no\.?|nr\.?)(?: (?:is|was|of|at|to))?[ :=#"']{1,4}$/i;
/** Units of measure after a number. */
const UNIT_AFTER =
  /^(?:[ -]?(?:[kKMGTP]i?B|[kMGT]?bits?|bytes?|[kMGT]?W|[kMGT]?Wh|[kMGT]?Hz|[mµnk]?[mgslVA]|[cdm]l|[ck]m|kph|mph|km\/h|[kM]?bps|Mbit|px|pt|em|rem|dB|ppm|rpm|fps|kcal|cal|psi|bar|mmHg|mmol|mg|mcg|IU|ml|min|mins|sec|secs|hrs?|hours?|minutes?|seconds?|lbs?|oz|ft|feet|inch|inches|miles?|metres?|meters?|pieces|pcs|items|records|entries|events|messages|jobs|tasks|rows|lines|files|users|times|points|people|requests|items|copies|units|USD|EUR|GBP|kr|zł|Ft)(?![\p{L}\d])| ?[%‰°€$£₹¥×])/u;
const NUMBER_TYPES: ReadonlySet<string> = new Set(['PHONE_NUMBER', 'ZIP_CODE', 'DATE_TIME', 'AGE', 'STREET_ADDRESS']);
const HAS_LETTER = /\p{L}/u;
/** Forms of dates without letters: a year, a time, two or three parts. */
const DATE_FORM =
  /^(?:(?:1[5-9]|20)\d\d|'?\d0|(?:[01]?\d|2[0-3]):[0-5]\d(?::\d{2})?|\d{1,2}[/.]\d{1,4}|\d{1,4}([-/. ])\d{1,2}\1\d{1,4})$/;
/** `1.05` is a fraction, unless a day is spoken of (`am 1.05`, `1.05.`). */
const FRACTION = /^\d{1,2}\.\d{1,4}$/;
const DAY_BEFORE = /\b(?:am|vom|bis|zum|seit|ab|den|dem|od|do|dne|op|le|il|du|kl|klo|om|um|alle|ore|at|on)\.? $/i;
/** Letters or digits that run together with the number. */
const PART_OF_CODE = /[\p{L}\d]-?$/u;
/** A letter, or a digit with a mark, right before a number: it is the rest of something longer. */
const REST_OF_CODE = /(?:\p{Lu}|\d[.,:/])$/u;
/** Decimals after a number. */
const DECIMALS_AFTER = /^[.,]\d/;
/** A function that is called with the number: `rotate(90)`. */
const CALLED = /[\p{L}\d_]\($/u;
/** The key of a value in JSON or of an assignment. */
const KEY = /(?:["']([\w-]{1,24})["'] ?: ?["']?|([\w-]{1,24})=["']?)$/;
const AGE_KEY = /age|alter|edad|years|old|idade|leeftijd/i;
/** An item of a list, `(2) second`; `Anna (34)` is another thing. */
const LISTED = /(?:^|[,;.:\n] ?)\($/;
/** Years of a thing: `a 30-year mortgage`. */
const DURATION_AFTER = /^-(?:year|month|week|day)s?(?![- ]old\b)/i;
/** Numbers of an image or a matrix: `0 512 512`. */
const SHORT_GROUPS = /^\d \d{1,4} \d{1,4}$/;
/** A number beside an address of the internet: `302 172.26.46.195`. */
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const ADDRESS_IN = new RegExp(String.raw`(?:^|\s)${OCTET}(?:\.${OCTET}){3}(?:$|\s)`);
/** Status and length in a log of requests: `HTTP/1.1" 200 512`. */
const STATUS_AND_LENGTH = /^[1-5]\d\d \d+$/;
/** A town with its state and code, and nothing of a street. */
const TOWN_STATE_ZIP = /^(\p{Lu}[\p{L}\p{M}.' -]{1,40}), [A-Z]{2},? \d{5}(?:-\d{4})?$/u;
/** A code of a town that stands alone. */
const POSTAL_CODE =
  /^(?:\d{3}-\d{4}|\d{4}-\d{3}|\d{5}-\d{3}|\d{2}-\d{3}|\d{3} \d{2}|\d{5}|\d{4} [A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d)$/;
const TOWN_BEFORE = /\p{Lu}[\p{L}\p{M}.'-]{2,24},? $/u;
const STREET_BEFORE_CHARS = 48;
const PLAIN_DIGITS = /^\d+$/;
const PLACES: ReadonlySet<string> = new Set(['GPE', 'STREET_ADDRESS', 'PERSON', 'ORGANIZATION']);
/** Comma, blank, line end between a town and its code. */
const MOST_BESIDE_CHARS = 3;
const CODE_WORD = /zip|post|plz|locat|address|adress|codigo|código|psč/i;
const CODE_WORD_CHARS = 48;
const TOWN_WORD_BEFORE = /(?:^|[\s,(])\p{Lu}[\p{L}\p{M}.'-]{2,24},? $/u;

/** The tagger's findings with the scores that they have beside those of the other recognisers; numbers of things are left out. */
export function weighTagged(text: string, findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding, index) => {
    const { type, start, end, score } = finding;
    const value = text.slice(start, end);
    const before = text.slice(Math.max(0, start - NEAR_CHARS), start);
    const after = text.slice(end, end + NEAR_CHARS);
    if (!NUMBER_TYPES.has(type)) {
      // Letters between digits are a piece of a code.
      if (/\d$/.test(before) && /^\d/.test(after)) return [];
      return [{ ...finding, score: Math.min(score, MAX_SCORE) }];
    }
    const isCode = type === 'STREET_ADDRESS' && POSTAL_CODE.test(value) && isAfterTownAlone(text, start);
    if (HAS_WORD.test(value) && !isCode) {
      const town = type === 'STREET_ADDRESS' ? townOf(text, finding) : undefined;
      if (type === 'ZIP_CODE' && UNIT_AFTER.test(value.replace(/^\d+/, ''))) return [];
      return [{ ...(town ?? finding), score: Math.min(score, MAX_SCORE) }];
    }
    if (THING_BEFORE.test(before) || isNoNumberOf(type, value, before, after)) return [];
    if (type === 'ZIP_CODE' && PLAIN_DIGITS.test(value) && !isBesidePlace(text, findings, index)) return [];
    return [
      {
        ...finding,
        type: isCode ? 'ZIP_CODE' : type,
        score: Math.min(score, type === 'ZIP_CODE' ? MAX_SCORE : MAX_NUMBER_SCORE),
      },
    ];
  });
}

/** Whether what stands around a number says that it is not of the type that the tagger gave. */
function isNoNumberOf(type: string, value: string, before: string, after: string): boolean {
  switch (type) {
    case 'AGE':
      return (
        LISTED.test(before) ||
        PART_OF_CODE.test(before) ||
        isOtherKey(before) ||
        DURATION_AFTER.test(after) ||
        isCounted(before, after)
      );
    case 'ZIP_CODE':
      return isCounted(before, after);
    case 'DATE_TIME':
      if (HAS_LETTER.test(value)) return false;
      if (FRACTION.test(value) && !after.startsWith('.') && !DAY_BEFORE.test(before)) return true;
      return !DATE_FORM.test(value) || CALLED.test(before) || /\d[.:/]$/.test(before) || UNIT_AFTER.test(after);
    case 'PHONE_NUMBER':
      return (
        isBareNumber(value) ||
        REST_OF_CODE.test(before) ||
        SHORT_GROUPS.test(value) ||
        ADDRESS_IN.test(value) ||
        (STATUS_AND_LENGTH.test(value) && before.endsWith('" ')) ||
        DECIMALS_AFTER.test(after)
      );
    default:
      return false;
  }
}

/** Whether a number counts or measures something, is the rest of something longer, or an argument. */
function isCounted(before: string, after: string): boolean {
  return (
    REST_OF_CODE.test(before) ||
    CALLED.test(before) ||
    COUNT_BEFORE.test(before) ||
    DECIMALS_AFTER.test(after) ||
    UNIT_AFTER.test(after)
  );
}

/** Whether a town, a street, a person or a capital word stands right beside a number, or a word for postal codes before it. */
function isBesidePlace(text: string, findings: readonly Finding[], index: number): boolean {
  const { start, end } = findings[index]!;
  const before = findings[index - 1];
  const after = findings[index + 1];
  if (before !== undefined && start - before.end <= MOST_BESIDE_CHARS && PLACES.has(before.type)) return true;
  if (after !== undefined && after.start - end <= MOST_BESIDE_CHARS && PLACES.has(after.type)) return true;
  const words = text.slice(Math.max(0, start - CODE_WORD_CHARS), start);
  return CODE_WORD.test(words) || TOWN_WORD_BEFORE.test(words);
}

/** Digits alone, without the nought that national numbers begin with: a number of anything, unless a pattern finds its word. */
function isBareNumber(value: string): boolean {
  return /^[1-9]\d*$/.test(value);
}

/** Whether the number is the value of a key that speaks of something else than an age. */
function isOtherKey(before: string): boolean {
  const key = KEY.exec(before);
  return key !== null && !AGE_KEY.test(key[1] ?? key[2] ?? '');
}

/** Whether a town is before the number, and no street. */
function isAfterTownAlone(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - STREET_BEFORE_CHARS), start);
  return TOWN_BEFORE.test(before) && !/\d/.test(before);
}

/** The town alone of `Chicago, IL 60614` where no street comes before it: the code is a finding of its own. */
function townOf(text: string, finding: Finding): Finding | undefined {
  const { start, end } = finding;
  const town = TOWN_STATE_ZIP.exec(text.slice(start, end))?.[1];
  if (town === undefined || /\d/.test(text.slice(Math.max(0, start - STREET_BEFORE_CHARS), start))) return undefined;
  return { ...finding, type: 'GPE', end: start + town.length };
}
