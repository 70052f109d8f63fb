import type { Comment } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import { syntaxError } from './syntax-error.ts';

/** A piece of a policy. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'operator' | 'end';
  /** The text of words, numbers and operators; the value of strings. */
  readonly text: string;
  readonly location: Location;
  /** White space comes before it. */
  readonly isSpaced: boolean;
  /** It begins a line. */
  readonly isOnNewLine: boolean;
  /** Of a template: text and the tokens of its expressions, taking turns. */
  readonly parts: readonly (string | readonly Token[])[];
}

/** Largest policy file, UTF-16 code units. */
export const MAX_MODULE_LENGTH = 8 * 1024 * 1024;
/** How deep templates may stand inside of each other. */
const MAX_TEMPLATE_DEPTH = 50;

const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const OPERATORS = [':=', '==', '!=', '<=', '>=', ...Array.from('+-*/%&|<>=.,:;(){}[]')];
const NO_PARTS: readonly (string | readonly Token[])[] = [];

/** What a text consists of. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/** Splits a policy into tokens. @throws RegoError `rego_parse_error` */
export function tokenize(text: string, file: string): Tokens {
  const lexer = new Lexer(text, file);
  if (text.length > MAX_MODULE_LENGTH) throw lexer.error('the file is too large');
  return { tokens: lexer.tokens(undefined, 0), comments: lexer.comments };
}

class Lexer {
  readonly comments: Comment[] = [];
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  error(message: string, hint?: string, location = this.#location()): Error {
    return syntaxError(this.#text, location, message, hint);
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
      const common = { location, isSpaced, isOnNewLine, parts: NO_PARTS };
      const char = this.#text[this.#at];
      if (char === undefined || (char === '}' && template !== undefined && braces === 0)) {
        if (char === undefined && template !== undefined)
          throw this.error('the template is not closed', undefined, template);
        tokens.push({ kind: 'end', text: '', ...common, isOnNewLine: true });
        return tokens;
      }
      if (char === '{') braces++;
      if (char === '}') braces--;
      if (char === '"') tokens.push({ kind: 'string', text: this.#string(), ...common });
      else if (char === '`') tokens.push({ kind: 'string', text: this.#rawString(), ...common });
      else if (char === '$') tokens.push({ kind: 'template', text: '$', ...common, parts: this.#template(depth) });
      else tokens.push({ ...this.#simple(), ...common });
    }
  }

  #simple(): Pick<Token, 'kind' | 'text'> {
    const word = this.#match(WORD);
    if (word !== undefined) return { kind: 'word', text: word };
    const number = this.#match(NUMBER);
    if (number !== undefined) {
      if (/[\w.]/.test(this.#text[this.#at] ?? '')) throw this.error('the number is malformed');
      return { kind: 'number', text: number };
    }
    const operator = OPERATORS.find((each) => this.#text.startsWith(each, this.#at));
    if (operator === undefined) throw this.error(`unexpected character ${JSON.stringify(this.#text[this.#at])}`);
    this.#at += operator.length;
    return { kind: 'operator', text: operator };
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
        return this.#unescape(this.#text.slice(start, i + 1), location);
      }
    }
    throw this.error('the string is not closed', 'a string that goes over lines is written in backquotes', location);
  }

  #unescape(quoted: string, location: Location): string {
    try {
      return JSON.parse(quoted) as string;
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
    if (quote !== '"' && quote !== '`') throw this.error('unexpected character "$"');
    if (depth >= MAX_TEMPLATE_DEPTH) throw this.error('templates are nested too deeply');
    this.#at += 2;
    const parts: (string | readonly Token[])[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push(quote === '`' ? text : this.#unescape(`"${text}"`, location));
      text = '';
    };
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || (char === '\n' && quote === '"'))
        throw this.error('the template is not closed', undefined, location);
      if (char === quote) {
        this.#at++;
        flush();
        return parts;
      }
      if (char === '\\' && this.#text[this.#at + 1] === '{') {
        text += '{';
        this.#at += 2;
      } else if (char === '{') {
        flush();
        this.#at++;
        parts.push(this.tokens(location, depth + 1));
        this.#at++;
      } else {
        const length = char === '\\' && quote === '"' ? 2 : 1;
        text += this.#text.slice(this.#at, this.#at + length);
        this.#advance(this.#at + length);
      }
    }
  }

  #location(): Location {
    return { file: this.#file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}
