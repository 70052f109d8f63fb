import type { RegoVersion } from '../ast/ast.ts';
import type { Location, RegoErrorCode } from '../errors.ts';
import type { Token } from './lexer.ts';
import { FUTURE_KEYWORDS, keywordsOf } from './keywords.ts';
import { syntaxError } from './syntax-error.ts';

/** How deep terms and bodies may stand inside of each other. */
export const MAX_SYNTAX_DEPTH = 400;
/** Most operators in a row, and most calls and steps in a row: `a + b + …`, `f(x).y(z)…`. */
export const MAX_CHAIN_LENGTH = 1_000;

/** Thrown inside of an attempt, where nobody reads the error. */
const GAVE_UP = new Error('the attempt failed');

/** Where a node stands in the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** The span begins and ends with parentheses around the node. */
  readonly isParenthesized: boolean;
}

/** Spans of nodes, for those who write the text again. */
export type Spans = Map<object, Span>;

/** What the cursors of one text share. */
interface Shared {
  readonly text: string;
  readonly keywords: Set<string>;
  readonly spans: Spans | undefined;
  wildcards: number;
  depth: number;
  /** Attempts that are under way. */
  attempts: number;
  /** Places that may be parsed a second time. */
  repeats: number;
}

interface Remembered<T> {
  readonly value: T | undefined;
  readonly end: number;
}

/** Where a cursor begins. */
export interface CursorOptions {
  readonly text: string;
  readonly version: RegoVersion;
  readonly spans?: Spans | undefined;
}

