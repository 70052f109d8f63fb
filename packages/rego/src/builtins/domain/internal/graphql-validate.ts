import type * as GraphQL from 'graphql';
import { graphqlLibrary } from './graphql-library.ts';
import { GraphqlError } from './graphql-parse.ts';
import type { DocumentNode } from './graphql-nodes.ts';
import type { CheckedSchema, MergedType } from './graphql-schema-check.ts';

/** The rule of the library that OPA's has not. */
const OTHER_RULES: ReadonlySet<string> = new Set(['MaxIntrospectionDepthRule']);

/**
 * Checks a query against a schema by the rules of the specification.
 *
 * @throws GraphqlError of the first rule that is broken
 */
export function validateQuery(schema: CheckedSchema, query: DocumentNode): void {
  const { specifiedRules, validate } = graphqlLibrary();
  for (const definition of query.definitions) {
    if (definition.kind !== 'OperationDefinition' || schema.roots.has(definition.operation)) continue;
    throw new GraphqlError(`Schema does not support operation type "${definition.operation}"`);
  }
  if (query.definitions.length === 0) return;
  const rules = specifiedRules.filter(({ name }) => !OTHER_RULES.has(name));
  const [error] = validate(librarySchema(schema), query as unknown as GraphQL.DocumentNode, rules, {
    maxErrors: 1,
    hideSuggestions: true,
  });
  if (error === undefined) return;
  const at = error.locations?.[0];
  const place = at === undefined ? '' : ` in GraphQL query string at location ${at.line}:${at.column}`;
  throw new GraphqlError(error.message.replace(/\.$/, '') + place);
}

function librarySchema({ types, directives, roots }: CheckedSchema): GraphQL.GraphQLSchema {
  const definitions = [...types.values()].map(definitionOf);
  const schema = {
    kind: 'SchemaDefinition',
    operationTypes: [...roots].map(([operation, name]) => ({
      kind: 'OperationTypeDefinition',
      operation,
      type: { kind: 'NamedType', name: { kind: 'Name', value: name } },
    })),
  };
  const document: unknown = { kind: 'Document', definitions: [...definitions, ...directives, schema] };
  return graphqlLibrary().buildASTSchema(document as GraphQL.DocumentNode, { assumeValid: true, assumeValidSDL: true });
}

/** A type with its extensions is one definition, also when it has only extensions. */
function definitionOf(type: MergedType): unknown {
  return { ...type, kind: type.kind.replace(/Extension$/, 'Definition') };
}
