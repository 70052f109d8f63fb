import { isCapital, isLetter } from './internal/letters.ts';

/** A name that a value may follow, and what it says of it. */
export interface SecretName {
  readonly name: string;
  /** After its last character. */
  readonly end: number;
  readonly isPassword: boolean;
  readonly isPhrase: boolean;
  /** Whether other words end with it. */
  readonly isShort: boolean;
  /** Whether sentences use it for a secret alone, so that one may be some words away. */
  readonly isTellable: boolean;
  /** Whether its value may be anything: a way to log in, a name. */
  readonly isOpen: boolean;
  /** Whether its value follows after a space, as in settings of servers. */
  readonly isDirective: boolean;
}

/** Words before `key` that make it a secret one: what it opens, and services whose keys have no form of their own. */
const KEY_OWNERS = new Set(
  (
    'api access private signing encryption decryption auth account client master session app application preshared secret fernet hmac jwt cookie webhook admin ' +
    'subscription license licence function functions storage registration deploy deployment integration ingest write recovery activation wep wpa wifi ' +
    'shared psk sas bot developer dev partner merchant consumer aes des crypto cipher symmetric ' +
    'adafruit adobe airtable algolia alibaba asana atlassian azure beamer bitbucket bittrex clearbit cloudflare codecov cohere coinbase confluence confluent contentful ' +
    'datadog deepgram deepl deepseek discord drone droneci dropbox etsy facebook fastly finicity finnhub flickr freshbooks gitter gocardless heroku honeycomb hubspot ' +
    'intercom jira kraken kucoin launchdarkly linear linkedin lob mailchimp mailgun mattermost meraki messagebird mistral netlify newrelic nytimes okta openai ' +
    'opsgenie pagerduty plaid privateai rapidapi rollbar sendbird sendgrid sentry shodan snyk sonar splunk spotify squarespace stripe sumo sumologic telegram together ' +
    'travis twilio twitch twitter typeform vonage wandb yandex zendesk'
  ).split(' '),
);
const PARAMETER_SIGNS = '?&';
/** Words before `-Key` and `_KEY` whose value is no secret. */
const OPEN_KEYS = new Set(
  'socket idempotency surrogate cache partition sort primary foreign public row object pin etag dedup correlation trace request index gpg pgp pub publishable site host license storage redis s ssh'.split(
    ' ',
  ),
);
/** Words that people write together with `pass` and `pw`. */
const PASS_OWNERS = new Set(
  'admin auth bind cert db database email ftp http imap key keystore ldap login mail master my mysql new old pop private proxy root samba sftp smb smtp sql ssh ssl store sudo truststore user usr vpn web wifi wpa become rsync'.split(
    ' ',
  ),
);
const OWNER_SEPARATORS = '_- .';
const MAX_OWNER_CHARS = 14;

const NAMES =
  /requirepass|masterauth|authorization|pass(?:word|wort|wd|phrase|code|e)?|pwd?|psk|secret|token|key|credentials?|_?auth|kennwort|c?ontraseña|mot de passe|mdp|senha|wachtwoord|hasło|lösenord|парол[ьяю]|密码|密碼|口令|パスワード|비밀번호/iy;

/** Literals with which the names begin; capitals do not matter. */
export const NAME_BEGINNINGS: readonly string[] = (
  'pass pwd pw: pw= pw" pw\' psk secret token key credential _auth auth: auth= auth" auth\' authorization ' +
  'requirepass masterauth kennwort mdp: mdp= senha wachtwoord'
)
  .split(' ')
  .concat('pw ');
/** Those with letters beyond ASCII. */
export const OTHER_NAME_BEGINNINGS: readonly string[] =
  'ontraseña hasło Hasło lösenord Lösenord пароль Пароль пароля 密码 密碼 口令 パスワード 비밀번호'.split(' ');

const STRONG_PASSWORD =
  /^(?:requirepass|masterauth|pass(?:word|wort|wd|phrase|code)|pwd|psk|kennwort|c?ontrase|mot|senha|wachtwoord|hasło|lösenord|парол|密|口|パ|비)/i;
