import type { Annotations, Body, Import, Module, RegoVersion, Rule } from '../ast/ast.ts';
import { RegoError } from '../errors.ts';
import { AnnotationQueue, findBlocks } from './annotations.ts';
import { tokenize } from './lexer.ts';
import { parseWholeBody } from './parse-body.ts';
import { parseImport, parsePath } from './parse-import.ts';
import { parseRule, type RuleStyle } from './parse-rule.ts';
import { type Spans, TokenCursor } from './token-cursor.ts';

/** How a text is parsed. */
export interface ParseOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Default `v1`. */
  readonly version?: RegoVersion;
  /** Filled with the places of all nodes. */
  readonly spans?: Spans;
}

/** Most errors that {@link checkSyntax} returns. */
export const MAX_SYNTAX_ERRORS = 10;

/** Parses a file of policy. @throws RegoError `rego_parse_error` */
export function parseModule(text: string, options: ParseOptions): Module {
  return parseStatements(text, options, (error) => {
    throw error;
  });
}

/** Parses a query: expressions, parted by new lines or semicolons. @throws RegoError `rego_parse_error` */
export function parseQuery(text: string, { file = 'query', version = 'v1' }: Partial<ParseOptions> = {}): Body {
  const cursor = new TokenCursor(tokenize(text, file).tokens, { text, version });
  return guarded(cursor, () => parseWholeBody(cursor));
}

/** Finds the first error of each statement, at most {@link MAX_SYNTAX_ERRORS}. Empty when the text can be parsed. */
export function checkSyntax(text: string, options: ParseOptions): RegoError[] {
  const errors: RegoError[] = [];
  const collect = (error: unknown): void => {
    if (!(error instanceof RegoError)) throw error;
    errors.push(error);
    if (errors.length >= MAX_SYNTAX_ERRORS) throw error;
  };
  try {
    parseStatements(text, options, collect);
  } catch (error) {
    if (!(error instanceof RegoError)) throw error;
    if (errors.at(-1) !== error) errors.push(error);
  }
  return errors;
}

function parseStatements(text: string, options: ParseOptions, onError: (error: unknown) => void): Module {
  const { file, version = 'v1', spans } = options;
  const { tokens, comments } = tokenize(text, file);
  const cursor = new TokenCursor(tokens, { text, version, spans });
  const recovering = <T>(work: () => T): T | undefined => {
    const { position } = cursor;
    try {
      return guarded(cursor, work);
    } catch (error) {
      onError(error);
      cursor.skipToNextStatement(position);
      return undefined;
    }
  };
  const queue = new AnnotationQueue(findBlocks(comments, text, onError), text);
  const packageLocation = cursor.location;
  const head = recovering(() => parsePackage(cursor, queue));
  const style = new Style(version);
  const imports: Import[] = [];
  const rules: Rule[] = [];
  while (!cursor.isAtEnd) {
    recovering(() => {
      if (cursor.isFree('package')) throw cursor.unexpected('a policy has one package');
      const annotations = queue.before(cursor.location.line, cursor.isFree('import') ? 'import' : 'rule');
      if (cursor.isFree('import')) imports.push(style.seeImport(parseImport(cursor)));
      else rules.push(...parseRule(cursor, style, annotations));
    });
  }
  recovering(() => queue.checkEmpty());
  const { path = [], annotations = [] } = head ?? {};
  return {
    file,
    package: path,
    packageLocation,
    imports,
    rules,
    annotations,
    comments,
    version: style.isStrict ? 'v1' : 'v0',
  };
}

function parsePackage(cursor: TokenCursor, queue: AnnotationQueue): { path: string[]; annotations: Annotations[] } {
  const { location } = cursor;
  if (cursor.isAtEnd) throw cursor.error('the module is empty');
  if (!cursor.isFree('package')) throw cursor.unexpected('a policy begins with `package name`');
  cursor.take();
  return { path: parsePath(cursor), annotations: queue.before(location.line, 'package') };
}

/** Strict from the start in v1; in v0 from an import of `rego.v1`, which goes for the rules above it too. */
class Style implements RuleStyle {
  isStrict: boolean;
  #firstLenient: (() => Error) | undefined;

  constructor(version: RegoVersion) {
    this.isStrict = version === 'v1';
  }

  onLenient = (error: () => Error): void => {
    this.#firstLenient ??= error;
  };

  seeImport(made: Import): Import {
    if (made.path[0] === 'rego') {
      this.isStrict = true;
      if (this.#firstLenient !== undefined) throw this.#firstLenient();
    }
    return made;
  }
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