/** Reads tokens one after another. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  readonly #shared: Shared;
  readonly #memory = new Map<number, Remembered<unknown>>();
  #at = 0;

  constructor(tokens: readonly Token[], options: CursorOptions | Shared) {
    this.#tokens = tokens;
    this.#shared =
      'depth' in options
        ? options
        : {
            text: options.text,
            keywords: keywordsOf(options.version),
            spans: options.spans,
            wildcards: 0,
            depth: 0,
            attempts: 0,
            repeats: 0,
          };
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The token after the current one. */
  get next(): Token {
    return this.#tokens[this.#at + 1] ?? this.token;
  }

  /** The token that comes some tokens later; the last one of the text when there are not so many. */
  peek(distance: number): Token {
    return this.#tokens[this.#at + distance] ?? this.#tokens.at(-1)!;
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

  /** True when the current token is an operator, or a keyword of the language as it is here. */
  is(text: string): boolean {
    const { token } = this;
    if (token.text !== text) return false;
    return token.kind === 'operator' || (token.kind === 'word' && this.#shared.keywords.has(text));
  }

  /** True when the current token is a keyword and not the name of a reference: in `not.x` and `if["x"]` it is a name. */
  isFree(keyword: string): boolean {
    return this.is(keyword) && !this.isStepped();
  }

  /** True when the current token is a keyword that stands after a term, as in `p if[1] == x`; on a new line `if[1]` is a name. */
  isConnective(keyword: string): boolean {
    if (!this.is(keyword)) return false;
    return !this.isStepped() || (this.next.text === '[' && !this.token.isOnNewLine);
  }

  /** True when a step of a reference follows the current token at once. */
  isStepped(): boolean {
    const { next } = this;
    return next.kind === 'operator' && !next.isSpaced && (next.text === '.' || next.text === '[');
  }

  /** True for the keywords of the language as it is here. */
  isReserved(word: string): boolean {
    return this.#shared.keywords.has(word);
  }

  /** True when the current word cannot be a name. */
  isKeyword(): boolean {
    return this.#shared.keywords.has(this.token.text) && !this.isStepped();
  }

  /** Takes the current token if it is this operator or keyword. */
  optional(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  /** Takes the current token if it is this keyword and no name. */
  optionalFree(keyword: string): boolean {
    if (!this.isFree(keyword)) return false;
    this.#at++;
    return true;
  }

  /** Takes the current token, which has to be this one. */
  expect(text: string, hint?: string): void {
    if (!this.optional(text)) throw this.unexpected(`${JSON.stringify(text)} is wanted here`, hint);
  }

  /** Words that an import made keywords. */
  addKeywords(words: readonly string[]): void {
    for (const word of words) this.#shared.keywords.add(word);
  }

  /** Where to go back to. */
  get position(): number {
    return this.#at;
  }

  goBack(position: number): void {
    this.#at = position;
  }

  /** Moves to the next word at the begin of a line, beyond the position where the statement began. */
  skipToNextStatement(began: number): void {
    if (this.#at === began) this.take();
    while (!this.isAtEnd && !(this.token.location.column === 1 && this.token.kind === 'word')) this.take();
  }

  /** A name for a variable that is written as `_`. */
  wildcard(): string {
    return `$${this.#shared.wildcards++}`;
  }

  /** Reads the tokens of an expression in a template. */
  inside(tokens: readonly Token[]): TokenCursor {
    return new TokenCursor(tokens, this.#shared);
  }

  /** Notes where a node stands: from a token to the last one that was taken. */
  spanned<T extends object>(node: T, from: Token, isParenthesized = false): T {
    const end = this.#tokens[this.#at - 1]?.end ?? from.end;
    this.#shared.spans?.set(node, { start: from.start, end, isParenthesized });
    return node;
  }

  /** Runs work one level deeper. @throws RegoError `rego_parse_error` */
  nested<T>(work: () => T): T {
    if (this.#shared.depth >= MAX_SYNTAX_DEPTH) throw this.error('terms are nested too deeply');
    this.#shared.depth++;
    try {
      return work();
    } finally {
      this.#shared.depth--;
    }
  }

  /** Runs work that may fail: then the cursor stands where it stood, and the result is `undefined`. */
  attempt<T>(work: () => T): T | undefined {
    const position = this.#at;
    this.#shared.attempts++;
    try {
      return this.repeatable(work);
    } catch (error) {
      if (error !== GAVE_UP) throw error;
      this.#at = position;
      return undefined;
    } finally {
      this.#shared.attempts--;
    }
  }

  /** Runs work whose tokens may be parsed again in another way; {@link remembered} keeps that from being slow. */
  repeatable<T>(work: () => T): T {
    this.#shared.repeats++;
    try {
      return work();
    } finally {
      this.#shared.repeats--;
    }
  }

  /** Parses what stands here, or returns what was found here before: without it, nesting would double the time each level. */
  remembered<T>(parse: () => T): T {
    const from = this.#at;
    const known = this.#memory.get(from) as Remembered<T> | undefined;
    if (known?.value !== undefined) {
      this.#at = known.end;
      return known.value;
    }
    if (known !== undefined && this.#shared.attempts > 0) throw GAVE_UP;
    if (this.#shared.repeats === 0) return parse();
    try {
      const value = parse();
      this.#memory.set(from, { value, end: this.#at });
      return value;
    } catch (error) {
      if (error === GAVE_UP) this.#memory.set(from, { value: undefined, end: from });
      throw error;
    }
  }

  error(message: string, hint?: string, location = this.location, code?: RegoErrorCode): Error {
    if (this.#shared.attempts > 0) return GAVE_UP;
    const { text } = this.#shared;
    return syntaxError(message, { text, location, hint, ...(code === undefined ? {} : { code }) });
  }

  unexpected(message: string, hint = this.#hint()): Error {
    if (this.#shared.attempts > 0) return GAVE_UP;
    const { token } = this;
    const found = token.kind === 'end' ? 'the end' : JSON.stringify(token.text.slice(0, 40));
    return this.error(`unexpected ${found}: ${message}`, hint);
  }

  /** Advice on what often stands in the wrong place. */
  #hint(): string | undefined {
    const { text, kind } = this.token;
    if (kind === 'word' && FUTURE_KEYWORDS.includes(text) && !this.#shared.keywords.has(text))
      return `\`import rego.v1\` makes ${text} a keyword`;
    if (kind !== 'operator') return undefined;
    const before = this.#tokens[this.#at - 1]?.text;
    if (text === '&' && before === '&')
      return 'expressions that must all hold stand on lines of their own, or with ";" between';
    if (text === '|' && before === '|') return 'alternatives are rules of the same name, each with a body of its own';
    if (text === '/' && before === '/') return 'a comment begins with "#"';
    if (text === '=' && before === '==') return 'equality is written ==';
    if (text === ':=' || text === '=')
      return `"${text}" stands between two terms of an expression; "==" compares inside of a term`;
    return undefined;
  }
}
