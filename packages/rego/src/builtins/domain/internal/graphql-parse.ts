import type { DefinitionNode, DocumentNode } from './graphql-nodes.ts';
import { graphqlLibrary } from './graphql-library.ts';

/** Why a GraphQL text or tree is not accepted; the message is OPA's where that is cheap. */
export class GraphqlError extends Error {}

/** Most tokens in one text. */
const MAX_TOKENS = 100_000;
/** Deepest nesting of brackets: the library parses by recursion. */
const MAX_DEPTH = 250;

const EMPTY: DocumentNode = { kind: 'Document', definitions: [] };

/**
 * Parses a query: operations and fragments.
 *
 * @throws GraphqlError
 */
export function parseQuery(text: string): DocumentNode {
  return parseOnly(text, (definition) => /^(?:Operation|Fragment)Definition$/.test(definition.kind));
}

/**
 * Parses a schema: definitions and extensions of types, directives and the schema.
 *
 * @throws GraphqlError
 */
export function parseSchema(text: string): DocumentNode {
  return parseOnly(text, (definition) => !/^(?:Operation|Fragment)Definition$/.test(definition.kind));
}

function parseOnly(text: string, belongs: (definition: DefinitionNode) => boolean): DocumentNode {
  checkDepth(text);
  // Go's parser accepts a document without definitions.
  if (/^[\s,\ufeff]*$/.test(text.replaceAll(/#[^\n\r]*/g, ''))) return EMPTY;
  const { GraphQLError, parse, getLocation } = graphqlLibrary();
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: MAX_TOKENS, allowLegacyFragmentVariables: true });
  } catch (cause) {
    if (cause instanceof GraphQLError) throw new GraphqlError(located(cause), { cause });
    throw cause;
  }
  const other = document.definitions.find((definition) => !belongs(definition));
  if (other?.loc === undefined) return document;
  const { line, column } = getLocation(other.loc.source, other.loc.start);
  const word = /^\S+/.exec(text.slice(other.loc.start))![0];
  throw new GraphqlError(`Unexpected Name "${word}" in GraphQL string at location ${line}:${column}`);
}

function located(error: {
  message: string;
  locations?: readonly { line: number; column: number }[] | undefined;
}): string {
  const message = error.message.replace(/^Syntax Error: /, '').replace(/\.$/, '');
  const at = error.locations?.[0];
  return at === undefined ? message : `${message} in GraphQL string at location ${at.line}:${at.column}`;
}

/** Counts brackets, also those in comments and block strings, which a text with hundreds of them can do without. */
function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\\n\r]|\\.)*"?|[[({]|[\])}]/g)) {
    if (token.startsWith('"')) continue;
    depth += '[({'.includes(token) ? 1 : -1;
    if (depth > MAX_DEPTH) throw new GraphqlError('the GraphQL text is nested too deeply');
  }
}
