import type { EntityType } from '../entity-types.ts';
import type { Topic } from './internal/context-words.ts';
import type { Page } from './internal/page.ts';

/** What the one pass over a text stops at before a row is asked. */
export type Anchor = 'at' | 'scheme' | 'dot' | 'colon' | 'filler' | 'number' | 'cell' | 'word';

/** What every row of the table tells. */
export interface PatternRowBase {
  readonly type: EntityType;
  /** Name of the recogniser, as it appears in findings. */
  readonly name: string;
  /** ISO 3166 code of the country whose number it is, or `any`. */
  readonly region: string;
  readonly anchor: Anchor;
  /** What is checked beyond the form, for people. */
  readonly validator: string;
  /** Score of the form (and check digit) alone; the best one where forms differ. */
  readonly base: number;
  /** Topics of words nearby that make it surer. */
  readonly context: readonly Topic[];
  /** Score beside a word of the context. */
  readonly boosted: number;
}

/** A number or code of fixed form. */
export interface CodeRow extends PatternRowBase {
  readonly kind: 'code';
  /**
   * Forms with their score when no context is near: `d3` three digits, `a2` two letters, everything else stands for
   * itself; `_` stands for nothing, a space, a dash or a dot, the same everywhere.
   */
  readonly shapes: Readonly<Record<string, number>>;
  /** Whether the value, upper-case and without separators, is sound. */
  readonly check: (compact: string) => boolean;
  /** Whether only capitals will do in the text; absent: any case. */
  readonly capitals?: true;
  /** Score beside context when the check fails; absent: no finding. */
  readonly unchecked?: number;
}

/** A thing of free form: code looks around the anchor. */
export interface FinderRow extends PatternRowBase {
  readonly kind: 'finder';
  /** For `word` anchors: topic of the words that start it. */
  readonly starts?: Topic;
  /** For `number` anchors: how long the token with digits may be, in characters. */
  readonly lengths?: readonly [number, number];
  /** Looks around the token `start`-`end` and adds findings to the page. Must stay within a bounded distance. */
  readonly find: (page: Page, row: FinderRow, start: number, end: number) => void;
}

/** A row of the table of recognisers. */
export type PatternRow = CodeRow | FinderRow;
