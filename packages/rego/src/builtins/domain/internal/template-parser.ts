import { goUnquote } from './go-unquote.ts';
import { lexTemplate, TemplateError, type Piece, type Token } from './template-lexer.ts';
import { GoFloat, isTemplateFunction, type TemplateValue } from './template-values.ts';

/** An operand of a command, followed by the fields that are taken from it. */
export interface Operand {
  readonly base:
    | { readonly kind: 'dot' }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'constant'; readonly value: TemplateValue }
    | { readonly kind: 'nil' }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };
  readonly fields: readonly string[];
}

/** A function or a value with its arguments. */
export type Command = readonly [Operand, ...Operand[]];

/** Commands whose results go into the next, and the variables that take the last result. */
export interface Pipeline {
  readonly variables: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly line: number;
}

/** A part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | BranchNode
  | { readonly kind: 'break' | 'continue' };

export interface BranchNode {
  readonly kind: 'if' | 'range' | 'with';
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** Deepest nesting of blocks and parentheses. */
const MAX_DEPTH = 100;
const BRANCHES = ['if', 'range', 'with'] as const;
type Branch = (typeof BRANCHES)[number];

/**
 * Parses a template of Go's `text/template`, without `define`, `template` and `block`.
 *
 * @throws TemplateError
 */
export function parseTemplate(source: string): TemplateNode[] {
  const parser = new Parser(lexTemplate(source));
  const nodes = parser.list(0, false);
  if (parser.ending !== undefined) throw new TemplateError(parser.line, `unexpected {{${parser.ending}}}`);
  return nodes;
}

class Parser {
  readonly #pieces: readonly Piece[];
  readonly #variables: string[] = ['$'];
  #at = 0;
  #tokens: Token[] = [];
  line = 1;
  /** `end` or `else` that closed the last list. */
  ending: 'end' | 'else' | undefined;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Nodes up to `{{end}}`, `{{else}}` or the end of the template. */
  list(depth: number, inRange: boolean): TemplateNode[] {
    if (depth > MAX_DEPTH) throw this.#error('blocks are nested too deeply');
    const nodes: TemplateNode[] = [];
    this.ending = undefined;
    for (let piece = this.#pieces[this.#at++]; piece !== undefined; piece = this.#pieces[this.#at++]) {
      if (piece.kind === 'text') {
        nodes.push(piece);
        continue;
      }
      this.#tokens = [...piece.tokens].reverse();
      this.line = piece.line;
      const word = this.#tokens.at(-1);
      if (word?.kind === 'name' && (word.text === 'end' || word.text === 'else')) {
        this.#tokens.pop();
        if (word.text === 'end') this.#finish('end');
        this.ending = word.text;
        return nodes;
      }
      nodes.push(this.#action(depth, inRange));
      this.ending = undefined;
    }
    return nodes;
  }

  #action(depth: number, inRange: boolean): TemplateNode {
    const word = this.#tokens.at(-1);
    if (word?.kind === 'name') {
      const branch = BRANCHES.find((each) => each === word.text);
      if (branch !== undefined) {
        this.#tokens.pop();
        return this.#branch(branch, depth, inRange);
      }
      if (word.text === 'break' || word.text === 'continue') {
        this.#tokens.pop();
        this.#finish(word.text);
        if (!inRange) throw this.#error(`{{${word.text}}} outside {{range}}`);
        return { kind: word.text };
      }
      if (word.text === 'define' || word.text === 'template' || word.text === 'block') {
        throw this.#error(`{{${word.text}}} is not supported`);
      }
    }
    const pipeline = this.#pipeline('command', depth);
    this.#finish('command');
    return { kind: 'action', pipeline };
  }

