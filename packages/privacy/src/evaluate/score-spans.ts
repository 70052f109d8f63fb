import type { Finding } from '../finding.ts';

/** A labelled or found piece of a text. */
export interface Span {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Counts for one type. */
export interface Tally {
  /** Labelled spans, and how many of them were found. */
  labelled: number;
  found: number;
  /** Spans that the detector gave, and how many of them are right. */
  given: number;
  right: number;
}

/** Precision, recall and their harmonic mean; 0 where there is nothing to divide by. */
export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Share of a span that has to be covered. */
const MIN_COVERED = 0.5;

/**
 * Counts one text. A labelled span is found when findings of its type cover at least half of it; a finding is right when
 * labelled spans of its type cover at least half of it, or it covers at least half of one of them.
 */
export function tallySpans(
  labels: readonly Span[],
  findings: readonly Pick<Finding, 'type' | 'start' | 'end'>[],
  into: Map<string, Tally>,
): void {
  for (const label of labels) {
    const tally = tallyOf(label.type, into);
    tally.labelled++;
    if (covered(label, sameType(label, findings)) >= MIN_COVERED) tally.found++;
  }
  for (const finding of findings) {
    const tally = tallyOf(finding.type, into);
    tally.given++;
    const coversOne = labels.some((label) => label.type === finding.type && covered(label, [finding]) >= MIN_COVERED);
    if (coversOne || covered(finding, sameType(finding, labels)) >= MIN_COVERED) tally.right++;
  }
}

/** Score of one tally, or of several together. */
export function scoreOf(tallies: readonly Tally[]): Score {
  const sum = (pick: (tally: Tally) => number): number => tallies.reduce((total, each) => total + pick(each), 0);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const precision = share(
    sum(({ right }) => right),
    sum(({ given }) => given),
  );
  const recall = share(
    sum(({ found }) => found),
    sum(({ labelled }) => labelled),
  );
  return { precision, recall, f1: share(2 * precision * recall, precision + recall) };
}

function tallyOf(type: string, tallies: Map<string, Tally>): Tally {
  let tally = tallies.get(type);
  if (tally === undefined) tallies.set(type, (tally = { labelled: 0, found: 0, given: 0, right: 0 }));
  return tally;
}

/** How many of the labelled spans would be hidden, at least half of each, under whatever type. */
export function countHidden(labels: readonly Span[], findings: readonly Omit<Span, 'type'>[]): number {
  return labels.filter((label) => covered(label, findings) >= MIN_COVERED).length;
}

function sameType<T extends { readonly type: string }>({ type }: { readonly type: string }, spans: readonly T[]): T[] {
  return spans.filter((span) => span.type === type);
}

/** Share of a span that others cover; those do not overlap each other. */
function covered(span: Omit<Span, 'type'>, others: readonly Omit<Span, 'type'>[]): number {
  let characters = 0;
  for (const { start, end } of others) {
    characters += Math.max(0, Math.min(end, span.end) - Math.max(start, span.start));
  }
  return characters / (span.end - span.start);
}
