import { RegoError, type Location } from '../errors.ts';

const MAX_EXCERPT = 120;

/** The error of a text that is not Rego: says where, shows the line with a mark under the place, and may give a hint. */
export function syntaxError(text: string, location: Location, message: string, hint?: string): RegoError {
  const line = text.split('\n', location.line)[location.line - 1] ?? '';
  const from = Math.max(0, location.column - 1 - MAX_EXCERPT / 2);
  const excerpt = line
    .slice(from, from + MAX_EXCERPT)
    .replaceAll('\t', ' ')
    .trimEnd();
  const mark = `${' '.repeat(location.column - 1 - from)}^`;
  const advice = hint === undefined ? '' : `\n  hint: ${hint}`;
  const where = `${location.file}:${location.line}:${location.column}`;
  return new RegoError('rego_parse_error', `${where}: ${message}\n  ${excerpt}\n  ${mark}${advice}`, { location });
}
