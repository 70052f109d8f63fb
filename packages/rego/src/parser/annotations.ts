import type { Annotations, Comment } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import { annotationFields } from './annotation-fields.ts';
import { loadYaml } from '../internal/yaml.ts';
import { syntaxError } from './syntax-error.ts';

/** A block of comments that describes what follows. */
export interface AnnotationBlock {
  /** As it is written, if it is. */
  readonly scope: string | undefined;
  readonly fields: Annotations['fields'];
  readonly location: Location;
}

/** What a statement is for those who describe it. */
export type Described = 'package' | 'import' | 'rule';

const MARK = 'METADATA';
const SCOPES: readonly string[] = ['rule', 'document', 'package', 'subpackages'];

/**
 * Finds the blocks of comments that begin with `# METADATA`, and parses their YAML. A block ends where a line has no comment
 * in its first column.
 */
export function findBlocks(
  comments: readonly Comment[],
  text: string,
  onError: (error: unknown) => void,
): AnnotationBlock[] {
  const blocks: AnnotationBlock[] = [];
  for (let i = 0; i < comments.length; i++) {
    const { location } = comments[i]!;
    if (!isMetadataMark(comments[i]!)) continue;
    const lines: string[] = [];
    for (let line = location.line + 1; isNext(comments[i + 1], line); line++) lines.push(comments[++i]!.text);
    try {
      blocks.push({ ...parseBlock(lines, text, location), location });
    } catch (error) {
      onError(error);
    }
  }
  return blocks;
}

/** True for the comment that begins a block. */
export function isMetadataMark(comment: Comment): boolean {
  return comment.text.trimStart().startsWith(MARK);
}

function isNext(comment: Comment | undefined, line: number): boolean {
  return comment !== undefined && comment.location.line === line && comment.location.column === 1;
}

function parseBlock(lines: readonly string[], text: string, location: Location): Omit<AnnotationBlock, 'location'> {
  const fail = (message: string, hint?: string): never => {
    throw syntaxError(message, { text, location, hint });
  };
  // Comments have a space after the mark, which is no indentation.
  const source = lines.map((line) => line.replace(/^ /, '')).join('\n');
  if (source.trim() === '') return fail('expected METADATA block, found whitespace');
  let parsed: unknown;
  try {
    parsed = loadYaml(source);
  } catch {
    return fail('the metadata are not YAML', 'a key, a colon, a space and a value stand on each line');
  }
  const fields = annotationFields(parsed);
  if (typeof fields === 'string') return fail(fields);
  const { scope, ...rest } = fields;
  return { scope: scope as string | undefined, fields: rest };
}

/** Gives each block to the statement after it. */
export class AnnotationQueue {
  readonly #blocks: readonly AnnotationBlock[];
  readonly #text: string;
  #at = 0;

  constructor(blocks: readonly AnnotationBlock[], text: string) {
    this.#blocks = blocks;
    this.#text = text;
  }

  /** Takes the blocks that begin above a line, where a statement stands. @throws RegoError `rego_parse_error` */
  before(line: number, described: Described): Annotations[] {
    const found: Annotations[] = [];
    for (let block = this.#blocks[this.#at]; block !== undefined && block.location.line < line;) {
      this.#at++;
      found.push(this.#attach(block, described));
      block = this.#blocks[this.#at];
    }
    return found;
  }

  /** Nothing may follow the last statement. @throws RegoError `rego_parse_error` */
  checkEmpty(): void {
    const block = this.#blocks[this.#at];
    if (block !== undefined) throw this.#error(block, 'the metadata describe nothing: no statement follows');
  }

  #attach({ scope: written, fields, location }: AnnotationBlock, described: Described): Annotations {
    const scope = written ?? (described === 'rule' && fields['entrypoint'] === true ? 'document' : described);
    if (!SCOPES.includes(scope)) {
      const message = `invalid annotation scope '${scope}'. Use one of ${SCOPES.map((each) => `'${each}'`).join(', ')}`;
      throw this.#error({ location }, message);
    }
    const wanted = scope === 'package' || scope === 'subpackages' ? 'package' : 'rule';
    if (wanted !== described) {
      const message = `annotation scope '${scope}' must be applied to ${wanted} (have ${described})`;
      throw this.#error({ location }, message);
    }
    if (fields['entrypoint'] === true && scope !== 'document' && scope !== 'package') {
      const message = `annotation entrypoint applied to non-document or package scope '${scope}'`;
      throw this.#error({ location }, message);
    }
    return { scope: scope as Annotations['scope'], fields, location };
  }

  #error({ location }: Pick<AnnotationBlock, 'location'>, message: string): Error {
    return syntaxError(message, { text: this.#text, location });
  }
}
