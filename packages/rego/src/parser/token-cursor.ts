import type { Location, RegoError } from '../errors.ts';
import type { Token } from './lexer.ts';
import { syntaxError } from './syntax-error.ts';

/** How deep terms and bodies may stand inside of each other. */
export const MAX_SYNTAX_DEPTH = 400;

/** Reads tokens one after another. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #wildcards: { count: number };

  constructor(tokens: readonly Token[], text: string, wildcards = { count: 0 }) {
    this.#tokens = tokens;
    this.#text = text;
    this.#wildcards = wildcards;
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The token after the current one. */
  get next(): Token {
    return this.#tokens[this.#at + 1] ?? this.token;
  }

  get location(): Location {
    return this.token.location;
  }

  /** True for the last token of the text. */
  get isAtEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** Takes the current token. */
  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** True when the current token is an operator or keyword. A word with a step right after it is a name. */
  is(text: string): boolean {
    const { token } = this;
    if (token.text !== text || (token.kind !== 'operator' && token.kind !== 'word')) return false;
    return token.kind === 'operator' || !this.#isStepped();
  }

  #isStepped(): boolean {
    const { next } = this;
    return next.kind === 'operator' && !next.isSpaced && (next.text === '.' || next.text === '[');
  }

  /** Takes the current token if it is this one. */
  optional(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  /** Takes the current token, which has to be this one. */
  expect(text: string, hint?: string): void {
    if (!this.optional(text)) throw this.unexpected(`${JSON.stringify(text)} is wanted here`, hint);
  }

  /** Where to go back to. */
  get position(): number {
    return this.#at;
  }

  goBack(position: number): void {
    this.#at = position;
  }

  /** A name for a variable that is written as `_`. */
  wildcard(): string {
    return `$${this.#wildcards.count++}`;
  }

  /** Reads the tokens of an expression in a template. */
  inside(tokens: readonly Token[]): TokenCursor {
    const cursor = new TokenCursor(tokens, this.#text, this.#wildcards);
    cursor.#depth = this.#depth;
    return cursor;
  }

  /** Runs work one level deeper. @throws RegoError `rego_parse_error` */
  nested<T>(work: () => T): T {
    if (++this.#depth > MAX_SYNTAX_DEPTH) throw this.error('terms are nested too deeply');
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  error(message: string, hint?: string, location = this.location): RegoError {
    return syntaxError(this.#text, location, message, hint);
  }

  unexpected(message: string, hint?: string): RegoError {
    const { token } = this;
    const found = token.kind === 'end' ? 'the end' : JSON.stringify(token.text.slice(0, 40));
    return this.error(`unexpected ${found}: ${message}`, hint);
  }
}