  #branch(kind: Branch, depth: number, inRange: boolean): TemplateNode {
    const scope = this.#variables.length;
    const pipeline = this.#pipeline(kind, depth);
    this.#finish(kind);
    const body = this.list(depth + 1, inRange || kind === 'range');
    let otherwise: TemplateNode[] = [];
    if (this.ending === 'else') otherwise = this.#otherwise(kind, depth, inRange);
    if (this.ending !== 'end') throw this.#error('unexpected EOF');
    this.#variables.length = scope;
    return { kind, pipeline, body, otherwise };
  }

  /** What follows `{{else`: a list, or another branch as in `{{else if x}}`, which shares the `{{end}}`. */
  #otherwise(kind: Branch, depth: number, inRange: boolean): TemplateNode[] {
    const word = this.#tokens.pop();
    if (word === undefined) {
      const nodes = this.list(depth + 1, inRange);
      if (this.ending === 'else') throw this.#error('expected end; found {{else}}');
      return nodes;
    }
    if (kind === 'range' || word.text !== kind) throw this.#error(`unexpected ${JSON.stringify(word.text)} in else`);
    if (depth > MAX_DEPTH) throw this.#error('blocks are nested too deeply');
    return [this.#branch(kind, depth + 1, inRange)];
  }

  #pipeline(context: string, depth: number): Pipeline {
    const { variables, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    do {
      commands.push(this.#command(context, depth, commands.length > 0));
    } while (this.#takeMark('|'));
    // A variable is not known within its own pipeline.
    if (!assigns) this.#variables.push(...variables);
    return { variables, assigns, commands, line: this.line };
  }

  #declarations(context: string): { variables: string[]; assigns: boolean } {
    const tokens = this.#tokens;
    const [first, mark, second, secondMark] = [tokens.at(-1), tokens.at(-2), tokens.at(-3), tokens.at(-4)];
    if (first?.kind !== 'variable') return { variables: [], assigns: false };
    let names: string[] = [];
    let operator = mark;
    if (context === 'range' && mark?.text === ',' && second?.kind === 'variable') {
      names = [first.text, second.text];
      operator = secondMark;
    } else {
      names = [first.text];
    }
    if (operator?.text !== ':=' && operator?.text !== '=') return { variables: [], assigns: false };
    tokens.length -= names.length * 2;
    const assigns = operator.text === '=';
    for (const name of names) if (assigns) this.#checkVariable(name);
    return { variables: names, assigns };
  }

  #command(context: string, depth: number, piped: boolean): Command {
    const operands: Operand[] = [];
    for (let token = this.#tokens.at(-1); token !== undefined; token = this.#tokens.at(-1)) {
      if (token.kind === 'mark' && token.text !== '(') break;
      if (operands.length > 0 && !token.spaced) throw this.#error(`unexpected ${token.text} in operand`);
      operands.push(this.#operand(depth));
    }
    const [first, ...rest] = operands;
    if (first === undefined) throw this.#error(`missing value for ${context}`);
    const isValue = first.base.kind === 'constant' || first.base.kind === 'nil';
    if (isValue && (piped || rest.length > 0)) throw this.#error('non executable command in pipeline');
    return [first, ...rest];
  }

  #operand(depth: number): Operand {
    const base = this.#base(depth);
    const fields: string[] = [];
    if (base.first !== undefined) fields.push(base.first);
    for (let token = this.#tokens.at(-1); token?.kind === 'field' && !token.spaced; token = this.#tokens.at(-1)) {
      if (base.operand.kind === 'constant' || base.operand.kind === 'nil') throw this.#error(`unexpected . after term`);
      fields.push(token.text.slice(1));
      this.#tokens.pop();
    }
    return { base: base.operand, fields };
  }

  #base(depth: number): { operand: Operand['base']; first?: string } {
    const { kind, text } = this.#tokens.pop()!;
    switch (kind) {
      case 'dot':
        return { operand: { kind: 'dot' } };
      case 'field':
        return { operand: { kind: 'dot' }, first: text.slice(1) };
      case 'variable':
        this.#checkVariable(text);
        return { operand: { kind: 'variable', name: text } };
      case 'string':
        return { operand: { kind: 'constant', value: this.#unquote(text) } };
      case 'char':
        return { operand: { kind: 'constant', value: BigInt(this.#unquote(text).codePointAt(0) ?? 0) } };
      case 'number':
        return { operand: { kind: 'constant', value: this.#number(text) } };
      case 'name':
        return { operand: this.#word(text) };
      case 'mark': {
        if (depth > MAX_DEPTH) throw this.#error('parentheses are nested too deeply');
        const pipeline = this.#pipeline('parenthesized pipeline', depth + 1);
        if (!this.#takeMark(')')) throw this.#error('unclosed left paren');
        return { operand: { kind: 'pipeline', pipeline } };
      }
    }
  }

  #word(name: string): Operand['base'] {
    if (name === 'true' || name === 'false') return { kind: 'constant', value: name === 'true' };
    if (name === 'nil') return { kind: 'nil' };
    if (!isTemplateFunction(name)) throw this.#error(`function ${JSON.stringify(name)} not defined`);
    return { kind: 'function', name };
  }

  #unquote(text: string): string {
    const value = goUnquote(text);
    if (value === undefined) throw this.#error(`invalid syntax: ${text}`);
    return value;
  }

  #number(text: string): TemplateValue {
    const plain = text.replaceAll('_', '').toLowerCase();
    if (/^[+-]?\d+$/.test(plain) || /^0[xbo][0-9a-f]+$/.test(plain)) {
      if (plain.length > 32) throw this.#error(`integer overflow: ${text}`);
      try {
        return plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain.replace('+', ''));
      } catch {
        throw this.#error(`bad number syntax: ${JSON.stringify(text)}`);
      }
    }
    if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/.test(plain)) {
      throw this.#error(`bad number syntax: ${JSON.stringify(text)}`);
    }
    return new GoFloat(Number(plain));
  }

  #checkVariable(name: string): void {
    if (!this.#variables.includes(name)) throw this.#error(`undefined variable ${JSON.stringify(name)}`);
  }

  #takeMark(mark: string): boolean {
    const token = this.#tokens.at(-1);
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.#tokens.pop();
    return true;
  }

  #finish(context: string): void {
    const rest = this.#tokens.at(-1);
    if (rest !== undefined) throw this.#error(`unexpected ${JSON.stringify(rest.text)} in ${context}`);
  }

  #error(message: string): TemplateError {
    return new TemplateError(this.line, message);
  }
}
