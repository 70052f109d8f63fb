import type { CallTerm, RefTerm, Term, VarTerm } from '../ast/ast.ts';
import { parseNumber } from '../value/big-number.ts';
import type { Token } from './lexer.ts';
import { parseBrackets, parseItems } from './parse-brackets.ts';
import { parseTemplateExpression } from './parse-body.ts';
import { parseTerm } from './parse-term.ts';
import { MAX_CHAIN_LENGTH, type TokenCursor } from './token-cursor.ts';

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Parses a term with its steps and calls: `a.b[c](d).e`. @throws RegoError `rego_parse_error` */
export function parseRef(cursor: TokenCursor): Term {
  const from = cursor.token;
  return parseSteps(cursor, parseOperand(cursor), from, false);
}

/** Parses the steps and calls after a term. In the head of a rule there may be space before the first of them. */
export function parseSteps(cursor: TokenCursor, first: Term, from: Token, maySpaceFirst: boolean): Term {
  let head = first;
  let path: Term[] = [];
  const term = (): Term =>
    path.length === 0 ? head : cursor.spanned({ kind: 'ref', head, path, location: first.location }, from);
  for (let links = 0; ; links++) {
    const { token } = cursor;
    if (token.kind !== 'operator' || (token.isSpaced && !(maySpaceFirst && links === 0))) return term();
    if (token.text === '.' || token.text === '[') {
      if (path.length === 0) checkHead(cursor, head);
      path.push(token.text === '.' ? parseDotStep(cursor) : parseBracketStep(cursor));
    } else if (token.text === '(') {
      const operator = term();
      if (operator.kind !== 'var' && operator.kind !== 'ref') return operator;
      if (links >= MAX_CHAIN_LENGTH) throw cursor.error('too many calls in a row');
      head = parseCall(cursor, operator, from);
      path = [];
    } else return term();
  }
}

/** Only documents have members that a reference can lead to. */
function checkHead(cursor: TokenCursor, head: Term): void {
  if (head.kind !== 'scalar' && head.kind !== 'template') return;
  throw cursor.unexpected('a scalar has no members', head.kind === 'scalar' ? undefined : 'a template is a string');
}

function parseDotStep(cursor: TokenCursor): Term {
  cursor.take();
  const { token } = cursor;
  if (token.kind !== 'word' || token.isSpaced)
    throw cursor.unexpected('a name is wanted after "."', 'other keys are written as ["key"]');
  cursor.take();
  return cursor.spanned({ kind: 'scalar', value: token.text, location: token.location }, token);
}

function parseBracketStep(cursor: TokenCursor): Term {
  cursor.take();
  const key = cursor.nested(() => parseTerm(cursor));
  cursor.expect(']');
  return key;
}

function parseCall(cursor: TokenCursor, operator: VarTerm | RefTerm, from: Token): Term {
  cursor.take();
  const args = cursor.nested(() => parseItems(cursor, ')'));
  const { location } = operator;
  const isSet = operator.kind === 'var' && operator.name === 'set' && args.length === 0;
  const term: Term = isSet ? { kind: 'set', items: [], location } : { kind: 'call', operator, args, location };
  return cursor.spanned<Term | CallTerm>(term, from);
}

function parseOperand(cursor: TokenCursor): Term {
  const { token } = cursor;
  switch (token.kind) {
    case 'string':
      cursor.take();
      return cursor.spanned({ kind: 'scalar', value: token.text, location: token.location }, token);
    case 'number':
      return parseNumberTerm(cursor);
    case 'template':
      return cursor.remembered(() => parseTemplate(cursor));
    case 'word':
      return parseWord(cursor);
    case 'operator':
      return '([{'.includes(token.text) ? cursor.remembered(() => parseBrackets(cursor)) : parseNumberTerm(cursor);
    case 'end':
      throw cursor.unexpected('a term is wanted here');
  }
}

function parseTemplate(cursor: TokenCursor): Term {
  const token = cursor.take();
  const parts = token.parts.map((part) =>
    typeof part === 'string' ? part : cursor.nested(() => parseTemplateExpression(cursor.inside(part))),
  );
  return cursor.spanned({ kind: 'template', parts, location: token.location }, token);
}

/** A number, which may begin with a minus and a point, with space after each of them. */
function parseNumberTerm(cursor: TokenCursor): Term {
  const from = cursor.token;
  const isSigned = from.kind === 'operator' && from.text === '-' && startsNumber(cursor.next);
  if (isSigned) cursor.take();
  const hasPoint = cursor.is('.') && cursor.next.kind === 'number';
  if (hasPoint) cursor.take();
  const { token } = cursor;
  if (token.kind !== 'number') throw cursor.unexpected('a term is wanted here');
  if (!hasPoint && /^0\d/.test(token.text)) throw cursor.error('a number has no zeros in front', undefined);
  if (hasPoint && token.text.includes('.')) throw cursor.error('the number is malformed');
  cursor.take();
  const value = parseNumber(`${isSigned ? '-' : ''}${hasPoint ? '0.' : ''}${token.text}`);
  if (value === undefined) throw cursor.error('the number is too large', undefined, from.location);
  return cursor.spanned({ kind: 'scalar', value, location: from.location }, from);
}

function startsNumber(token: Token): boolean {
  return token.kind === 'number' || (token.kind === 'operator' && token.text === '.');
}

function parseWord(cursor: TokenCursor): Term {
  const { token } = cursor;
  const { text, location } = token;
  const constant = CONSTANTS.get(text);
  if (constant !== undefined && !cursor.isStepped()) {
    cursor.take();
    return cursor.spanned({ kind: 'scalar', value: constant, location }, token);
  }
  // `contains` is a keyword only in the head of a rule.
  if (text !== 'contains' && cursor.isKeyword())
    throw cursor.unexpected('a keyword is no term', 'a key of this name is written as ["key"]');
  cursor.take();
  return cursor.spanned({ kind: 'var', name: text === '_' ? cursor.wildcard() : text, location }, token);
}
