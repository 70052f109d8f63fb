import type { Comment } from '../ast/ast.ts';
import type { Location, RegoError } from '../errors.ts';
import { syntaxError } from './syntax-error.ts';

/** A piece of a policy. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'operator' | 'end';
  /** The text of words, numbers and operators; the value of strings. */
  readonly text: string;
  readonly location: Location;
  /** Offset of its first code unit in the text. */
  readonly start: number;
  /** Offset after its last code unit. */
  readonly end: number;
  /** White space comes before it. */
  readonly isSpaced: boolean;
  /** It begins a line. */
  readonly isOnNewLine: boolean;
  /** Of a template: text and the tokens of its expressions, taking turns. */
  readonly parts: readonly (string | readonly Token[])[];
}

/** Largest policy file, UTF-16 code units. */
export const MAX_MODULE_LENGTH = 8 * 1024 * 1024;
/** Most tokens of a policy file. */
export const MAX_TOKENS = 1_000_000;
/** How deep templates may stand inside of each other. */
const MAX_TEMPLATE_DEPTH = 50;

const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const OPERATOR = /[:=!<>]=|[-+*/%&|<>=.,:;(){}[\]]/y;
const BYTE_ORDER_MARK = '\uFEFF';
const NO_PARTS: readonly (string | readonly Token[])[] = [];

const CHARACTER_HINTS: ReadonlyMap<string, string> = new Map([
  ["'", 'strings are written in double quotes or backquotes'],
  ['!', 'an expression is negated by `not`'],
  ['$', 'a template is written $"text {expression}"'],
]);

