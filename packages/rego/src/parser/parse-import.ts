import type { Import } from '../ast/ast.ts';
import { FUTURE_KEYWORDS } from './keywords.ts';
import { parseTerm } from './parse-term.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Parses an import, and makes the keywords that it brings. @throws RegoError `rego_parse_error` */
export function parseImport(cursor: TokenCursor): Import {
  const from = cursor.take();
  const path = parsePath(cursor);
  const alias = cursor.is('as') ? parseAlias(cursor) : undefined;
  const made: Import = { path, alias, location: from.location };
  checkImport(cursor, made);
  return cursor.spanned(made, from);
}

/** Parses the path of a package or an import: names, the later ones also as `["text"]`; all of them may be keywords. */
export function parsePath(cursor: TokenCursor): string[] {
  const { token: from } = cursor;
  if (from.kind !== 'word' || from.text === '_') throw cursor.unexpected('a path of names is wanted here');
  const path = [cursor.take().text];
  for (;;) {
    const { token: step } = cursor;
    if (step.kind !== 'operator' || step.isSpaced || (step.text !== '.' && step.text !== '['))
      return cursor.spanned(path, from);
    cursor.take();
    path.push(step.text === '.' ? parseName(cursor) : parseKey(cursor));
  }
}

function parseName(cursor: TokenCursor): string {
  const { token } = cursor;
  if (token.kind !== 'word' || token.isSpaced) throw cursor.unexpected('a name is wanted after "."');
  return cursor.take().text;
}

function parseKey(cursor: TokenCursor): string {
  const { location } = cursor;
  const key = cursor.nested(() => parseTerm(cursor));
  if (key.kind !== 'scalar' || typeof key.value !== 'string')
    throw cursor.error('a string is wanted here', undefined, location);
  cursor.expect(']');
  return key.value;
}

function parseAlias(cursor: TokenCursor): string {
  cursor.take();
  const { token } = cursor;
  if (token.kind !== 'word' || token.text === '_' || cursor.isReserved(token.text))
    throw cursor.unexpected('a name that is no keyword is wanted after "as"');
  return cursor.take().text;
}

function checkImport(cursor: TokenCursor, { path, alias, location }: Import): void {
  const fail = (message: string, hint?: string): never => {
    throw cursor.error(message, hint, location);
  };
  const [root, second, third] = path as [string, ...string[]];
  switch (root) {
    case 'data':
    case 'input':
      if (alias === undefined && cursor.isReserved(path.at(-1)!))
        fail('unexpected import path, must not end with a keyword', 'import a different path or use an alias');
      return;
    case 'rego':
      if (second !== 'v1' || path.length > 2) fail(`invalid import ${path.join('.')}, must be rego.v1`);
      if (alias !== undefined) fail('`rego` imports cannot be aliased');
      cursor.addKeywords(FUTURE_KEYWORDS);
      return;
    case 'future':
      if (second !== 'keywords' || path.length > 3) fail('invalid import, must be `future.keywords`');
      if (alias !== undefined) fail('`future` imports cannot be aliased');
      if (third !== undefined && !FUTURE_KEYWORDS.includes(third))
        fail(`unexpected keyword, must be one of ${FUTURE_KEYWORDS.join(', ')}`);
      cursor.addKeywords(keywordsBehind(third));
      return;
    default:
      fail(`cannot import ${root}`, 'paths begin with data, input, rego or future');
  }
}

/** `every` is of no use without `in`. */
function keywordsBehind(keyword: string | undefined): readonly string[] {
  if (keyword === undefined) return FUTURE_KEYWORDS;
  return keyword === 'every' ? ['every', 'in'] : [keyword];
}
