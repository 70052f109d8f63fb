import type { Finding } from '../../finding.ts';
import type { PatternRowBase } from '../pattern-row.ts';
import type { Topic } from './context-words.ts';
import type { LexiconEntry } from './lexicon.ts';
import { cueOf, Table } from './table.ts';

const CONTEXT_BEFORE_CHARS = 64;
const CONTEXT_AFTER_CHARS = 32;
const OWN_NUMBER = /^[ :=#]{1,3}(?:(?:is|no\.?|number|nr\.?|code)[ :=#]{1,3}){0,2}\(?[A-Z]?\d/i;
const OWN_NUMBER_CHARS = 16;

/** A word of the context list where it stands in the text. */
export interface Cue {
  readonly at: number;
  readonly word: string;
  readonly topics: readonly Topic[];
  /** Further words of the phrases that begin here, with their topics. */
  readonly rests: LexiconEntry['phrases'] | undefined;
}

/** The text with the words of interest near the place that is looked at, and what was found so far. */
export class Page {
  readonly text: string;
  /** Cues by place. The pass keeps only those near the block it works on. */
  cues: Cue[] = [];
  /** End of the last telephone number, so that its later groups do not begin another. */
  phoneEnd = 0;
  /** End of the last date with its time, so that its parts are not times of their own. */
  dateEnd = 0;
  /** The last URL: what lies in it begins no other. */
  urlHost = -1;
  urlEnd = -1;
  /** End of the last street, so that codes after it are known as parts of an address. */
  streetEnd = -1_000;
  readonly #findings: Finding[] = [];
  readonly #table: Table;

  constructor(text: string) {
    this.text = text;
    this.#table = new Table(text);
  }

  /** Whether a place stands in a line of a table whose columns have names. */
  isInTable(at: number): boolean {
    return this.#table.columnAt(at).length > 0;
  }

  /** The word of these topics in the name of the column in which a place of a table stands, or `undefined`. */
  column(topics: readonly Topic[], at: number): string | undefined {
    const cues = this.#table.columnAt(at);
    return cues.length === 0 ? undefined : cueOf(cues, topics)?.word;
  }

  /**
   * The nearest word of these topics around a span, or `undefined`. Words before count to 64 characters, after to 32. In a
   * table the name of the column tells, when it tells anything.
   */
  context(
    topics: readonly Topic[],
    start: number,
    end: number,
    before = CONTEXT_BEFORE_CHARS,
    after = CONTEXT_AFTER_CHARS,
  ): string | undefined {
    if (topics.length === 0) return undefined;
    const column = this.#table.columnAt(start);
    return (column.length > 0 ? cueOf(column, topics) : this.cue(topics, start, end, before, after))?.word;
  }

  /** Like {@link context}, with the place of the word. */
  cue(
    topics: readonly Topic[],
    start: number,
    end: number,
    before = CONTEXT_BEFORE_CHARS,
    after = CONTEXT_AFTER_CHARS,
  ): Cue | undefined {
    if (topics.length === 0) return undefined;
    let low = 0;
    let high = this.cues.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.cues[middle]?.at ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    for (let index = low - 1; index >= 0; index--) {
      const cue = this.cues[index];
      if (cue === undefined || cue.at < start - before) break;
      if (topics.some((topic) => cue.topics.includes(topic))) return cue;
    }
    for (let index = low; index < this.cues.length; index++) {
      const cue = this.cues[index];
      if (cue === undefined || cue.at > end + after) break;
      if (cue.at >= end && topics.some((topic) => cue.topics.includes(topic)) && !this.#hasOwnNumber(cue)) return cue;
    }
    return undefined;
  }

  /** Whether a number of its own follows a word: in `389151 and the SSN is 453-65` the word is not about the first. */
  #hasOwnNumber(cue: Cue): boolean {
    const behind = cue.at + cue.word.length;
    return OWN_NUMBER.test(this.text.slice(behind, behind + OWN_NUMBER_CHARS));
  }

  /** End of the longest phrase of a topic whose first word is the token `start`-`end`. */
  phraseEnd(topic: Topic, start: number, end: number): number {
    const cue = this.cue([topic], start, start, 0, 0);
    const rests = cue?.rests?.filter(({ topics }) => topics.includes(topic)).map(({ rest }) => rest.length) ?? [];
    return end + Math.max(0, ...rests);
  }

  /** Adds a finding. */
  add(row: PatternRowBase, start: number, end: number, score: number, why: string): void {
    this.#findings.push({ type: row.type, start, end, score, recogniser: row.name, why });
  }

  /** What was found, by place, the longer first; of two of one type and span the surer one. */
  settle(): Finding[] {
    const sorted = this.#findings.toSorted(
      (a, b) => a.start - b.start || b.end - a.end || (a.type < b.type ? -1 : a.type > b.type ? 1 : b.score - a.score),
    );
    return sorted.filter((finding, index) => {
      const before = sorted[index - 1];
      return (
        before === undefined ||
        before.start !== finding.start ||
        before.end !== finding.end ||
        before.type !== finding.type
      );
    });
  }
}
