import type { CallTerm, RefTerm, Term, VarTerm } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import { parseNumber } from '../value/big-number.ts';
import { parseBody, parseTemplateExpression } from './parse-body.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Infix operators from the loosest to the tightest; each is a call of the builtin of its name. */
const LEVELS: readonly Readonly<Record<string, string>>[] = [
  { '==': 'equal', '!=': 'neq', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' },
  { '|': 'or' },
  { '&': 'and' },
  { '+': 'plus', '-': 'minus' },
  { '*': 'mul', '/': 'div', '%': 'rem' },
];
const UNION_LEVEL = 1;

/** Words that are no names of variables. */
const RESERVED = new Set(['as', 'default', 'else', 'import', 'not', 'package', 'some', 'with']);

/** A call of an operator. */
export function operatorCall(name: string, args: readonly Term[], location: Location): CallTerm {
  return { kind: 'call', operator: { kind: 'var', name, location }, args, location };
}

/** Parses a term with `in` and all infix operators. @throws RegoError `rego_parse_error` */
export function parseTerm(cursor: TokenCursor): Term {
  return cursor.nested(() => memberships(cursor, parseOperators(cursor, 0, true)));
}

/** Parses a term that `key, value in` may begin. */
export function parseTermOrPair(cursor: TokenCursor): Term {
  const { location } = cursor;
  const first = parseTerm(cursor);
  if (!cursor.is(',')) return first;
  const position = cursor.position;
  cursor.take();
  const second = parseOperators(cursor, 0, true);
  if (!cursor.optional('in')) {
    cursor.goBack(position);
    return first;
  }
  const domain = parseOperators(cursor, 0, true);
  return memberships(cursor, operatorCall('internal.member_3', [first, second, domain], location));
}

/** Parses a term without `in`, as it stands left of it. */
export function parseOperand(cursor: TokenCursor): Term {
  return cursor.nested(() => parseOperators(cursor, 0, true));
}

function memberships(cursor: TokenCursor, first: Term): Term {
  let term = first;
  while (cursor.optional('in')) {
    const domain = parseOperators(cursor, 0, true);
    term = operatorCall('internal.member_2', [term, domain], first.location);
  }
  return term;
}

/** Parses a level of operators. Where `|` begins the body of a comprehension it is no operator. */
function parseOperators(cursor: TokenCursor, level: number, withUnion: boolean): Term {
  const operators = LEVELS[level];
  if (operators === undefined) return parseRef(cursor);
  let term = parseOperators(cursor, level + 1, withUnion);
  while (cursor.token.kind === 'operator' && Object.hasOwn(operators, cursor.token.text)) {
    if (level === UNION_LEVEL && !withUnion) break;
    const name = operators[cursor.take().text]!;
    term = operatorCall(name, [term, parseOperators(cursor, level + 1, withUnion)], term.location);
  }
  return term;
}

/** Parses a term with its steps and calls: `a.b[c](d).e`. */
export function parseRef(cursor: TokenCursor): Term {
  let term = parsePrimary(cursor);
  for (;;) {
    const { token } = cursor;
    if (token.kind !== 'operator' || token.isSpaced) return term;
    if (token.text === '.') term = withStep(term, parseDotStep(cursor));
    else if (token.text === '[' && term.kind !== 'scalar') term = withStep(term, parseBracketStep(cursor));
    else if (token.text === '(' && (term.kind === 'var' || term.kind === 'ref')) term = parseCall(cursor, term);
    else return term;
  }
}

function withStep(term: Term, step: Term): RefTerm {
  const { location } = term;
  return term.kind === 'ref'
    ? { ...term, path: [...term.path, step] }
    : { kind: 'ref', head: term, path: [step], location };
}

function parseDotStep(cursor: TokenCursor): Term {
  cursor.take();
  const { token } = cursor;
  if (token.kind !== 'word') throw cursor.unexpected('a name is wanted after "."', 'other keys are written as ["key"]');
  cursor.take();
  return { kind: 'scalar', value: token.text, location: token.location };
}

function parseBracketStep(cursor: TokenCursor): Term {
  cursor.take();
  const key = parseTerm(cursor);
  cursor.expect(']');
  return key;
}

function parseCall(cursor: TokenCursor, operator: VarTerm | RefTerm): CallTerm {
  cursor.take();
  const args = parseList(cursor, ')');
  return { kind: 'call', operator, args, location: operator.location };
}

/** Terms with commas between them, up to a closing bracket. */
function parseList(cursor: TokenCursor, close: string): Term[] {
  const items: Term[] = [];
  while (!cursor.is(close)) {
    items.push(parseTerm(cursor));
    if (!cursor.optional(',')) break;
  }
  cursor.expect(close);
  return items;
}

function parsePrimary(cursor: TokenCursor): Term {
  const { token, location } = cursor;
  switch (token.kind) {
    case 'string':
      cursor.take();
      return { kind: 'scalar', value: token.text, location };
    case 'number':
      return parseNumberTerm(cursor, '');
    case 'template':
      cursor.take();
      return {
        kind: 'template',
        parts: token.parts.map((part) =>
          typeof part === 'string' ? part : parseTemplateExpression(cursor.inside(part)),
        ),
        location,
      };
    case 'word':
      return parseWord(cursor);
    case 'operator':
      return parseBracketed(cursor);
    case 'end':
      throw cursor.unexpected('a term is wanted here');
  }
}

function parseNumberTerm(cursor: TokenCursor, sign: string): Term {
  const { location } = cursor;
  const value = parseNumber(sign + cursor.take().text);
  if (value === undefined) throw cursor.error('the number is too large', undefined, location);
  return { kind: 'scalar', value, location };
}

function parseWord(cursor: TokenCursor): Term {
  const { location } = cursor;
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (cursor.optional(word)) return { kind: 'scalar', value, location };
  }
  const { text } = cursor.token;
  if (RESERVED.has(text) && cursor.is(text))
    throw cursor.unexpected('a keyword is no term', 'a key of this name is written as ["key"]');
  cursor.take();
  if (text === 'set' && cursor.is('(') && !cursor.token.isSpaced && cursor.next.text === ')') {
    cursor.take();
    cursor.take();
    return { kind: 'set', items: [], location };
  }
  return { kind: 'var', name: text === '_' ? cursor.wildcard() : text, location };
}

