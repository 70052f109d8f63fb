import { classesOf, entropy } from './entropy.ts';
import { isJumbled } from './internal/word-likeness.ts';
import { isPassphrase } from './passphrase.ts';
import { isPlaceholder } from './placeholders.ts';

/** What is known of the place of a value. */
export interface ValuePlace {
  /** Its name says that people chose it, so that it need not be random. */
  readonly isPassword: boolean;
  readonly isQuoted: boolean;
  /** Its name says that it is of words. */
  readonly isPhrase?: boolean;
  /** It cannot be the name of a variable. */
  readonly isLiteral?: boolean;
}

const CODE =
  /[()\\]|=>|&&|\|\||[!=]==|\bfunction\b|\b(?:this|self)\.|^(?:string|number|boolean|any|unknown|await|new|null|undefined)\b|^![01]/;
const IDENTIFIER_PATH = /^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+$/;
/** A name of two words or more: `utf8Decoder`, `token_2_text`. */
const NAME = /^[A-Za-z_$][\w$]*$/;
const SEAM = /[a-z\d][A-Z]|_/;
const PATH = /^[\w.-]+(?:\/[\w.-]+){2,}$/;
/** A digit that stands for a letter: `P4rrot`. */
const DISGUISED = /[a-z]\d[a-z]/;
const PLAIN_WORDS = /^[A-Za-z]{0,24}(?:[-_ .:/][A-Za-z]{1,24}){0,12}[.:!?]?$/;
const URL = /^[a-z][a-z+.-]{1,20}:\/\//i;
/** A number, a date. */
const NUMBER = /^0x[0-9a-f]{1,8}$|^\d{4}-\d\d-\d\d/i;
/** `AWS4-HMAC-SHA256`. */
const TECHNICAL_CAPITALS =
  /^(?:AWS4|HMAC|SHA|AES|RSA|ECDSA|PBKDF2|PBES2|TLS|DES|A\d{3})[A-Z\d]{0,8}(?:[-_/][A-Z\d]{1,10}){0,6}$/i;
/** A file by its name and ending. */
const FILE =
  /^[\w./-]{1,128}\.(?:json|ya?ml|pem|crt|cer|key|txt|[mc]?[jt]s|py|rb|go|java|php|html?|conf|cfg|ini|env|toml|properties|xml|md|sh|sql|p12|pfx|jks|csv|log)$/i;
const ADDRESS = /:\/\/|^[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}$/;
/** Names of formats, versions and measures with digits, as `utf8` and `2-factor`. */
export const TECHNICAL =
  /^(?:sha-?\d|md[45]|base-?\d\d|utf-?\d|argon2|pbkdf2|oauth-?\d|http|tls|ssl|x\.?509|rfc|ipv\d|ntlm|aes|rsa|[rehp]s\d{3}|ed25519|p-?\d{3}|v?\d+(?:\.\d+)+|saml|step-?\d|windows|office|python|php|java|\d+[- ]?(?:char|bit|byte|digit|day|hour|min|letter|word|factor|month|second|time)|[\w-]{1,64}\.(?:[a-z]{2,4}|json|yaml|html|conf|toml|properties)$)/i;

/** Of values that are nothing but secrets: more than the tagger is sure of a name. */
const SURE_SCORE = 0.95;
const MIN_LENGTH = 6;
const MIN_RANDOM_LENGTH = 12;
const MIN_RANDOM_ENTROPY = 3;
const MIN_JUMBLED_LENGTH = 10;
const MIN_MIXED_LENGTH = 8;
/** Share of common pairs of letters from which a text without digits may be a name. */
const SURE_WORD_SHARE = 0.6;

/** Fewest characters of a value. */
export function minLengthOf({ isPassword }: Pick<ValuePlace, 'isPassword'>): number {
  return isPassword ? MIN_LENGTH : MIN_RANDOM_LENGTH;
}