/** What a text consists of. */
export interface Tokens {
  /** The last one has the kind `end`. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/** Splits a policy into tokens. @throws RegoError `rego_parse_error` */
export function tokenize(text: string, file: string): Tokens {
  const lexer = new Lexer(text, file);
  if (text.length > MAX_MODULE_LENGTH) throw lexer.error('the file is too large');
  lexer.checkCharacters();
  return { tokens: lexer.tokens(undefined, 0), comments: lexer.comments };
}

class Lexer {
  readonly comments: Comment[] = [];
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #count = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  error(message: string, hint?: string, location = this.#location()): RegoError {
    return syntaxError(message, { text: this.#text, location, hint });
  }

  /** Characters that stand nowhere, not even in strings and comments. */
  checkCharacters(): void {
    if (this.#text.startsWith(BYTE_ORDER_MARK)) this.#at = 1;
    const first = [this.#text.indexOf('\0'), this.#text.indexOf(BYTE_ORDER_MARK, 1)];
    if (!this.#text.isWellFormed()) first.push(this.#text.search(/\p{Surrogate}/u));
    const found = first.filter((at) => at >= 0);
    if (found.length === 0) return;
    this.#advance(Math.min(...found));
    throw this.error('unexpected character: no null, half of a surrogate pair or byte-order mark may stand here');
  }

  /** Tokens up to the end of the text, or up to the brace that ends an expression of a template. */
  tokens(template: Location | undefined, depth: number): Token[] {
    const tokens: Token[] = [];
    let braces = 0;
    for (;;) {
      const from = this.#at;
      const isOnNewLine = this.#skip() || from === 0;
      const isSpaced = this.#at > from || from === 0;
      const location = this.#location();
      const start = this.#at;
      const char = this.#text[start];
      if (++this.#count > MAX_TOKENS) throw this.error('the file has too many tokens');
      if (char === undefined || (char === '}' && template !== undefined && braces === 0)) {
        if (char === undefined && template !== undefined)
          throw this.error('the template is not closed', undefined, template);
        tokens.push({
          kind: 'end',
          text: '',
          location,
          start,
          end: start,
          isSpaced,
          isOnNewLine: true,
          parts: NO_PARTS,
        });
        return tokens;
      }
      if (char === '{') braces++;
      else if (char === '}') braces--;
      const parts = char === '$' ? this.#template(depth) : NO_PARTS;
      const kind = char === '$' ? 'template' : this.#kind(char);
      const text = this.#read(kind, char);
      tokens.push({ kind, text, location, start, end: this.#at, isSpaced, isOnNewLine, parts });
    }
  }

  #kind(char: string): Exclude<Token['kind'], 'template' | 'end'> {
    if (char === '"' || char === '`') return 'string';
    if (char >= '0' && char <= '9') return 'number';
    return char === '_' || (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') ? 'word' : 'operator';
  }

  /** Takes a token, and returns its text. */
  #read(kind: Token['kind'], char: string): string {
    switch (kind) {
      case 'string':
        return char === '"' ? this.#string() : this.#rawString();
      case 'word':
        return this.#match(WORD)!;
      case 'number': {
        const number = this.#match(NUMBER)!;
        if (/[\w.]/.test(this.#text[this.#at] ?? '')) throw this.error('the number is malformed');
        return number;
      }
      case 'operator':
        return this.#match(OPERATOR) ?? this.#unexpectedCharacter();
      default:
        return '$';
    }
  }

  #unexpectedCharacter(): never {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    throw this.error(`unexpected character ${JSON.stringify(char)}`, CHARACTER_HINTS.get(char));
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** Skips space and comments; true when a line ended. */
  #skip(): boolean {
    let ended = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === '\n') {
        this.#newLine();
        ended = true;
      } else if (char === '#') this.#comment();
      else if (char === ' ' || char === '\t' || char === '\r') this.#at++;
      else return ended;
    }
  }

  #newLine(): void {
    this.#at++;
    this.#line++;
    this.#lineStart = this.#at;
  }

  #comment(): void {
    const location = this.#location();
    const found = this.#text.indexOf('\n', this.#at);
    const end = found < 0 ? this.#text.length : found;
    this.comments.push({ text: this.#text.slice(this.#at + 1, end).replace(/\r$/, ''), location });
    this.#at = end;
  }

  #string(): string {
    const location = this.#location();
    const start = this.#at;
    for (let i = start + 1; i < this.#text.length; i++) {
      const char = this.#text[i];
      if (char === '\n') break;
      if (char === '\\') i++;
      else if (char === '"') {
        this.#at = i + 1;
        return this.#unescape(this.#text.slice(start + 1, i), location);
      }
    }
    throw this.error('the string is not closed', 'a string that goes over lines is written in backquotes', location);
  }

  /** Only a string with a backslash has to be a string of JSON: others may hold tabs. */
  #unescape(content: string, location: Location): string {
    if (!content.includes('\\')) return content;
    try {
      return (JSON.parse(`"${content}"`) as string).toWellFormed();
    } catch {
      throw this.error(
        'the string has an escape that does not exist',
        'a raw string in backquotes has no escapes',
        location,
      );
    }
  }

  #rawString(): string {
    const location = this.#location();
    const end = this.#text.indexOf('`', this.#at + 1);
    if (end < 0) throw this.error('the raw string is not closed', undefined, location);
    const content = this.#text.slice(this.#at + 1, end);
    this.#advance(end + 1);
    return content;
  }

  /** Moves over text that may have line ends. */
  #advance(to: number): void {
    while (this.#at < to) {
      if (this.#text[this.#at] === '\n') this.#newLine();
      else this.#at++;
    }
  }

  #template(depth: number): (string | readonly Token[])[] {
    const location = this.#location();
    const quote = this.#text[this.#at + 1];
    if (quote !== '"' && quote !== '`') return this.#unexpectedCharacter();
    if (depth >= MAX_TEMPLATE_DEPTH) throw this.error('templates are nested too deeply');
    this.#at += 2;
    const parts: (string | readonly Token[])[] = [];
    for (;;) {
      const text = this.#templateText(quote, location);
      if (text !== '') parts.push(text);
      if (this.#text[this.#at++] === quote) return parts;
      parts.push(this.tokens(location, depth + 1));
      this.#at++;
    }
  }

  /** Text of a template up to its end or the brace of an expression. */
  #templateText(quote: '"' | '`', location: Location): string {
    const pieces: string[] = [];
    let start = this.#at;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || (char === '\n' && quote === '"'))
        throw this.error('the template is not closed', undefined, location);
      if (char === quote || char === '{') break;
      if (char === '\\' && this.#text[this.#at + 1] === '{') {
        pieces.push(this.#text.slice(start, this.#at), '{');
        this.#at += 2;
        start = this.#at;
      } else this.#advance(this.#at + (char === '\\' && quote === '"' ? 2 : 1));
    }
    pieces.push(this.#text.slice(start, this.#at));
    const text = pieces.join('');
    return quote === '`' ? text : this.#unescape(text, location);
  }

  #location(): Location {
    return { file: this.#file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}