/** What may follow a name: signs of the texts between names and values, first letters of words that go on with it. */
const MAY_FOLLOW = new Uint8Array(128);
for (const sign of ' \t\r\n"\'`\\[]=:-,(<>_0123456789bdkltvBDKLPSTV'.split('')) MAY_FOLLOW[sign.charCodeAt(0)] = 1;
const DIRECTIVE = /^(?:requirepass|masterauth)$/;
/** Servers that know a password alone. */
const MAX_SERVER_CHARS = 8;
const OWNS_AUTH = /(?:redis|valkey|mqtt|vnc)$/i;
const SHORT_PASSWORD = /^(?:passe?|pw|mdp)$/i;

/** What a name says of its value. There are few names. */
type Traits = Omit<SecretName, 'end'>;
const TRAITS = new Map<string, Traits>();

function traitsOf(name: string): Traits {
  const known = TRAITS.get(name);
  if (known !== undefined) return known;
  const isShort = SHORT_PASSWORD.test(name);
  const isOpen = name.startsWith('auth') || name.endsWith('_auth');
  const traits: Traits = {
    name,
    isPassword: isShort || STRONG_PASSWORD.test(name),
    isShort,
    isPhrase: name === 'passphrase',
    isOpen,
    isTellable: name !== 'pass' && !isOpen,
    isDirective: DIRECTIVE.test(name),
  };
  TRAITS.set(name, traits);
  return traits;
}

/** The name at an offset, or `undefined` when what stands there is part of another word. */
export function secretNameAt(text: string, at: number): SecretName | undefined {
  NAMES.lastIndex = at;
  if (!NAMES.test(text)) return undefined;
  const end = NAMES.lastIndex;
  const next = text.charCodeAt(end);
  // The end of the text, other letters as in `tokens`, other marks as in `token.type`.
  if (Number.isNaN(next) || (next < MAY_FOLLOW.length && MAY_FOLLOW[next] === 0)) return undefined;
  const traits = traitsOf(text.slice(at, end).toLowerCase());
  if (traits.isShort && !isOwnWord(text, at, PASS_OWNERS)) return undefined;
  if (traits.name === 'auth' && at > 0 && isLetter(text.charCodeAt(at - 1))) return undefined;
  if (traits.name === 'key' && !isSecretKeyName(text, at)) return undefined;
  const ownsAuth = traits.name === '_auth' && OWNS_AUTH.test(text.slice(Math.max(0, at - MAX_SERVER_CHARS), at));
  return { ...traits, end, isPassword: traits.isPassword || ownsAuth };
}

/** Whether the word before `key` at an offset makes it a secret one: `api_key`, `x-api-key`, `DATADOG KEY`, `signingKey`, `Foo-Key:`. */
function isSecretKeyName(text: string, at: number): boolean {
  const word = wordBefore(text, at);
  if (KEY_OWNERS.has(word)) return true;
  if (word === '' || OPEN_KEYS.has(word))
    return text.startsWith('key=', at) && PARAMETER_SIGNS.includes(text[at - 1] ?? ' ');
  return text.startsWith('-Key: ', at - 1) || text.startsWith('_KEY=', at - 1);
}

/** Whether a short name stands alone, begins with a hump, or follows a word that people write together with it. */
function isOwnWord(text: string, at: number, owners: ReadonlySet<string>): boolean {
  const before = text.charCodeAt(at - 1);
  if (at === 0 || !isLetter(before)) return true;
  return (isCapital(text.charCodeAt(at)) && !isCapital(before)) || owners.has(wordBefore(text, at));
}

/** The word that ends before an offset, or before a separator there, in small letters. */
function wordBefore(text: string, at: number): string {
  let end = at;
  if (end > 0 && OWNER_SEPARATORS.includes(text[end - 1]!)) end--;
  let start = end;
  while (start > 0 && end - start <= MAX_OWNER_CHARS && isLetter(text.charCodeAt(start - 1))) {
    start--;
    // A capital that small letters follow begins a word: `myApiKey`.
    if (isCapital(text.charCodeAt(start)) && !isCapital(text.charCodeAt(start + 1)) && start + 1 < end) break;
  }
  return text.slice(start, end).toLowerCase();
}
