import type { Finding, Recogniser } from '../finding.ts';
import { assignedAt, isSecretKeyName } from './assignment.ts';
import { commandSecretsAt, COMMAND_ANCHORS, type SecretPlaces } from './command-line.ts';
import { passwordInUrl } from './connection-string.ts';
import { CREDENTIAL_FILES, type CredentialFile, hasPasswordInBase64 } from './credential-files.ts';
import { type Literal, LiteralSearch } from './internal/literal-search.ts';
import { keyBlockAt, KEY_BLOCK_ANCHORS } from './key-block.ts';
import { isPlaceholder } from './placeholders.ts';
import type { SecretKind } from './secret-kind.ts';
import { SERVICE_TOKENS } from './service-tokens.ts';
import { webTokenAt } from './web-token.ts';

const DEFAULT_SCORE = 0.95;
/** Of passwords of commands and files. */
const FAR_SCORE = 0.8;
const WORD = /[\w-]/;
/** Characters that cannot follow a token. */
const END = '(?![\\w-])';
/** Escapes that end with a letter or digit: a token after one is at the beginning of a word. */
const ESCAPE_BEFORE = /(?:\\[nrt]|%[0-9a-fA-F]{2}|\\u00[0-9a-fA-F]{2})$/;
const MAX_ESCAPE_LENGTH = 6;
/** Web tokens that are tried in one run of their characters, so that hostile runs cost linear time. */
const MAX_TRIES_IN_RUN = 4;
/** Names of values that are secret; which keys are tells the word before them. */
const NAMES = /pass(?:word|wd|phrase|code)|pwd|secret|token|key|credentials?|_auth/iy;
const NAME_BEGINNINGS = ['passw', 'passp', 'passc', 'pwd', 'secret', 'token', 'key', 'credential', '_auth'];
const PASSWORD = /^(?:pass|pwd)/i;
const KEY = /^key$/i;
const SCHEMES = /(bearer|basic|token|ssws)[ \t]{1,2}([\w.~+/=-]{8,4096})/iy;
const SCHEME_NAMES = ['bearer', 'basic', 'ssws'];

/** Tokens of documents: `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx…`. */
const EXAMPLE = /example|x{6}|\*{3}/i;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is done where a literal stands. */
type Look =
  | { readonly of: 'url' | 'web-token' | 'key-block' | 'name' | 'scheme' }
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
  for (const name of NAME_BEGINNINGS) put(name, { of: 'name' }, true);
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
        this.#add(passwordInUrl(text, at), 'connection-string', 0.85, 'password in a URL');
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
    const text = this.#text;
    NAMES.lastIndex = at;
    const name = NAMES.exec(text)?.[0];
    if (name === undefined || (KEY.test(name) && !isSecretKeyName(text, at))) return;
    this.#value(assignedAt(text, at, at + name.length, PASSWORD.test(name)), 'assignment', name.toLowerCase());
  }

  #value(found: ReturnType<typeof assignedAt>, recogniser: string, name: string): void {
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

/** Kinds by the anchor that the search finds: the longest one, which shorter ones may begin. */
function kindsByAnchor(): ReadonlyMap<string, readonly SecretKind[]> {
  const byAnchor = new Map<string, SecretKind[]>();
  for (const kind of SERVICE_TOKENS) {
    for (const anchor of kind.anchors) {
      const list = byAnchor.get(anchor);
      if (list === undefined) byAnchor.set(anchor, [kind]);
      else list.push(kind);
    }
  }
  // In the order of the alphabet an anchor follows those that begin it.
  let before: string[] = [];
  for (const anchor of [...byAnchor.keys()].sort()) {
    before = before.filter((each) => anchor.startsWith(each));
    const own = byAnchor.get(anchor)!;
    for (const shorter of before) {
      // The kinds of the shorter one have those of still shorter ones already.
      for (const kind of byAnchor.get(shorter)!) if (!own.includes(kind)) own.push(kind);
    }
    before.push(anchor);
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

/** Whether no word goes on over a place. */
function isWordStart(text: string, at: number): boolean {
  return (
    at === 0 || !WORD.test(text[at - 1]!) || ESCAPE_BEFORE.test(text.slice(Math.max(0, at - MAX_ESCAPE_LENGTH), at))
  );
}

function runEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && WORD.test(text[end]!)) end++;
  return end;
}

/** Value of an HTTP `Authorization`. */
function authorisationAt(text: string, at: number): ReturnType<typeof assignedAt> {
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
