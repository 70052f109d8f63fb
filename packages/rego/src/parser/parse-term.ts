import type { CallTerm, Term } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import type { Token } from './lexer.ts';
import { parseRef } from './parse-ref.ts';
import { MAX_CHAIN_LENGTH, type TokenCursor } from './token-cursor.ts';

/** An operator between two terms. */
export interface Infix {
  /** The builtin that it calls. */
  readonly name: string;
  /** How tight it binds. */
  readonly level: number;
}

const LEVELS: readonly Readonly<Record<string, string>>[] = [
  { '==': 'equal', '!=': 'neq', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' },
  { '|': 'or' },
  { '&': 'and' },
  { '+': 'plus', '-': 'minus' },
  { '*': 'mul', '/': 'div', '%': 'rem' },
];

/** Infix operators by their text. `in`, `:=` and `=` bind looser than all of them. */
export const INFIX_OPERATORS: ReadonlyMap<string, Infix> = new Map(
  LEVELS.flatMap((operators, level) => Object.entries(operators).map(([text, name]) => [text, { name, level }])),
);

/** A call of an operator. */
export function operatorCall(name: string, args: readonly Term[], location: Location): CallTerm {
  return { kind: 'call', operator: { kind: 'var', name, location }, args, location: args[0]?.location ?? location };
}

/** Parses a term with `in`, `key, value in` and all infix operators. @throws RegoError `rego_parse_error` */
export function parseTerm(cursor: TokenCursor): Term {
  const from = cursor.token;
  const first = parseRelation(cursor);
  const pair = cursor.is(',') ? parsePair(cursor, first, from) : undefined;
  return memberships(cursor, pair ?? first, from);
}

/** Parses an item of a list: a comma ends it. @throws RegoError `rego_parse_error` */
export function parseItem(cursor: TokenCursor): Term {
  const from = cursor.token;
  return continueItem(cursor, parseRef(cursor), from);
}

/** Parses the rest of an item of which the first operand is known. */
export function continueItem(cursor: TokenCursor, first: Term, from: Token): Term {
  return memberships(cursor, parseOperators(cursor, first, from, 0), from);
}

/** Parses a term without `in`, as it stands left and right of it. @throws RegoError `rego_parse_error` */
export function parseRelation(cursor: TokenCursor): Term {
  const from = cursor.token;
  return parseOperators(cursor, parseRef(cursor), from, 0);
}

/** Parses the operators of a level and all tighter ones that follow an operand; all of them bind to the left. */
function parseOperators(cursor: TokenCursor, first: Term, from: Token, loosest: number): Term {
  let left = first;
  for (let links = 0; ; links++) {
    const operator = infixAt(cursor);
    if (operator === undefined || operator.level < loosest) return left;
    if (links >= MAX_CHAIN_LENGTH) throw cursor.error('too many operators in a row');
    const { location } = cursor.take();
    const rightFrom = cursor.token;
    let right = parseRef(cursor);
    const next = infixAt(cursor);
    if (next !== undefined && next.level > operator.level)
      right = parseOperators(cursor, right, rightFrom, operator.level + 1);
    left = cursor.spanned(operatorCall(operator.name, [left, right], location), from);
  }
}

function infixAt(cursor: TokenCursor): Infix | undefined {
  return cursor.token.kind === 'operator' ? INFIX_OPERATORS.get(cursor.token.text) : undefined;
}

/** The rest of `key, value in domain`, or `undefined` where the comma begins something else. */
function parsePair(cursor: TokenCursor, key: Term, from: Token): Term | undefined {
  const found = cursor.attempt(() => {
    cursor.take();
    const value = parseRelation(cursor);
    if (!cursor.isFree('in')) throw cursor.unexpected('"in" is wanted here');
    return { value, location: cursor.take().location };
  });
  if (found === undefined) return undefined;
  const args = [key, found.value, parseRelation(cursor)];
  return cursor.spanned(operatorCall('internal.member_3', args, found.location), from);
}

function memberships(cursor: TokenCursor, first: Term, from: Token): Term {
  let term = first;
  for (let links = 0; cursor.isFree('in'); links++) {
    if (links >= MAX_CHAIN_LENGTH) throw cursor.error('too many operators in a row');
    const { location } = cursor.take();
    const args = [term, parseRelation(cursor)];
    term = cursor.spanned(operatorCall('internal.member_2', args, location), from);
  }
  return term;
}
