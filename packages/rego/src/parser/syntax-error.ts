import { RegoError, type Location, type RegoErrorCode } from '../errors.ts';

/** Longest piece of a line that an error shows, UTF-16 code units. */
const MAX_EXCERPT = 120;

/** What an error of a text says beside its message. */
export interface SyntaxErrorContext {
  readonly text: string;
  readonly location: Location;
  readonly hint?: string | undefined;
  /** Default `rego_parse_error`. */
  readonly code?: RegoErrorCode;
}

/** The error of a text that is not Rego: says where, shows the line with a mark under the place, and may give a hint. */
export function syntaxError(message: string, { text, location, hint, code }: SyntaxErrorContext): RegoError {
  const line = lineOf(text, location.line);
  const from = Math.max(0, location.column - 1 - MAX_EXCERPT / 2);
  const excerpt = line
    .slice(from, from + MAX_EXCERPT)
    .replaceAll('\t', ' ')
    .trimEnd();
  const mark = `${' '.repeat(location.column - 1 - from)}^`;
  const advice = hint === undefined ? '' : `\n  hint: ${hint}`;
  const where = `${location.file}:${location.line}:${location.column}`;
  return new RegoError(code ?? 'rego_parse_error', `${where}: ${message}\n  ${excerpt}\n  ${mark}${advice}`, {
    location,
  });
}

function lineOf(text: string, line: number): string {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return '';
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end);
}
