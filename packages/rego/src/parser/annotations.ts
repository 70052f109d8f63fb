import type { Annotations, Comment } from '../ast/ast.ts';
import { RegoError, type Location } from '../errors.ts';
import { loadYaml } from '../internal/yaml.ts';
import { syntaxError } from './syntax-error.ts';

/** Annotations that wait for what they describe. */
export interface AnnotationBlock {
  readonly annotations: { readonly scope: string | undefined; readonly fields: Readonly<Record<string, unknown>> };
  readonly location: Location;
  readonly lastLine: number;
}

const MARK = /^\s*METADATA\s*$/;
const SCOPES = ['package', 'subpackages', 'document', 'rule'] as const;

/** Finds the blocks of comments that begin with `# METADATA`, and parses their YAML. @throws RegoError `rego_parse_error` */
export function findAnnotations(comments: readonly Comment[], text: string): AnnotationBlock[] {
  const blocks: AnnotationBlock[] = [];
  for (let i = 0; i < comments.length; i++) {
    const { location } = comments[i]!;
    if (!MARK.test(comments[i]!.text)) continue;
    const lines: string[] = [];
    let last = location.line;
    while (comments[i + 1]?.location.line === last + 1 && !MARK.test(comments[i + 1]!.text)) {
      i++;
      last++;
      lines.push(comments[i]!.text);
    }
    blocks.push({ annotations: parseBlock(lines, text, location), location, lastLine: last });
  }
  return blocks;
}

function parseBlock(lines: readonly string[], text: string, location: Location): AnnotationBlock['annotations'] {
  let parsed: unknown;
  try {
    // Comments have a space after the mark, which is no indentation.
    parsed = loadYaml(lines.map((line) => line.replace(/^ /, '')).join('\n'));
  } catch {
    throw syntaxError(text, location, 'the metadata are not YAML');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw syntaxError(text, location, 'the metadata are not a mapping');
  }
  const { scope, ...fields } = parsed as Record<string, unknown>;
  if (scope !== undefined && !SCOPES.includes(scope as (typeof SCOPES)[number])) {
    throw syntaxError(text, location, `unknown scope ${JSON.stringify(scope)}`, `scopes are ${SCOPES.join(', ')}`);
  }
  return { scope: scope as string | undefined, fields };
}

/** Takes the blocks that stand before a line; without a scope of their own they have the one of what follows. */
export function annotationsBefore(blocks: AnnotationBlock[], line: number, scope: 'package' | 'rule'): Annotations[] {
  const found: Annotations[] = [];
  while (blocks[0] !== undefined && blocks[0].lastLine < line) {
    const { annotations, location } = blocks.shift()!;
    const own = (annotations.scope ?? scope) as Annotations['scope'];
    const isPackages = own === 'package' || own === 'subpackages';
    if (isPackages !== (scope === 'package')) {
      throw new RegoError('rego_parse_error', `annotations of scope ${own} cannot stand here`, { location });
    }
    found.push({ scope: own, fields: annotations.fields, location });
  }
  return found;
}
