import { classesOf, entropy } from './entropy.ts';
import { isPlaceholder } from './placeholders.ts';

/** A value that a name says is secret. */
export interface Assigned {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** The rest of a name, and what stands between it and its value. */
const SEPARATOR =
  /(?:[_-]?(?:key|value|base|prod|production|dev|staging|live|hash|v?\d{1,2})){0,2}(?:\\?["'`\]]{0,2}\s{0,4}(?:=>|:=|[:=])\s{0,4}|<\/(?:key|name)>\s{0,8}<(?:string|value)>|["']?\s{0,2},\s{0,2}(?=["'])|\(\s{0,2}(?=["'])|["']\s{1,2}value\s{0,2}=\s{0,2}(?=["'])|\s{1,2}is:?\s{1,2}(?=\S)|\s{1,2}(?=\S))/iy;
const QUOTED = /(\\?["'`])((?:(?!\1)[^\r\n]){1,512})\1/y;
const BARE = /[^\s"'`,;<>(){}[\]]{4,512}/y;
const CODE =
  /[()\\]|=>|\bfunction\b|^(?:string|number|boolean|any|unknown|void|this\.|self\.|await|new|null|undefined)\b/;
const IDENTIFIER_PATH = /^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+$/;
const PLAIN_WORDS = /^[A-Za-z]{0,24}(?:[-_ .:/][A-Za-z]{1,24}){0,12}[.:!?]?$/;

const MARKS = '.:!?&|\\';
const MIN_LENGTH = 6;
const MIN_RANDOM_LENGTH = 12;
const MIN_RANDOM_ENTROPY = 3;

/**
 * The value behind a name such as `password` or `apiKey`, whose end is at an offset, in code, JSON, YAML, settings, query strings
 * and commands. Placeholders, references and words are none.
 */
export function assignedAt(text: string, at: number, isPassword: boolean): Assigned | undefined {
  SEPARATOR.lastIndex = at;
  const separator = SEPARATOR.exec(text);
  if (separator === null) return undefined;
  const from = at + separator[0].length;
  // After a bare space only a value that looks random counts, as in `--token abc`.
  const isLoose = /^\s+$/.test(separator[0]);
  QUOTED.lastIndex = from;
  const quoted = QUOTED.exec(text);
  if (quoted !== null) {
    const [, quote, value] = quoted as unknown as [string, string, string];
    const start = from + quote.length;
    const score = isLoose ? undefined : scoreOf(value, isPassword, true);
    return score === undefined ? undefined : { start, end: start + value.length, score };
  }
  BARE.lastIndex = from;
  const bare = BARE.exec(text);
  if (bare === null) return undefined;
  const value = withoutMarks(bare[0].split('&', 1)[0]!);
  const score = scoreOf(value, isPassword && !isLoose, false);
  return score === undefined ? undefined : { start: from, end: from + value.length, score };
}

/** A value without the marks of a sentence or command behind it. */
function withoutMarks(value: string): string {
  let end = value.length;
  while (end > 0 && MARKS.includes(value[end - 1]!)) end--;
  return value.slice(0, end);
}

/** How sure it is that a value is a secret; `undefined` when it is none. */
function scoreOf(value: string, isPassword: boolean, isQuoted: boolean): number | undefined {
  if (value.length < MIN_LENGTH || isPlaceholder(value)) return undefined;
  if (CODE.test(value) || IDENTIFIER_PATH.test(value)) return undefined;
  const isRandom = value.length >= MIN_RANDOM_LENGTH && /\d/.test(value) && entropy(value) >= MIN_RANDOM_ENTROPY;
  if (isRandom && !/\s/.test(value)) return isQuoted ? 0.85 : 0.75;
  if (!isPassword || PLAIN_WORDS.test(value) || /\s/.test(value)) return undefined;
  return classesOf(value) >= 2 ? 0.65 : undefined;
}
