import type { Comment } from '../ast/ast.ts';
import type { Location } from '../errors.ts';

/** A comment with its place in the text. */
interface PlacedComment {
  readonly start: number;
  readonly row: number;
  /** Code stands before it on its line. */
  readonly isTrailing: boolean;
  readonly text: string;
}

interface State {
  readonly lines: number;
  readonly current: string | undefined;
  readonly comment: number;
}

/** Where comments and rows are, in the text that is formatted. */
export interface Source {
  readonly text: string;
  readonly comments: readonly Comment[];
}

/** Collects lines, and puts each comment at the first end of a line that comes after it. */
export class Writer {
  readonly text: string;
  readonly #lineStarts: number[] = [0];
  readonly #comments: readonly PlacedComment[];
  #lines: string[] = [];
  #current: string | undefined;
  #comment = 0;

  constructor({ text, comments }: Source) {
    this.text = text;
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#lineStarts.push(i + 1);
    this.#comments = comments
      .map(({ location: { line, column }, text: content }) => {
        const start = this.offsetOf({ line, column });
        const isTrailing = this.beforeOnLine(start).replace('\uFEFF', '').trim() !== '';
        return { start, row: line, isTrailing, text: `#${content.trimEnd()}` };
      })
      .toSorted((a, b) => a.start - b.start);
  }

  /** Line of an offset; the first is 1. */
  row(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Offset of a place. */
  offsetOf({ line, column }: Pick<Location, 'line' | 'column'>): number {
    return this.#lineStarts[line - 1]! + column - 1;
  }

  /** The text before an offset on its line. */
  beforeOnLine(offset: number): string {
    return this.text.slice(this.#lineStarts[this.row(offset) - 1], offset);
  }

  /** First offset from here on that is neither space nor comment. */
  skipSpace(offset: number): number {
    let at = offset;
    for (;;) {
      while (/\s/.test(this.text[at] ?? '')) at++;
      if (this.text[at] !== '#') return at;
      const end = this.text.indexOf('\n', at);
      at = end < 0 ? this.text.length : end;
    }
  }

  write(text: string): void {
    this.#current = (this.#current ?? '') + text;
  }

  /** True when comments that were not written yet stand between two offsets. */
  hasComments(from: number, to: number): boolean {
    for (let i = this.#comment; i < this.#comments.length; i++) {
      const { start } = this.#comments[i]!;
      if (start >= to) return false;
      if (start >= from) return true;
    }
    return false;
  }

  /** Ends the current line, with the comment that stands behind it. */
  endLine(before: number): void {
    if (this.#current === undefined) return;
    const comment = this.#comments[this.#comment];
    if (comment?.isTrailing === true && comment.start < before) {
      this.#current = `${this.#current.trimEnd()} ${comment.text}`;
      this.#comment++;
    }
    this.#lines.push(this.#current.trimEnd());
    this.#current = undefined;
  }

  /** One empty line, unless there is one or nothing stands above. */
  blankLine(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
  }

  /** Writes the comments before an offset on lines of their own. */
  writeComments(before: number, level: number, keepsGaps = true): void {
    let last: number | undefined;
    for (let comment = this.#comments[this.#comment]; comment !== undefined && comment.start < before;) {
      if (keepsGaps && last !== undefined && comment.row - last > 1) this.blankLine();
      this.#lines.push('\t'.repeat(level) + comment.text);
      last = comment.row;
      comment = this.#comments[++this.#comment];
    }
    if (keepsGaps && last !== undefined && this.row(before) - last > 1) this.blankLine();
  }

  startLine(level: number): void {
    this.#current = '\t'.repeat(level);
  }

  /** Ends the line, writes comments, and starts a line for what stands at an offset. */
  breakLine(level: number, before: number, { hasBlank = false, commentLevel = level, isClosing = false } = {}): void {
    this.endLine(before);
    if (hasBlank) this.blankLine();
    this.#writeCommentsOf(before, commentLevel, isClosing);
    this.startLine(level);
  }

  #writeCommentsOf(before: number, level: number, isClosing: boolean): void {
    const { length } = this.#lines;
    this.writeComments(before, level);
    // No empty line stands before a closing bracket.
    if (isClosing && this.#lines.length > length && this.#lines.at(-1) === '') this.#lines.pop();
  }

  /** Runs work, and takes back what it wrote when it says so. */
  tentatively(work: () => boolean): boolean {
    const state: State = { lines: this.#lines.length, current: this.#current, comment: this.#comment };
    const above = this.#lines.slice(-1);
    if (work()) return true;
    this.#lines.length = state.lines;
    if (above.length > 0) this.#lines[state.lines - 1] = above[0]!;
    this.#current = state.current;
    this.#comment = state.comment;
    return false;
  }

  /** Writes a piece of the text as it stands there, with its comments. */
  writeVerbatim(start: number, end: number): void {
    this.write(this.text.slice(start, end));
    while ((this.#comments[this.#comment]?.start ?? end) < end) this.#comment++;
  }

  get lineCount(): number {
    return this.#lines.length;
  }

  /** Puts the lines from a mark on in another order: first the one with the first of the indices. */
  reorderLines(mark: number, order: readonly number[]): void {
    const lines = this.#lines.splice(mark);
    this.#lines.push(...order.map((i) => lines[i]!));
  }

  /** What a line being written holds. */
  get current(): string {
    return this.#current ?? '';
  }

  /** All lines as text that ends with one line end. */
  finish(): string {
    while (this.#lines.at(-1) === '') this.#lines.pop();
    return `${this.#lines.join('\n')}\n`;
  }
}