function parseBracketed(cursor: TokenCursor): Term {
  const { token } = cursor;
  switch (token.text) {
    case '(': {
      cursor.take();
      const term = cursor.nested(() => parseTermOrPair(cursor));
      cursor.expect(')');
      return term;
    }
    case '[':
      return cursor.nested(() => parseArray(cursor));
    case '{':
      return cursor.nested(() => parseBraces(cursor));
    case '-':
      if (cursor.next.kind === 'number' && !cursor.next.isSpaced) {
        cursor.take();
        return parseNumberTerm(cursor, '-');
      }
      break;
    default:
      break;
  }
  throw cursor.unexpected('a term is wanted here');
}

function parseArray(cursor: TokenCursor): Term {
  const { location } = cursor;
  cursor.take();
  if (cursor.optional(']')) return { kind: 'array', items: [], location };
  const first = parseHeadTerm(cursor);
  if (cursor.optional('|')) {
    return { kind: 'array-comprehension', term: first, body: parseBody(cursor, ']'), location };
  }
  return { kind: 'array', items: [first, ...parseRest(cursor, ']')], location };
}

/** What follows the first item of a list. */
function parseRest(cursor: TokenCursor, close: string): Term[] {
  if (cursor.optional(',')) return parseList(cursor, close);
  cursor.expect(close);
  return [];
}

/** A term in which `|` is not the union of sets: it may be the head of a comprehension. */
function parseHeadTerm(cursor: TokenCursor): Term {
  return memberships(cursor, parseOperators(cursor, 0, false));
}

function parseBraces(cursor: TokenCursor): Term {
  const { location } = cursor;
  cursor.take();
  if (cursor.optional('}')) return { kind: 'object', entries: [], location };
  const first = parseHeadTerm(cursor);
  if (cursor.optional('|')) return { kind: 'set-comprehension', term: first, body: parseBody(cursor, '}'), location };
  if (!cursor.optional(':')) return { kind: 'set', items: [first, ...parseRest(cursor, '}')], location };
  const value = parseHeadTerm(cursor);
  if (cursor.optional('|')) {
    return { kind: 'object-comprehension', key: first, value, body: parseBody(cursor, '}'), location };
  }
  const entries: [Term, Term][] = [[first, value]];
  if (cursor.optional(',')) entries.push(...parseEntries(cursor));
  else cursor.expect('}');
  return { kind: 'object', entries, location };
}

function parseEntries(cursor: TokenCursor): [Term, Term][] {
  const entries: [Term, Term][] = [];
  while (!cursor.is('}')) {
    const key = parseTerm(cursor);
    cursor.expect(':');
    entries.push([key, parseTerm(cursor)]);
    if (!cursor.optional(',')) break;
  }
  cursor.expect('}');
  return entries;
}
