import type { Body, ObjectTerm, Term } from '../ast/ast.ts';
import { parseExpression, parseRestOfBody } from './parse-body.ts';
import { parseRef } from './parse-ref.ts';
import { continueItem, parseItem, parseTerm } from './parse-term.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Parses a term that begins with a bracket. @throws RegoError `rego_parse_error` */
export function parseBrackets(cursor: TokenCursor): Term {
  return cursor.nested(() => {
    switch (cursor.token.text) {
      case '(':
        return parseParentheses(cursor);
      case '[':
        return parseArray(cursor);
      default:
        return parseBraces(cursor);
    }
  });
}

/** Parses terms with commas between them, up to a closing bracket, which is taken. */
export function parseItems(cursor: TokenCursor, close: string, items: Term[] = []): Term[] {
  while (!cursor.is(close)) {
    items.push(parseItem(cursor));
    if (!cursor.optional(',')) break;
  }
  cursor.expect(close);
  return items;
}

function parseParentheses(cursor: TokenCursor): Term {
  const from = cursor.take();
  const term = parseTerm(cursor);
  cursor.expect(')');
  return cursor.spanned(term, from, true);
}

function parseArray(cursor: TokenCursor): Term {
  const from = cursor.take();
  const { location } = from;
  if (cursor.optional(']')) return cursor.spanned({ kind: 'array', items: [], location }, from);
  const [first, body] = parseFirst(cursor, ']', !cursor.optional(','));
  if (body !== undefined) return cursor.spanned({ kind: 'array-comprehension', term: first, body, location }, from);
  return cursor.spanned({ kind: 'array', items: parseRest(cursor, first, ']'), location }, from);
}

function parseBraces(cursor: TokenCursor): Term {
  const from = cursor.take();
  const { location } = from;
  if (cursor.optional('}')) return cursor.spanned({ kind: 'object', entries: [], location }, from);
  const isPlain = !cursor.optional(',');
  const [first, body] = parseFirst(cursor, '}', isPlain);
  if (body !== undefined) return cursor.spanned({ kind: 'set-comprehension', term: first, body, location }, from);
  if (!cursor.optional(':'))
    return cursor.spanned({ kind: 'set', items: parseRest(cursor, first, '}'), location }, from);
  const [value, valueBody] = parseFirst(cursor, '}', isPlain);
  if (valueBody !== undefined)
    return cursor.spanned({ kind: 'object-comprehension', key: first, value, body: valueBody, location }, from);
  return cursor.spanned({ kind: 'object', entries: parseEntries(cursor, [first, value]), location }, from);
}

/**
 * The first item of a list, or the term of a comprehension with its body. `[a | b]` is a comprehension, `[a | b, c]` a list
 * whose first item is a union: the first comma tells.
 */
function parseFirst(cursor: TokenCursor, close: string, mayBeComprehension: boolean): [Term, Body | undefined] {
  const from = cursor.token;
  const first = parseRef(cursor);
  if (!mayBeComprehension || !cursor.is('|')) return [continueItem(cursor, first, from), undefined];
  const { position } = cursor;
  cursor.take();
  if (cursor.is(close)) throw cursor.unexpected('a body needs an expression');
  const expression = cursor.repeatable(() => parseExpression(cursor));
  if (!cursor.is(',')) return [first, parseRestOfBody(cursor, close, expression)];
  cursor.goBack(position);
  return [continueItem(cursor, first, from), undefined];
}

/** What follows the first item of a list. */
function parseRest(cursor: TokenCursor, first: Term, close: string): Term[] {
  if (cursor.optional(',')) return parseItems(cursor, close, [first]);
  cursor.expect(close);
  return [first];
}

function parseEntries(cursor: TokenCursor, first: readonly [Term, Term]): ObjectTerm['entries'] {
  const entries = [first];
  while (cursor.optional(',') && !cursor.is('}')) {
    const key = parseItem(cursor);
    cursor.expect(':');
    entries.push([key, parseItem(cursor)]);
  }
  cursor.expect('}');
  return entries;
}
