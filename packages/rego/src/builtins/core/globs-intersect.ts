import { builtinError } from '../operand-error.ts';

type Range = readonly [number, number];

interface Token {
  readonly ranges: readonly Range[];
  /** Any number of times, none included. */
  readonly isRepeated: boolean;
}

const ANY: readonly Range[] = [[0, 0x10_ff_ff]];
/** Longest pattern, code points: the work is the product of both lengths. */
const MAX_LENGTH = 1_000;

/**
 * True when some text matches both patterns. They have single characters, `.`, sets in brackets, and `*` and `+` after them.
 *
 * @throws RegoError `eval_builtin_error`
 */
export function globsIntersect(left: string, right: string): boolean {
  const [a, b] = [tokensOf(left), tokensOf(right)];
  const seen = new Set<number>();
  const open: (readonly [number, number])[] = [[0, 0]];
  const visit = (i: number, j: number): void => {
    const key = i * (b.length + 1) + j;
    if (seen.has(key)) return;
    seen.add(key);
    open.push([i, j]);
  };
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [i, j] = state;
    if (i === a.length && j === b.length) return true;
    const [x, y] = [a[i], b[j]];
    if (x?.isRepeated === true) visit(i + 1, j);
    if (y?.isRepeated === true) visit(i, j + 1);
    if (x !== undefined && y !== undefined && overlap(x.ranges, y.ranges)) {
      visit(x.isRepeated ? i : i + 1, y.isRepeated ? j : j + 1);
    }
  }
  return false;
}

function overlap(a: readonly Range[], b: readonly Range[]): boolean {
  return a.some(([from, to]) => b.some(([start, end]) => from <= end && start <= to));
}

function tokensOf(pattern: string): readonly Token[] {
  const chars = Array.from(pattern);
  if (chars.length > MAX_LENGTH) throw builtinError('regex.globs_match', 'the pattern is too long');
  const tokens: Token[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    let ranges: readonly Range[];
    if (char === '.') ranges = ANY;
    else if (char === '[') {
      const end = closingBracket(chars, i, pattern);
      ranges = setRanges(chars.slice(i + 1, end), pattern, i);
      i = end;
    } else if (char === ']') throw invalid(pattern, i, "set-close ']' with no preceding '['");
    else if (char === '*' || char === '+') throw invalid(pattern, i, `flag '${char}' must be preceded by a non-flag`);
    else ranges = [single(char === '\\' ? escaped(chars, ++i, pattern) : char)];
    const flag = chars[i + 1];
    if (flag !== '*' && flag !== '+') tokens.push({ ranges, isRepeated: false });
    else {
      i++;
      if (flag === '+') tokens.push({ ranges, isRepeated: false });
      tokens.push({ ranges, isRepeated: true });
    }
  }
  return tokens;
}

function closingBracket(chars: readonly string[], from: number, pattern: string): number {
  for (let i = from + 1; i < chars.length; i++) {
    if (chars[i] === '\\') i++;
    else if (chars[i] === ']') return i;
  }
  throw invalid(pattern, from, "set-open '[' with no ']'");
}

function setRanges(chars: readonly string[], pattern: string, at: number): readonly Range[] {
  const ranges: Range[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] === '\\' ? escaped(chars, ++i, pattern) : chars[i]!;
    if (chars[i + 1] !== '-' || chars[i + 2] === undefined) {
      ranges.push(single(char));
      continue;
    }
    const end = single(chars[i + 2]!)[0];
    if (end < single(char)[0]) throw invalid(pattern, at, 'a range is in the wrong order');
    ranges.push([single(char)[0], end]);
    i += 2;
  }
  return ranges;
}

function escaped(chars: readonly string[], at: number, pattern: string): string {
  const char = chars[at];
  if (char === undefined) throw invalid(pattern, at, 'nothing follows the escape');
  return char;
}

function single(char: string): Range {
  const code = char.codePointAt(0)!;
  return [code, code];
}

function invalid(pattern: string, at: number, message: string): Error {
  return builtinError('regex.globs_match', `input:${pattern}, pos:${at}, ${message}: the input provided is invalid`);
}
