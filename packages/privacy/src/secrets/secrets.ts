import type { Finding, Recogniser } from '../finding.ts';
import { type Assigned, assignedTo } from './assignment.ts';
import { CALL_ANCHORS, callSecretAt } from './call-arguments.ts';
import { commandSecretsAt, COMMAND_ANCHORS, type SecretPlaces } from './command-line.ts';
import { COOKIE_ANCHORS, cookieSecretsAt } from './cookies.ts';
import { DSN_ANCHORS, passwordBeforeHost, passwordInUrl } from './connection-string.ts';
import { CREDENTIAL_FILES, type CredentialFile, hasPasswordInBase64 } from './credential-files.ts';
import { isLetter } from './internal/letters.ts';
import { type Literal, LiteralSearch } from './internal/literal-search.ts';
import { signsOfLine } from './internal/signs-of-line.ts';
import { keyBlockAt, KEY_BLOCK_ANCHORS } from './key-block.ts';
import { LOGIN_ANCHORS, loginPairAfter } from './login-pair.ts';
import { PIPE_ANCHORS, pipedPasswordBefore } from './piped-password.ts';
import { isPlaceholder } from './placeholders.ts';
import type { SecretKind } from './secret-kind.ts';
import { NAME_BEGINNINGS, OTHER_NAME_BEGINNINGS, secretNameAt } from './secret-names.ts';
import { SERVICE_TOKENS } from './service-tokens.ts';
import { SQL_ANCHORS, sqlSecretsAt } from './sql.ts';
import { toldAfter } from './told.ts';
import { minLengthOf } from './value-form.ts';
import { WEBHOOKS } from './webhooks.ts';
import { webTokenAt } from './web-token.ts';

/** Of tokens with a known form and passwords in URLs: more than that of the URL or e-mail address around them. */
const DEFAULT_SCORE = 0.97;
/** Of passwords of commands and files. */
const FAR_SCORE = 0.96;
/** Characters that cannot follow a token. */
const END = '(?![\\w-])';
/** Escapes that end with a letter or digit: a token after one is at the beginning of a word. */
const ESCAPE_BEFORE = /(?:\\[nrt]|%[0-9a-fA-F]{2}|\\u00[0-9a-fA-F]{2})$/;
const MAX_ESCAPE_LENGTH = 6;
/** Web tokens that are tried in one run of their characters, so that hostile runs cost linear time. */
const MAX_TRIES_IN_RUN = 4;
const SCHEMES = /(bearer|basic|token|ssws)[ \t]{1,2}([\w.~+/=-]{8,4096})/iy;
const SCHEME_NAMES = ['bearer', 'basic', 'ssws'];

/** Tokens of documents: `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx…`. */
const EXAMPLE = /example|x{6}|\*{3}/i;

const KINDS: readonly SecretKind[] = [...SERVICE_TOKENS, ...WEBHOOKS];

interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is done where a literal stands. */
type Look =
  | { readonly of: 'url' | 'dsn' | 'web-token' | 'key-block' | 'name' | 'scheme' | 'login' | 'pipe' | 'sql' | 'cookie' }
  | { readonly of: 'call'; readonly anchor: string }
  | { readonly of: 'token'; readonly anchor: string; readonly kinds: readonly SecretKind[] }
  | { readonly of: 'command'; readonly anchor: string }
  | { readonly of: 'file'; readonly anchor: string; readonly file: CredentialFile };

/** Finds keys, tokens and passwords. One search for the literals that they have, then a look around each. */
export function createSecretRecogniser(): Recogniser {
  const search = new LiteralSearch<Look>(literals());
  return {
    name: 'secrets',
    find(text) {
      const page = new SecretPage(text);
      search.forEach(text, (at, look) => page.look(at, look));
      return page.findings.sort((a, b) => a.start - b.start);
    },
  };
}

