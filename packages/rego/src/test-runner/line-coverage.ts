import type { Location } from '../errors.ts';

/** How much of one file the tests reached. */
export interface FileCoverage {
  readonly file: string;
  /** Expressions of rule bodies. */
  readonly expressions: number;
  readonly reached: number;
  /** Lines, first is 1, with an expression that no test reached, in order. */
  readonly uncoveredLines: readonly number[];
}

/** Sums up, by file in order of name, which expressions were reached. */
export function lineCoverage(expressions: readonly Location[], reached: ReadonlySet<number>): FileCoverage[] {
  const files = new Map<string, { expressions: number; reached: number; uncovered: Set<number> }>();
  expressions.forEach(({ file, line }, number) => {
    const found = files.get(file) ?? { expressions: 0, reached: 0, uncovered: new Set<number>() };
    files.set(file, found);
    found.expressions++;
    if (reached.has(number)) found.reached++;
    else found.uncovered.add(line);
  });
  return [...files]
    .map(([file, { uncovered, ...counts }]) => ({
      file,
      ...counts,
      uncoveredLines: [...uncovered].sort((a, b) => a - b),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
