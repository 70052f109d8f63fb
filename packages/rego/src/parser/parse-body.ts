import type { Body, Expression, Term, TermExpression, VarTerm, WithModifier } from '../ast/ast.ts';
import type { Token } from './lexer.ts';
import { parseRef } from './parse-ref.ts';
import { operatorCall, parseRelation, parseTerm } from './parse-term.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Parses expressions up to a closing bracket, which is taken. @throws RegoError `rego_parse_error` */
export function parseBody(cursor: TokenCursor, close: string): Body {
  if (cursor.is(close)) throw cursor.unexpected('a body needs an expression');
  return parseRestOfBody(cursor, close, parseExpression(cursor));
}

/** Parses what follows the first expression of a body. */
export function parseRestOfBody(cursor: TokenCursor, close: string, first: Expression): Body {
  const expressions = [first];
  while (!cursor.optional(close)) {
    if (!cursor.optional(';') && (!cursor.token.isOnNewLine || cursor.isAtEnd)) throw unfinished(cursor, close);
    expressions.push(parseExpression(cursor));
  }
  return expressions;
}

function unfinished(cursor: TokenCursor, close: string): Error {
  const message = `a new line, ";" or "${close}" is wanted here`;
  return cursor.isFree('else')
    ? cursor.unexpected(message, 'a closing brace is missing before "else"')
    : cursor.unexpected(message);
}

/** Parses all of a query. @throws RegoError `rego_parse_error` */
export function parseWholeBody(cursor: TokenCursor): Body {
  if (cursor.isAtEnd) throw cursor.error('the query is empty');
  const expressions = [parseExpression(cursor)];
  while (!cursor.isAtEnd) {
    if (!cursor.optional(';') && !cursor.token.isOnNewLine) throw cursor.unexpected('a new line or ";" is wanted here');
    expressions.push(parseExpression(cursor));
  }
  return expressions;
}

/** Parses the expression in the braces of a template. @throws RegoError `rego_parse_error` */
export function parseTemplateExpression(cursor: TokenCursor): TermExpression {
  const from = cursor.token;
  const term = parseTerm(cursor);
  const expression: TermExpression = {
    kind: 'term',
    negated: false,
    term,
    with: parseModifiers(cursor),
    location: from.location,
  };
  if (!cursor.isAtEnd) throw cursor.unexpected('"}" is wanted here');
  return cursor.spanned(expression, from);
}

/** Parses one expression with its modifiers. @throws RegoError `rego_parse_error` */
export function parseExpression(cursor: TokenCursor): Expression {
  const from = cursor.token;
  return cursor.spanned(parseUnspanned(cursor, from), from);
}

function parseUnspanned(cursor: TokenCursor, from: Token): Expression {
  if (cursor.optionalFree('some')) return parseSome(cursor, from);
  if (cursor.optionalFree('every')) return parseEvery(cursor, from);
  const negated = cursor.optionalFree('not');
  const term = parseStatement(cursor, negated);
  return { kind: 'term', negated, term, with: parseModifiers(cursor), location: from.location };
}

function parseStatement(cursor: TokenCursor, negated: boolean): Term {
  const from = cursor.token;
  const left = parseTerm(cursor);
  const isAssignment = cursor.is(':=');
  if (!isAssignment && !cursor.is('=')) return left;
  if (isAssignment) checkAssignment(cursor, left, negated);
  const { location } = cursor.take();
  const args = [left, parseTerm(cursor)];
  return cursor.spanned(operatorCall(isAssignment ? 'assign' : 'eq', args, location), from);
}

/** OPA finds these when it compiles. */
function checkAssignment(cursor: TokenCursor, left: Term, negated: boolean): void {
  if (negated)
    throw cursor.error('cannot assign vars inside negated expression', undefined, undefined, 'rego_compile_error');
  if (left.kind === 'var' || left.kind === 'array' || left.kind === 'object') return;
  throw cursor.error('cannot assign to this term', 'use "==" to compare', undefined, 'rego_compile_error');
}

function parseSome(cursor: TokenCursor, { location }: Token): Expression {
  const terms = [parseRelation(cursor)];
  while (cursor.optional(',')) terms.push(parseRelation(cursor));
  if (cursor.optionalFree('in')) {
    if (terms.length > 2) throw cursor.error('"some … in" takes a key and a value at most', undefined, location);
    const value = terms.at(-1)!;
    const key = terms.length === 2 ? terms[0] : undefined;
    const domain = parseRelation(cursor);
    return { kind: 'some-in', key, value, domain, with: parseModifiers(cursor), location };
  }
  const variables = terms.map((term) => {
    if (term.kind === 'var') return term;
    throw cursor.error('"some" declares variables', 'a pattern is matched by `some pattern in xs`', term.location);
  });
  return { kind: 'some', variables, with: [], location };
}

function parseEvery(cursor: TokenCursor, { location }: Token): Expression {
  const first = parseVariable(cursor);
  const second = cursor.optional(',') ? parseVariable(cursor) : undefined;
  if (!cursor.optionalFree('in')) throw cursor.unexpected('"in" is wanted here');
  const domain = parseRelation(cursor);
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
  while (cursor.isConnective('with')) {
    const from = cursor.take();
    const target = parseRef(cursor);
    if (target.kind !== 'var' && target.kind !== 'ref')
      throw cursor.error('"with" needs a path or a function', undefined, from.location);
    cursor.expect('as');
    modifiers.push(cursor.spanned({ target, value: parseTerm(cursor), location: from.location }, from));
  }
  return modifiers;
}