function literals(): Literal<Look>[] {
  const all: Literal<Look>[] = [];
  const put = (literal: string, value: Look, isAnyCase = false): number => all.push({ literal, isAnyCase, value });
  for (const [anchor, kinds] of kindsByAnchor()) put(anchor, { of: 'token', anchor, kinds });
  for (const anchor of COMMAND_ANCHORS) put(anchor, { of: 'command', anchor });
  for (const file of CREDENTIAL_FILES) for (const anchor of file.anchors) put(anchor, { of: 'file', anchor, file });
  for (const anchor of KEY_BLOCK_ANCHORS) put(anchor, { of: 'key-block' });
  put('eyJ', { of: 'web-token' });
  put('://', { of: 'url' });
  for (const anchor of DSN_ANCHORS) put(anchor, { of: 'dsn' });
  for (const anchor of PIPE_ANCHORS) put(anchor, { of: 'pipe' });
  for (const anchor of CALL_ANCHORS) put(anchor, { of: 'call', anchor });
  for (const anchor of SQL_ANCHORS) put(anchor, { of: 'sql' }, true);
  for (const anchor of COOKIE_ANCHORS) put(anchor, { of: 'cookie' }, true);
  for (const anchor of LOGIN_ANCHORS) put(anchor, { of: 'login' }, true);
  for (const name of NAME_BEGINNINGS) put(name, { of: 'name' }, true);
  for (const name of OTHER_NAME_BEGINNINGS) put(name, { of: 'name' });
  for (const scheme of SCHEME_NAMES) put(scheme, { of: 'scheme' }, true);
  return all;
}

/** One text with what was found in it so far. */
class SecretPage {
  readonly findings: Finding[] = [];
  readonly #text: string;
  #run = { end: 0, tries: 0 };
  #valueEnd = 0;
  /** Where the last look at each literal that reads far ended. */
  readonly #read = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  look(at: number, look: Look): void {
    const text = this.#text;
    switch (look.of) {
      case 'token':
        for (const kind of look.kinds) this.#token(at, look.anchor, kind);
        break;
      case 'name':
        if (at >= this.#valueEnd) this.#named(at);
        break;
      case 'scheme':
        if (at >= this.#valueEnd) this.#value(authorisationAt(text, at), 'authorisation', 'authorization');
        break;
      case 'url':
        this.#add(passwordInUrl(text, at), 'connection-string', DEFAULT_SCORE, 'password in a URL');
        break;
      case 'dsn':
        this.#add(passwordBeforeHost(text, at), 'connection-string', DEFAULT_SCORE, 'password before a host');
        break;
      case 'login':
        this.#add(loginPairAfter(text, at), 'login-pair', 0.95, 'password behind a name');
        break;
      case 'pipe':
        this.#add(pipedPasswordBefore(text, at), 'command-line', FAR_SCORE, 'password in a pipe');
        break;
      case 'cookie':
        this.#readFar(at, look.of, (from) => cookieSecretsAt(text, at, from), 'cookie', 'cookie of a session');
        break;
      case 'call':
        this.#add(callSecretAt(text, at, look.anchor), 'call', 0.95, 'argument of a function that logs in');
        break;
      case 'sql':
        for (const place of sqlSecretsAt(text, at)) this.#add(place, 'sql', FAR_SCORE, 'password in a statement');
        break;
      case 'key-block':
        this.#add(span(at, keyBlockAt(text, at)), 'private-key', 0.99, 'block of a private key');
        break;
      case 'web-token':
        this.#webToken(at);
        break;
      case 'command':
        this.#readFar(
          at,
          look.anchor,
          () => commandSecretsAt(text, at, look.anchor),
          'command-line',
          'option of a command',
        );
        break;
      case 'file':
        this.#readFar(at, look.anchor, (from) => look.file.find(text, at, from), look.file.name, look.file.why);
        break;
    }
  }

  #webToken(at: number): void {
    const isSameRun = at < this.#run.end;
    this.#run = { end: isSameRun ? this.#run.end : runEnd(this.#text, at), tries: isSameRun ? this.#run.tries + 1 : 1 };
    if (this.#run.tries > MAX_TRIES_IN_RUN) return;
    this.#add(span(at, webTokenAt(this.#text, at)), 'web-token', 0.95, 'header with alg');
  }