/** How sure it is that the value of a name that says so is a secret; `undefined` when it is none. */
export function secretScore(value: string, place: ValuePlace): number | undefined {
  if (value.length < minLengthOf(place) || isPlaceholder(value) || URL.test(value) || NUMBER.test(value))
    return undefined;
  if (CODE.test(value) && !(place.isQuoted && isMarked(value))) return undefined;
  const hasDigit = /\d/.test(value);
  const isSpaced = /\s/.test(value);
  if (TECHNICAL_CAPITALS.test(value)) return undefined;
  if (mayBeName(value, place) && !(hasDigit && (isJumbled(value) || DISGUISED.test(value)))) return undefined;
  if (!isSpaced && isRandom(value)) return isJumbled(value) ? SURE_SCORE : place.isQuoted ? 0.85 : 0.75;
  if (!place.isPassword) return undefined;
  if (isPassphrase(value, place.isPhrase === true && place.isQuoted)) return SURE_SCORE;
  if (isSpaced || !/[A-Za-z]/.test(value)) return undefined;
  if (PLAIN_WORDS.test(value)) return isMixed(value) ? 0.6 : undefined;
  if (hasDigit && classesOf(value) >= 3) return SURE_SCORE;
  if (isMarked(value)) return 0.9;
  return hasDigit ? 0.65 : undefined;
}

/** Whether a value may be the name of a variable, file or address. */
function mayBeName(value: string, { isQuoted, isLiteral }: ValuePlace): boolean {
  if (IDENTIFIER_PATH.test(value) || FILE.test(value) || PATH.test(value)) return true;
  if (isQuoted) return false;
  return (
    ADDRESS.test(value) ||
    (isLiteral !== true && NAME.test(value) && SEAM.test(value) && !isJumbled(value, SURE_WORD_SHARE))
  );
}

/** Whether a value is too long and too mixed for words. */
function isRandom(value: string): boolean {
  if (value.length < MIN_RANDOM_LENGTH || entropy(value) < MIN_RANDOM_ENTROPY) return false;
  return (
    /\d/.test(value) ||
    (classesOf(value) >= 2 && /[a-z]/.test(value) && /[A-Z]/.test(value) && isJumbled(value, SURE_WORD_SHARE))
  );
}

/** Letters of both cases that are no words. */
function isMixed(value: string): boolean {
  return value.length >= MIN_JUMBLED_LENGTH && /[a-z]/.test(value) && /[A-Z]/.test(value) && isJumbled(value);
}

/** Letters with digits or capitals, and a mark that names and numbers do not have. */
function isMarked(value: string): boolean {
  return /[!@#$%^&*]/.test(value) && classesOf(value) >= 3 && !/\w[([]|\s|[)\]].|["'`]/.test(value);
}

/**
 * Whether a word is a password by its looks alone, as it must be where only a sentence says that one follows.
 *
 * @param isTold whether the sentence leads to it: `is`, a colon
 */
export function looksLikePassword(word: string, isTold: boolean): boolean {
  if (
    word.length < MIN_LENGTH ||
    CODE.test(word) ||
    TECHNICAL.test(word) ||
    ADDRESS.test(word) ||
    isPlaceholder(word)
  ) {
    return false;
  }
  if (isPassphrase(word)) return true;
  if (!/[A-Za-z]/.test(word)) return false;
  if (!/\d/.test(word)) return (isMixed(word) && classesOf(word) >= 2) || (isTold && isMarked(word));
  if (/^\W|\//.test(word) && !isJumbled(word)) return false;
  if (/[!@#$%^&*]/.test(word.slice(1)) && !/^[A-Z\d-]*$/.test(word)) return true;
  if (word.length < MIN_MIXED_LENGTH || !/[a-z]/.test(word)) return false;
  if (isJumbled(word)) return !/^[0-9a-f-]*$/.test(word) || isTold;
  return isTold && /^[A-Za-z]{4,}\d{2,6}$/.test(word);
}
