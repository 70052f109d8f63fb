import { type Join, type JoinKind, JOINS, WRAPPERS } from './joins.ts';
import type { LineSigns } from './internal/signs-of-line.ts';
import { withoutMarks } from './internal/without-marks.ts';
import type { SecretName } from './secret-names.ts';
import { secretScore } from './value-form.ts';

/** A value that a name says is secret. */
export interface Assigned {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** The end of an option of a command: `--db-`, `-key`. */
const OPTION = /(?:^|\s)(?:--?(?:[a-z][\w-]{0,20})?|(?:ENV|ARG|setx)\s{1,2}\w{0,20})$/;
const MAX_OPTION_CHARS = 24;
/** The beginning of a parameter of a query, before its name. */
const PARAMETER = /[?&#][\w.-]{0,40}$/;
const MAX_PARAMETER_CHARS = 41;
const SETTING = /[A-Z]{3}=$/;
const NEXT_PARAMETER = /&[\w.-]{1,40}=/;

/** What a name may go on with. */
const SUFFIX = /(?:[_-]?(?:key|value|base|prod|production|dev|staging|live|text|plain|str|v?\d{1,2})){0,2}/iy;
const PREFIX = /(?:@|[a-zA-Z$]{1,2})(?=["'])/y;
const QUOTED = /(\\?["'`])((?:(?!\1)[^\r\n]){1,512})\1/y;
const BARE = /[^\s"'`,;<>(){}[\]]{4,512}/y;
const ELEMENT = /([^<>\s]{4,512}?)(?:\]\]>)?\s{0,4}<\//y;

const LISTED = '"\'`@\r\n';
const ANY_SIGNS = { hasAssignment: true, hasWord: true };
const QUOTES = '"\'`';
const QUOTE_SIGNS = '"\'`\\';
const MARKS = '.:!?&|\\';
/** Of values within a URL: they win over the whole. */
const PARAMETER_SCORE = 0.97;

/**
 * The value behind a name such as `password` or `apiKey`, in code, JSON, YAML, XML, settings, query strings and commands.
 * Placeholders, references and words are none.
 *
 * @param line what the rest of the line has
 */
export function assignedTo(text: string, name: SecretName, at: number, line: LineSigns): Assigned | undefined {
  SUFFIX.lastIndex = name.end;
  SUFFIX.test(text);
  const from = SUFFIX.lastIndex;
  const first = text[from];
  if (first === undefined || isWord(first)) return undefined;
  const isSpaced = first === ' ' || first === '\t';
  const next = isSpaced || first === ',' ? nextSign(text, isSpaced ? from : from + 1) : '';
  // A list of words.
  if (first === ',' && !LISTED.includes(next)) return undefined;
  const signs = isSpaced && isWord(next) ? line : ANY_SIGNS;
  if (!signs.hasWord && !signs.hasAssignment) return undefined;
  for (const join of JOINS) {
    if (!join.firsts.includes(first) || (isSpaced && join.nexts?.includes(next) === false)) continue;
    if (join.hasAssignment === true ? !signs.hasAssignment : !signs.hasWord && join.kind !== 'element') continue;
    const found = behind(text, from, join, name, at);
    if (found !== undefined) return inUrl(text, at, found);
  }
  return undefined;
}

function behind(text: string, from: number, join: Join, name: SecretName, at: number): Assigned | undefined {
  join.expression.lastIndex = from;
  if (!join.expression.test(text)) return undefined;
  return valueAt(text, join.expression.lastIndex, name, joinOf(text, at, join.kind, name));
}

function nextSign(text: string, from: number): string {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] ?? '';
}

function isWord(character: string): boolean {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '_';
}

/** An option takes its value after a space. Short names are words of sentences otherwise. */
function joinOf(
  text: string,
  at: number,
  join: JoinKind,
  { isTellable, isDirective }: SecretName,
): JoinKind | undefined {
  if (join === 'told') return isTellable ? 'told' : undefined;
  if (join !== 'loose') return join;
  if (isDirective || OPTION.test(text.slice(Math.max(0, at - MAX_OPTION_CHARS), at))) return 'assigned';
  return isTellable ? 'loose' : undefined;
}

/** The part of a value that is before the next parameter; an empty parameter has none. */
function inUrl(text: string, at: number, found: Assigned): Assigned | undefined {
  const value = text.slice(found.start, found.end);
  const isParameter = PARAMETER.test(text.slice(Math.max(0, at - MAX_PARAMETER_CHARS), at));
  const next = isParameter ? value.indexOf('&') : value.search(NEXT_PARAMETER);
  if (next === 0) return undefined;
  const end = next < 0 ? found.end : found.start + next;
  return { start: found.start, end, score: isParameter ? PARAMETER_SCORE : found.score };
}

function valueAt(text: string, at: number, name: SecretName, join: JoinKind | undefined): Assigned | undefined {
  if (join === undefined) return undefined;
  if (join === 'element') return elementAt(text, at, name);
  const from = join === 'assigned' ? behindWrapper(text, at) : at;
  QUOTED.lastIndex = from;
  const quoted = QUOTE_SIGNS.includes(text[from] ?? ' ') ? QUOTED.exec(text) : null;
  if (quoted !== null) {
    const [, quote, value] = quoted as unknown as [string, string, string];
    const start = from + quote.length;
    return join === 'loose' && !name.isPassword ? undefined : placeOf(start, value, name, true);
  }
  // A quote that nothing closes: the text is cut off.
  const start = QUOTES.includes(text[from] ?? ' ') ? from + 1 : from;
  BARE.lastIndex = start;
  const bare = BARE.exec(text);
  // Another option is no value.
  if (bare === null || bare[0].startsWith('--')) return undefined;
  const isPassword = name.isPassword && join !== 'loose' && start === from;
  // Settings in capitals hold no names of variables.
  const isLiteral = join === 'told' || SETTING.test(text.slice(at - 4, at));
  return placeOf(start, withoutMarks(bare[0], MARKS), { ...name, isPassword }, false, isLiteral);
}

function elementAt(text: string, at: number, name: SecretName): Assigned | undefined {
  ELEMENT.lastIndex = at;
  const value = ELEMENT.exec(text)?.[1];
  return value === undefined ? undefined : placeOf(at, value, name, false);
}

function placeOf(
  start: number,
  value: string,
  name: SecretName,
  isQuoted: boolean,
  isLiteral = false,
): Assigned | undefined {
  if (name.name.endsWith('auth') && isTextInBase64(value)) return undefined;
  const score = secretScore(value, { isPassword: name.isPassword, isPhrase: name.isPhrase, isQuoted, isLiteral });
  return score === undefined ? undefined : { start, end: start + value.length, score };
}

/** Whether a value says something in base64, as credentials that the recogniser of files reads. */
function isTextInBase64(value: string): boolean {
  return value.length % 4 === 0 && /^[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

/** Where the quote of a value stands. */
function behindWrapper(text: string, at: number): number {
  if (QUOTES.includes(text[at] ?? ' ')) return at;
  for (const expression of [PREFIX, ...WRAPPERS]) {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match === null) continue;
    const from = at + match[0].length;
    PREFIX.lastIndex = from;
    return from + (PREFIX.exec(text)?.[0].length ?? 0);
  }
  return at;
}