  #named(at: number): void {
    const name = secretNameAt(this.#text, at);
    if (name === undefined) return;
    const signs = signsOfLine(this.#text, name.end, minLengthOf(name));
    const found =
      assignedTo(this.#text, name, at, signs) ??
      (signs.hasWord && !name.isOpen ? toldAfter(this.#text, name, at) : undefined);
    this.#value(found, 'assignment', name.name);
  }

  #value(found: Assigned | undefined, recogniser: string, name: string): void {
    if (found === undefined) return;
    this.#valueEnd = found.end;
    this.#add(found, recogniser, found.score, `value of "${name}"`);
  }

  #readFar(at: number, anchor: string, read: (from: number) => SecretPlaces, name: string, why: string): void {
    const from = this.#read.get(anchor) ?? 0;
    if (at < from) return;
    const { places, end } = read(from);
    this.#read.set(anchor, end);
    for (const place of places) this.#add(place, name, FAR_SCORE, why);
  }

  #token(at: number, anchor: string, kind: SecretKind): void {
    const text = this.#text;
    const [fewest, most] = typeof kind.before === 'object' ? kind.before : [kind.before ?? 0, kind.before ?? 0];
    for (let before = most; before >= fewest; before--) {
      const start = kind.isBehindAnchor === true ? at + anchor.length : at - before;
      if (start < 0 || (kind.isBehindAnchor !== true && !isWordStart(text, start))) continue;
      const expression = expressionOf(kind);
      expression.lastIndex = start;
      const token = expression.exec(text)?.[0];
      if (token === undefined || EXAMPLE.test(token) || kind.isValid?.(token) === false) continue;
      const place = { start, end: start + token.length };
      this.#add(place, kind.name, kind.score ?? DEFAULT_SCORE, `token of ${kind.service}`);
      return;
    }
  }

  #add(place: Place | undefined, recogniser: string, score: number, why: string): void {
    if (place !== undefined)
      this.findings.push({ type: 'SECRET', start: place.start, end: place.end, score, recogniser, why });
  }
}

/** Kinds by the anchor that the search finds. */
function kindsByAnchor(): ReadonlyMap<string, readonly SecretKind[]> {
  const byAnchor = new Map<string, SecretKind[]>();
  for (const kind of KINDS) {
    for (const anchor of kind.anchors) {
      const list = byAnchor.get(anchor);
      if (list === undefined) byAnchor.set(anchor, [kind]);
      else list.push(kind);
    }
  }
  return byAnchor;
}

/** Expressions of the kinds whose anchor some text had. */
const EXPRESSIONS = new Map<SecretKind, RegExp>();

function expressionOf(kind: SecretKind): RegExp {
  const known = EXPRESSIONS.get(kind);
  if (known !== undefined) return known;
  const expression = new RegExp(kind.form + (kind.hasOpenEnd === true ? '' : END), 'y');
  EXPRESSIONS.set(kind, expression);
  return expression;
}

/** Expressions of all tokens, which are made when a text has the beginning of one. */
export function tokenForms(): RegExp[] {
  return KINDS.map((kind) => expressionOf(kind));
}

/** Whether no word goes on over a place. */
function isWordStart(text: string, at: number): boolean {
  return at === 0 || !isWordCharacter(text.charCodeAt(at - 1)) || isBehindEscape(text, at);
}

function isBehindEscape(text: string, at: number): boolean {
  const isLikely = text[at - 2] === '\\' || text[at - 3] === '%' || text[at - 6] === '\\';
  return isLikely && ESCAPE_BEFORE.test(text.slice(Math.max(0, at - MAX_ESCAPE_LENGTH), at));
}

/** A letter, digit, `_` or `-`. */
function isWordCharacter(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 95 || code === 45;
}

function runEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** Value of an HTTP `Authorization`. */
function authorisationAt(text: string, at: number): Assigned | undefined {
  SCHEMES.lastIndex = at;
  const match = SCHEMES.exec(text);
  if (match === null) return undefined;
  const [, scheme, value] = match as unknown as [string, string, string];
  const end = at + match[0].length;
  if (isPlaceholder(value)) return undefined;
  const isSecret =
    scheme.toLowerCase() === 'basic'
      ? hasPasswordInBase64(value)
      : value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value);
  return isSecret ? { start: end - value.length, end, score: 0.85 } : undefined;
}

function span(start: number, end: number | undefined): Place | undefined {
  return end === undefined ? undefined : { start, end };
}
