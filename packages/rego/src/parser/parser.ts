import type { Body, Import, Module, RegoVersion, Rule, Term } from '../ast/ast.ts';
import { RegoError } from '../errors.ts';
import { annotationsBefore, type AnnotationBlock, findAnnotations } from './annotations.ts';
import { tokenize } from './lexer.ts';
import { parseWholeBody } from './parse-body.ts';
import { parseRule } from './parse-rule.ts';
import { parseRef } from './parse-term.ts';
import { TokenCursor } from './token-cursor.ts';

/** How a text is parsed. */
export interface ParseOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Default `v1`. */
  readonly version?: RegoVersion;
}

/** Parses a file of policy. @throws RegoError `rego_parse_error` */
export function parseModule(text: string, { file, version = 'v1' }: ParseOptions): Module {
  const { tokens, comments } = tokenize(text, file);
  const cursor = new TokenCursor(tokens, text);
  return guarded(cursor, () => {
    const blocks = findAnnotations(comments, text);
    const packageLocation = cursor.location;
    cursor.expect('package', 'a policy begins with `package name`');
    const annotations = annotationsBefore(blocks, packageLocation.line, 'package');
    const path = parsePath(cursor);
    const imports: Import[] = [];
    while (cursor.is('import')) imports.push(parseImport(cursor));
    const isV1 = version === 'v1' || imports.some(({ path: [root, name] }) => root === 'rego' && name === 'v1');
    const rules: Rule[] = [];
    while (!cursor.isAtEnd) rules.push(...parseNextRule(cursor, isV1 ? 'v1' : 'v0', blocks));
    return {
      file,
      package: path[0] === 'data' ? path.slice(1) : path,
      packageLocation,
      imports,
      rules,
      annotations,
      comments,
      version: isV1 ? 'v1' : 'v0',
    };
  });
}

/** Parses a query: expressions, parted by new lines or semicolons. @throws RegoError `rego_parse_error` */
export function parseQuery(text: string, file = 'query'): Body {
  const cursor = new TokenCursor(tokenize(text, file).tokens, text);
  return guarded(cursor, () => parseWholeBody(cursor));
}

function parseNextRule(cursor: TokenCursor, version: RegoVersion, blocks: AnnotationBlock[]): Rule[] {
  if (cursor.is('import')) throw cursor.unexpected('imports stand before all rules');
  if (cursor.is('package')) throw cursor.unexpected('a policy has one package');
  if (!cursor.token.isOnNewLine && !cursor.optional(';')) throw cursor.unexpected('a rule begins on a new line');
  return parseRule(cursor, version, annotationsBefore(blocks, cursor.location.line, 'rule'));
}

function parseImport(cursor: TokenCursor): Import {
  const { location } = cursor;
  cursor.take();
  const path = parsePath(cursor);
  if (!['data', 'input', 'rego', 'future'].includes(path[0]!)) {
    throw cursor.error(`cannot import ${path[0]}`, 'paths begin with data, input, rego or future', location);
  }
  const alias = cursor.optional('as') ? cursor.take().text : undefined;
  return { path, alias, location };
}

function parsePath(cursor: TokenCursor): string[] {
  const { location } = cursor;
  const path = stringsOf(parseRef(cursor));
  if (path === undefined) throw cursor.error('a path of names is wanted here', undefined, location);
  return path;
}

function stringsOf(term: Term): string[] | undefined {
  if (term.kind === 'var') return [term.name];
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  const names = [term.head.name];
  for (const step of term.path) {
    if (step.kind !== 'scalar' || typeof step.value !== 'string') return undefined;
    names.push(step.value);
  }
  return names;
}

/** The end of the stack is one more way of nesting too deeply. */
function guarded<T>(cursor: TokenCursor, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RegoError || !(error instanceof RangeError)) throw error;
    throw cursor.error('terms are nested too deeply');
  }
}
