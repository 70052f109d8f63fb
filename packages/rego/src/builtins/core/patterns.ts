import { findMatches, compileRe2, type Re2Match, type Re2Pattern } from '../../internal/re2.ts';
import { isArray, type Value } from '../../value/value.ts';
import { typeName } from '../../value/type-name.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { row } from '../row.ts';
import { itemsOf } from './collections.ts';
import { globToPattern, quoteGlob } from './glob.ts';
import { globsIntersect } from './globs-intersect.ts';
import { integerOperand } from './numbers.ts';

const CHARS_PER_UNIT = 16;

function compiled(builtin: string, pattern: Value): Re2Pattern {
  const found = compileRe2(pattern as string);
  if (found === undefined) throw builtinError(builtin, `error parsing regexp: ${JSON.stringify(pattern)}`);
  return found;
}

function matchesOf(builtin: string, operands: readonly Value[], context: BuiltinContext): readonly Re2Match[] {
  const [pattern, text, limit] = operands as readonly [Value, string, Value];
  const count = integerOperand(builtin, 3, limit);
  context.charge(text.length / CHARS_PER_UNIT);
  return findMatches(compiled(builtin, pattern), text, count < 0n ? Number.POSITIVE_INFINITY : Number(count));
}

function split(pattern: Re2Pattern, text: string): Value {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of findMatches(pattern, text, Number.POSITIVE_INFINITY)) {
    if (end === 0 || (start === end && start === text.length)) continue;
    parts.push(text.slice(from, start));
    from = end;
  }
  return [...parts, text.slice(from)];
}

const REFERENCE = /\$(?:\$|(\w+)|\{(\w+)\})/g;

/** Replaces as Go's `ReplaceAllString`: `$1` and `${name}` stand for groups. */
function replace(pattern: Re2Pattern, text: string, template: string, context: BuiltinContext): string {
  const names = pattern.namedGroups() as Readonly<Record<string, number>>;
  const groupOf = ({ groups }: Re2Match, name: string): string => {
    const number = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
    return number === undefined ? '' : (groups[number] ?? '');
  };
  let result = '';
  let from = 0;
  for (const match of findMatches(pattern, text, Number.POSITIVE_INFINITY)) {
    const expanded = template.replaceAll(REFERENCE, (whole, plain?: string, braced?: string) =>
      whole === '$$' ? '$' : groupOf(match, plain ?? braced ?? ''),
    );
    context.charge(1 + expanded.length / CHARS_PER_UNIT);
    result += text.slice(from, match.start) + expanded;
    from = match.end;
  }
  return result + text.slice(from);
}

/** Matches a text with a template whose patterns stand between delimiters. */
function templateMatch(template: string, text: string, open: string, close: string): boolean {
  const name = 'regex.template_match';
  if (Array.from(open).length !== 1) throw operandError(name, 3, 'must be exactly one character');
  if (Array.from(close).length !== 1) throw operandError(name, 4, 'must be exactly one character');
  let pattern = '^';
  let from = 0;
  while (from < template.length) {
    const start = template.indexOf(open, from);
    if (start < 0) break;
    const end = template.indexOf(close, start + open.length);
    if (end < 0) throw builtinError(name, `unbalanced braces in ${JSON.stringify(template)}`);
    pattern += `${quote(template.slice(from, start))}(${template.slice(start + open.length, end)})`;
    from = end + close.length;
  }
  return compiled(name, `${pattern}${quote(template.slice(from))}$`)
    .matcher(text)
    .find();
}

function quote(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

function delimitersOf(value: Value): readonly string[] {
  if (value === null) return [];
  const delimiters = itemsOf(value).map((item) => {
    if (typeof item === 'string' && Array.from(item).length === 1) return item;
    throw operandError('glob.match', 2, 'must be array of single characters');
  });
  return delimiters.length === 0 ? ['.'] : delimiters;
}

function globMatch(glob: string, delimiters: Value, text: string): boolean {
  if (delimiters !== null && (typeof delimiters !== 'object' || !isArray(delimiters))) {
    throw operandError('glob.match', 2, `must be one of {null, array} but got ${typeName(delimiters)}`);
  }
  const pattern = globToPattern(glob, delimitersOf(delimiters));
  return compiled('glob.match', pattern).matcher(text).find();
}

/** Regular expressions of RE2, and globs. */
export const patternBuiltins: readonly Builtin[] = [
  row('regex.match', ['string', 'string'], 'boolean', ([pattern, text]) =>
    compiled('regex.match', pattern!)
      .matcher(text as string)
      .find(),
  ),
  row('re_match', ['string', 'string'], 'boolean', ([pattern, text]) =>
    compiled('re_match', pattern!)
      .matcher(text as string)
      .find(),
  ),
  row(
    'regex.is_valid',
    ['any'],
    'boolean',
    ([pattern]) => typeof pattern === 'string' && compileRe2(pattern) !== undefined,
  ),
  row('regex.split', ['string', 'string'], 'array', ([pattern, text]) =>
    split(compiled('regex.split', pattern!), text as string),
  ),
  row('regex.replace', ['string', 'string', 'string'], 'string', ([text, pattern, template], context) =>
    replace(compiled('regex.replace', pattern!), text as string, template as string, context),
  ),
  row('regex.find_n', ['string', 'string', 'number'], 'array', (operands, context) =>
    matchesOf('regex.find_n', operands, context).map(({ groups }) => groups[0]!),
  ),
  row('regex.find_all_string_submatch_n', ['string', 'string', 'number'], 'array', (operands, context) =>
    matchesOf('regex.find_all_string_submatch_n', operands, context).map(({ groups }) => groups),
  ),
  row('regex.template_match', ['string', 'string', 'string', 'string'], 'boolean', ([template, text, open, close]) =>
    templateMatch(template as string, text as string, open as string, close as string),
  ),
  row('regex.globs_match', ['string', 'string'], 'boolean', ([a, b]) => globsIntersect(a as string, b as string)),
  row('glob.match', ['string', 'any', 'string'], 'boolean', ([glob, delimiters, text]) =>
    globMatch(glob as string, delimiters!, text as string),
  ),
  row('glob.quote_meta', ['string'], 'string', ([text]) => quoteGlob(text as string)),
];
