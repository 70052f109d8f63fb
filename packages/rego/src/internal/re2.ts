import { createRequire } from 'node:module';
import type * as Re2 from 're2js';

let library: typeof Re2 | undefined;

/** A compiled pattern of RE2: takes linear time whatever the text is. */
export type Re2Pattern = Re2.RE2JS;

/** Patterns that are kept compiled. */
const MAX_KEPT_PATTERNS = 500;
/** Longest pattern, UTF-16 code units. */
const MAX_PATTERN_LENGTH = 10_000;

const kept = new Map<string, Re2Pattern | undefined>();

/** Compiles a pattern; `undefined` when it is none of RE2. The library is loaded at the first use. */
export function compileRe2(pattern: string): Re2Pattern | undefined {
  if (kept.has(pattern)) return kept.get(pattern);
  library ??= createRequire(import.meta.url)('re2js') as typeof Re2;
  let compiled: Re2Pattern | undefined;
  try {
    compiled = pattern.length > MAX_PATTERN_LENGTH ? undefined : library.RE2JS.compile(pattern);
  } catch {
    compiled = undefined;
  }
  if (kept.size >= MAX_KEPT_PATTERNS) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
}

/** One match of a pattern. */
export interface Re2Match {
  readonly start: number;
  readonly end: number;
  /** The whole match, then the groups; a group that took no part is empty. */
  readonly groups: readonly string[];
}

/** The first matches in a text, at most `limit`; an empty match right after another one is left out, as in Go. */
export function findMatches(pattern: Re2Pattern, text: string, limit: number): readonly Re2Match[] {
  const matcher = pattern.matcher(text);
  const matches: Re2Match[] = [];
  let before = -1;
  while (matches.length < limit && matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && start === before) continue;
    before = end;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '');
    matches.push({ start, end, groups });
  }
  return matches;
}
