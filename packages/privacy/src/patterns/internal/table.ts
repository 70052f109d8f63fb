import type { Topic } from './context-words.ts';
import type { Cue } from './page.ts';
import { type Block, scanBlock } from './scan.ts';

/** A line of more characters is no header. */
const LONGEST_HEADER_CHARS = 1_024;
/** A name of a column is no longer, in UTF-16 code units. */
const LONGEST_NAME_CHARS = 48;
const NAME = /^[\s"'`*]*\p{L}[\p{L}\p{M}\p{N}\s"'`*_.#()/-]*$/u;
const NEW_LINE = 10;
const QUOTE = 34;
/** Comma, semicolon, tab, bar. */
const DELIMITERS = [44, 59, 9, 124] as const;

const NOTHING: readonly Cue[] = [];

/** What the names of the columns of one table tell. */
interface Header {
  readonly delimiter: number;
  /** Words of interest in each name; empty lists for names that tell nothing. */
  readonly columns: readonly (readonly Cue[])[];
}

/** The header that a line of text is, or `undefined`. Its words are read as the words of the text are. */
function headerOf(text: string, start: number, end: number): Header | undefined {
  const next = text.charCodeAt(end + 1);
  // Nothing below: most lines of prose end here.
  if (end - start > LONGEST_HEADER_CHARS || end + 1 >= text.length || next === NEW_LINE) return undefined;
  const line = text.slice(start, end);
  for (const delimiter of DELIMITERS) {
    const cells = line.split(String.fromCharCode(delimiter));
    if (cells.length < 2) continue;
    if (!cells.every((cell) => cell.length <= LONGEST_NAME_CHARS && (cell.trim() === '' || NAME.test(cell))))
      return undefined;
    let at = start;
    const columns = cells.map((cell) => {
      const cues: Cue[] = [];
      const block: Block = { kinds: [], starts: [], ends: [], words: [] };
      scanBlock(text, at, at + cell.length, block, cues);
      at += cell.length + 1;
      return cues;
    });
    return columns.some((cues) => cues.length > 0) ? { delimiter, columns } : undefined;
  }
  return undefined;
}

/**
 * Tells what the column of a place is called, in CSV and in tables of Markdown: the first line of a paragraph names the columns
 * of all lines with as many cells. Places must be asked in the order of the text; every character is read once at most, and
 * only in paragraphs that begin with a header.
 */
export class Table {
  readonly #text: string;
  #header: Header | undefined;
  /** The line that was read last. */
  #lineStart = -1;
  #lineEnd = -1;
  /** Where the paragraph ends when it has no header. */
  #skipTo = 0;
  /** The place that was asked last, and its column. */
  #cursor = 0;
  #column = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Words of interest in the name of the column at a place. */
  columnAt(at: number): readonly Cue[] {
    if (at < this.#skipTo) return NOTHING;
    if (at > this.#lineEnd) this.#goTo(at);
    const header = this.#header;
    if (header === undefined || at < this.#lineStart) return NOTHING;
    if (at < this.#cursor) this.#column -= this.#count(header.delimiter, at, this.#cursor);
    else this.#column += this.#count(header.delimiter, this.#cursor, at);
    this.#cursor = at;
    return header.columns[this.#column] ?? NOTHING;
  }

  /** Reads lines up to the one of a place, or up to the end of its paragraph when that has no header. */
  #goTo(at: number): void {
    const text = this.#text;
    while (at > this.#lineEnd) {
      const isFirst = this.#lineEnd - this.#lineStart < 2;
      const start = this.#lineEnd + 1;
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      [this.#lineStart, this.#lineEnd, this.#cursor, this.#column] = [start, end, start, 0];
      if (isFirst) this.#header = headerOf(text, start, end);
      else if (
        this.#header !== undefined &&
        this.#count(this.#header.delimiter, start, end) !== this.#header.columns.length - 1
      )
        this.#header = undefined;
      if (this.#header !== undefined || end - start < 2) continue;
      const blank = text.indexOf('\n\n', end);
      this.#skipTo = this.#lineStart = this.#lineEnd = blank < 0 ? text.length : blank + 1;
      if (at < this.#skipTo) return;
    }
  }

  /** How many delimiters stand outside of quotation marks. */
  #count(delimiter: number, start: number, end: number): number {
    let count = 0;
    let isQuoted = false;
    for (let i = start; i < end; i++) {
      const code = this.#text.charCodeAt(i);
      if (code === QUOTE) isQuoted = !isQuoted;
      else if (code === delimiter && !isQuoted) count++;
    }
    return count;
  }
}

/** Whether one of the words is of one of the topics. */
export function cueOf(cues: readonly Cue[], topics: readonly Topic[]): Cue | undefined {
  return cues.find((cue) => topics.some((topic) => cue.topics.includes(topic)));
}
