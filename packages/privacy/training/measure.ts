import { readFileSync } from 'node:fs';
import { scoreOf, type Span, type Tally, tallySpans } from '../src/evaluate/score-spans.ts';
import { TAGGED_TYPES } from '../src/tagger/internal/labels.ts';
import type { Tagger } from '../src/tagger/tagger.ts';

/** A line of a labelled file. */
export interface LabelledLine {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Reads lines `{text, spans}`. */
export function readLabelled(file: string): LabelledLine[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LabelledLine);
}

/** A table of precision, recall and F1 of a tagger for each of its types and for all together. */
export function measure(lines: readonly LabelledLine[], tagger: Tagger): string {
  const types: readonly string[] = TAGGED_TYPES;
  const tallies = new Map<string, Tally>();
  for (const { text, spans } of lines) {
    tallySpans(
      spans.filter(({ type }) => types.includes(type)),
      tagger.find(text),
      tallies,
    );
  }
  const row = (name: string, counted: readonly Tally[]): string => {
    const { precision, recall, f1 } = scoreOf(counted);
    const labelled = counted.reduce((sum, tally) => sum + tally.labelled, 0);
    return `${name.padEnd(16)} p ${precision.toFixed(3)} r ${recall.toFixed(3)} f1 ${f1.toFixed(3)} (${labelled})`;
  };
  const rows = [...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([type, tally]) => row(type, [tally]));
  return [...rows, row('all', [...tallies.values()])].join('\n');
}
