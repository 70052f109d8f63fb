import type { Module } from '../ast/ast.ts';
import type { Span, Spans } from '../parser/token-cursor.ts';
import { keywordsOf } from '../parser/keywords.ts';
import { Writer } from './writer.ts';

const NAME = /^[A-Za-z_]\w*$/;

/** What all parts of the formatter need: the text, where its nodes stand, and the lines that are written. */
export class Formatter {
  readonly writer: Writer;
  readonly keywords: ReadonlySet<string>;
  /** The module writes `if` before bodies. */
  readonly hasIf: boolean;
  /** The module writes sets with `contains`. */
  readonly hasContains: boolean;
  readonly isStrict: boolean;
  /** A rule has a name of more than a name and a key: then keys of all rules stand after points where they can. */
  readonly hasRefHeads: boolean;
  readonly #spans: Spans;

  constructor(text: string, module: Module, spans: Spans) {
    this.writer = new Writer({ text, comments: module.comments });
    this.#spans = spans;
    this.isStrict = module.version === 'v1';
    const imported = module.imports.filter(({ path: [root] }) => root === 'future').map(({ path }) => path[2]);
    const has = (keyword: string): boolean =>
      this.isStrict || imported.some((each) => each === undefined || each === keyword);
    this.hasIf = has('if');
    this.hasContains = has('contains');
    this.keywords = keywordsOf('v1');
    this.hasRefHeads = module.rules.some(({ kind, path }) => path.length > (kind === 'contains' ? 1 : 2));
  }

  /** Where a node stands; nodes that the parser made up have no place. */
  span(node: object): Span | undefined {
    return this.#spans.get(node);
  }

  start(node: object): number {
    return this.#spans.get(node)?.start ?? 0;
  }

  end(node: object): number {
    return this.#spans.get(node)?.end ?? 0;
  }

  /** The text of a node as it is written. */
  source(node: object): string {
    return this.writer.text.slice(this.start(node), this.end(node));
  }

  startRow(node: object): number {
    return this.writer.row(this.start(node));
  }

  endRow(node: object): number {
    return this.writer.row(Math.max(0, this.end(node) - 1));
  }

  /** A step of a path that is a string: `.name`, or in brackets when it is no name or a keyword written in quotes. */
  nameStep(name: string, written: string): string {
    const isQuoted = written.startsWith('"') || written.startsWith('`') || written === '';
    if (NAME.test(name) && !(isQuoted && this.keywords.has(name))) return `.${name}`;
    return `[${isQuoted && written !== '' ? written : JSON.stringify(name)}]`;
  }

  /**
   * Runs work that writes a node. Comments that found no place in it make the node stand as it was written, which loses
   * nothing.
   */
  keepingComments(node: object, isWrapped: boolean, work: () => void): void {
    const span = this.#spans.get(node);
    const { writer } = this;
    const isDone = writer.tentatively(() => {
      work();
      return span === undefined || !writer.hasComments(span.start, span.end);
    });
    if (isDone || span === undefined) return;
    const needsParentheses = isWrapped && !span.isParenthesized;
    if (needsParentheses) writer.write('(');
    writer.writeVerbatim(span.start, span.end);
    if (needsParentheses) writer.write(')');
  }
}
