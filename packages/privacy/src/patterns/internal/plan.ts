import type { Anchor, CodeRow, FinderRow, PatternRow } from '../pattern-row.ts';
import type { Topic } from './context-words.ts';
import { addShape, emptyFilter, expandShape, type ShapeFilter } from './shapes.ts';

/** Tokens with digits up to this many characters are given to finders by their length. */
const LONGEST_INDEXED_TOKEN_CHARS = 112;

/** A form of a code with its score. */
export interface CodeForm {
  readonly row: CodeRow;
  readonly shape: string;
  readonly base: number;
}

/** Rows by what they are asked for. */
export interface Plan {
  readonly codes: ReadonlyMap<number, readonly CodeForm[]>;
  readonly filter: ShapeFilter;
  readonly finders: Readonly<Record<Exclude<Anchor, 'number' | 'word'>, readonly FinderRow[]>>;
  readonly byLength: readonly (readonly FinderRow[])[];
  /** Rows that words of these topics start; made when a set of topics is met, as few sets are. */
  readonly startedBy: (topics: readonly Topic[]) => readonly FinderRow[];
}

/** Sorts rows by anchor so that the pass asks few of them at each place. */
export function planRows(rows: readonly PatternRow[]): Plan {
  const codes = new Map<number, CodeForm[]>();
  const filter = emptyFilter();
  const byTopic = new Map<Topic, FinderRow[]>();
  const byLength = Array.from({ length: LONGEST_INDEXED_TOKEN_CHARS + 1 }, (): FinderRow[] => []);
  const finders: Record<Exclude<Anchor, 'number' | 'word'>, FinderRow[]> = {
    at: [],
    scheme: [],
    dot: [],
    colon: [],
    filler: [],
    cell: [],
  };
  for (const row of rows) {
    if (row.kind === 'code') {
      for (const [pattern, base] of Object.entries(row.shapes)) {
        for (const shape of expandShape(pattern)) {
          const hash = addShape(filter, shape);
          const list = codes.get(hash) ?? [];
          codes.set(hash, list);
          list.push({ row, shape, base });
        }
      }
    } else if (row.anchor === 'number') {
      const [least, most] = row.lengths ?? [1, LONGEST_INDEXED_TOKEN_CHARS];
      for (let length = least; length <= most; length++) byLength[length]?.push(row);
    } else if (row.anchor === 'word') {
      if (row.starts !== undefined) byTopic.set(row.starts, [...(byTopic.get(row.starts) ?? []), row]);
    } else finders[row.anchor].push(row);
  }
  const known = new WeakMap<readonly Topic[], readonly FinderRow[]>();
  const startedBy = (topics: readonly Topic[]): readonly FinderRow[] => {
    const rows = topics.flatMap((topic) => byTopic.get(topic) ?? []);
    known.set(topics, rows);
    return rows;
  };
  return { codes, filter, finders, byLength, startedBy: (topics) => known.get(topics) ?? startedBy(topics) };
}
