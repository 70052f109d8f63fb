import { classesOf, entropy } from './entropy.ts';
import { isPlaceholder } from './placeholders.ts';

/** A value that a name says is secret. */
export interface Assigned {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** Words before `key` that make it a secret one: what it opens, and services whose keys have no form of their own. */
const KEY_OWNERS = new Set(
  (
    'api access private signing encryption decryption auth account client master session app application preshared secret fernet hmac jwt cookie webhook admin ' +
    'adafruit adobe airtable algolia alibaba asana atlassian azure beamer bitbucket bittrex clearbit cloudflare codecov cohere coinbase confluence confluent contentful ' +
    'datadog deepgram deepl deepseek discord drone droneci dropbox etsy facebook fastly finicity finnhub flickr freshbooks gitter gocardless heroku honeycomb hubspot ' +
    'intercom jira kraken kucoin launchdarkly linear linkedin lob mailchimp mailgun mattermost meraki messagebird mistral netlify newrelic nytimes okta openai ' +
    'opsgenie pagerduty plaid privateai rapidapi rollbar sendbird sendgrid sentry shodan snyk sonar splunk spotify squarespace stripe sumo sumologic telegram together ' +
    'travis twilio twitch twitter typeform vonage wandb yandex zendesk'
  ).split(' '),
);
const OWNER_SEPARATORS = '_- .';
const MAX_OWNER_CHARS = 12;
/** The end of an option of a command: `--db-`. */
const OPTION = /--[\w-]{0,20}$/;
const MAX_OPTION_CHARS = 22;

/** The rest of a name, and what stands between it and its value. */
const SEPARATOR =
  /(?:[_-]?(?:key|value|base|prod|production|dev|staging|live|hash|v?\d{1,2})){0,2}(?:\\?["'`\]]{0,2}\s{0,4}(?:=>|:=|[:=])\s{0,4}|<\/(?:key|name)>\s{0,8}<(?:string|value)>|["']?\s{0,2},\s{0,2}(?=["'])|\(\s{0,2}(?=["'])|["']\s{1,2}value\s{0,2}=\s{0,2}(?=["'])|\s{1,2}is:?\s{1,2}(?=\S)|\s{1,2}(?=\S))/iy;
const QUOTED = /(\\?["'`])((?:(?!\1)[^\r\n]){1,512})\1/y;
const BARE = /[^\s"'`,;<>(){}[\]]{4,512}/y;
const CODE =
  /[()\\]|=>|\bfunction\b|^(?:string|number|boolean|any|unknown|void|this\.|self\.|await|new|null|undefined)\b/;
const IDENTIFIER_PATH = /^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+$/;
const PLAIN_WORDS = /^[A-Za-z]{0,24}(?:[-_ .:/][A-Za-z]{1,24}){0,12}[.:!?]?$/;

const QUOTES = '"\'`';
const MARKS = '.:!?&|\\';
const MIN_LENGTH = 6;
const MIN_RANDOM_LENGTH = 12;
const MIN_RANDOM_ENTROPY = 3;

/** Whether the word before `key` at an offset makes it a secret one: `api_key`, `x-api-key`, `DATADOG KEY`, `signingKey`. */
export function isSecretKeyName(text: string, at: number): boolean {
  let end = at;
  if (end > 0 && OWNER_SEPARATORS.includes(text[end - 1]!)) end--;
  let start = end;
  while (start > 0 && end - start <= MAX_OWNER_CHARS && isLetter(text.charCodeAt(start - 1))) {
    start--;
    // A capital that small letters follow begins a word: `myApiKey`.
    if (isCapital(text.charCodeAt(start)) && !isCapital(text.charCodeAt(start + 1)) && start + 1 < end) break;
  }
  return KEY_OWNERS.has(text.slice(start, end).toLowerCase());
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

/**
 * The value behind a name such as `password` or `apiKey` that lies between two offsets, in code, JSON, YAML, settings, query strings
 * and commands. Placeholders, references and words are none.
 */
export function assignedAt(text: string, nameAt: number, at: number, isPassword: boolean): Assigned | undefined {
  SEPARATOR.lastIndex = at;
  const separator = SEPARATOR.exec(text);
  if (separator === null) return undefined;
  const from = at + separator[0].length;
  // After a bare space only a value that looks random counts, as in `--token abc`.
  const isLoose =
    /^\s+$/.test(separator[0]) && !OPTION.test(text.slice(Math.max(0, nameAt - MAX_OPTION_CHARS), nameAt));
  QUOTED.lastIndex = from;
  const quoted = QUOTED.exec(text);
  if (quoted !== null) {
    const [, quote, value] = quoted as unknown as [string, string, string];
    const start = from + quote.length;
    const score = isLoose ? undefined : scoreOf(value, isPassword, true);
    return score === undefined ? undefined : { start, end: start + value.length, score };
  }
  // A quote that nothing closes: the text is cut off.
  const start = QUOTES.includes(text[from] ?? ' ') ? from + 1 : from;
  BARE.lastIndex = start;
  const bare = BARE.exec(text);
  if (bare === null) return undefined;
  const value = withoutMarks(bare[0].split('&', 1)[0]!);
  const score = scoreOf(value, isPassword && !isLoose && start === from, false);
  return score === undefined ? undefined : { start, end: start + value.length, score };
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
