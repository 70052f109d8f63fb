import type { Body, Expression, Term, TermExpression, VarTerm, WithModifier } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import { operatorCall, parseOperand, parseRef, parseTerm, parseTermOrPair } from './parse-term.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Parses expressions up to a closing bracket, which is taken. @throws RegoError `rego_parse_error` */
export function parseBody(cursor: TokenCursor, close: string): Body {
  const expressions: Expression[] = [];
  while (!cursor.is(close)) {
    expressions.push(parseExpression(cursor));
    if (cursor.optional(';') || cursor.is(close)) continue;
    if (!cursor.token.isOnNewLine || cursor.isAtEnd) throw unfinished(cursor, close);
  }
  if (expressions.length === 0) throw cursor.unexpected('a body needs an expression');
  cursor.expect(close);
  return expressions;
}

function unfinished(cursor: TokenCursor, close: string): Error {
  const hint = cursor.is('else') ? 'a closing brace is missing before "else"' : undefined;
  return cursor.unexpected(`a new line, ";" or "${close}" is wanted here`, hint);
}

/** Parses all of a query. @throws RegoError `rego_parse_error` */
export function parseWholeBody(cursor: TokenCursor): Body {
  const expressions: Expression[] = [];
  while (!cursor.isAtEnd) {
    expressions.push(parseExpression(cursor));
    if (!cursor.optional(';') && !cursor.token.isOnNewLine) throw cursor.unexpected('a new line or ";" is wanted here');
  }
  if (expressions.length === 0) throw cursor.error('the query is empty');
  return expressions;
}

/** Parses the expression in the braces of a template. @throws RegoError `rego_parse_error` */
export function parseTemplateExpression(cursor: TokenCursor): TermExpression {
  const { location } = cursor;
  const term = cursor.nested(() => parseTermOrPair(cursor));
  const expression: TermExpression = { kind: 'term', negated: false, term, with: parseModifiers(cursor), location };
  if (!cursor.isAtEnd) throw cursor.unexpected('"}" is wanted here');
  return expression;
}

/** Parses one expression with its modifiers. @throws RegoError `rego_parse_error` */
export function parseExpression(cursor: TokenCursor): Expression {
  const { location } = cursor;
  if (cursor.optional('some')) return parseSome(cursor, location);
  if (cursor.is('every') && cursor.next.kind === 'word') return parseEvery(cursor, location);
  const negated = cursor.optional('not');
  const term = parseStatement(cursor, negated);
  return { kind: 'term', negated, term, with: parseModifiers(cursor), location };
}

function parseStatement(cursor: TokenCursor, negated: boolean): Term {
  const left = parseTermOrPair(cursor);
  const isAssignment = cursor.is(':=');
  if (!isAssignment && !cursor.is('=')) return left;
  if (isAssignment && negated) throw cursor.error('cannot assign in a negated expression');
  if (isAssignment && left.kind !== 'var' && left.kind !== 'array' && left.kind !== 'object') {
    throw cursor.error('cannot assign to this term', 'use "==" to compare');
  }
  const { location } = left;
  cursor.take();
  return operatorCall(isAssignment ? 'assign' : 'eq', [left, parseTermOrPair(cursor)], location);
}

function parseSome(cursor: TokenCursor, location: Location): Expression {
  const terms = [parseOperand(cursor)];
  while (cursor.optional(',')) terms.push(parseOperand(cursor));
  if (cursor.optional('in')) {
    if (terms.length > 2) throw cursor.error('"some … in" takes a key and a value at most', undefined, location);
    const value = terms.at(-1)!;
    const key = terms.length === 2 ? terms[0] : undefined;
    const domain = parseOperand(cursor);
    return { kind: 'some-in', key, value, domain, with: parseModifiers(cursor), location };
  }
  const variables = terms.map((term) => {
    if (term.kind !== 'var') throw cursor.error('"some" declares variables', undefined, term.location);
    return term;
  });
  return { kind: 'some', variables, with: [], location };
}

function parseEvery(cursor: TokenCursor, location: Location): Expression {
  cursor.take();
  const first = parseVariable(cursor);
  const second = cursor.optional(',') ? parseVariable(cursor) : undefined;
  cursor.expect('in');
  const domain = parseOperand(cursor);
  cursor.expect('{');
  const body = cursor.nested(() => parseBody(cursor, '}'));
  const [key, value] = second === undefined ? [undefined, first] : [first, second];
  return { kind: 'every', key, value, domain, body, with: parseModifiers(cursor), location };
}

function parseVariable(cursor: TokenCursor): VarTerm {
  const { location } = cursor;
  const term = parseRef(cursor);
  if (term.kind !== 'var') throw cursor.error('a variable is wanted here', undefined, location);
  return term;
}

function parseModifiers(cursor: TokenCursor): WithModifier[] {
  const modifiers: WithModifier[] = [];
  for (let { location } = cursor; cursor.optional('with'); { location } = cursor) {
    const target = parseRef(cursor);
    if (target.kind !== 'var' && target.kind !== 'ref')
      throw cursor.error('"with" needs a path or a function', undefined, location);
    cursor.expect('as');
    modifiers.push({ target, value: parseTerm(cursor), location });
  }
  return modifiers;
}
