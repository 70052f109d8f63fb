import type { DocumentNode } from './internal/graphql-nodes.ts';
import { RegoObject } from '../../value/rego-object.ts';
import type { Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { GraphqlError, parseQuery, parseSchema } from './internal/graphql-parse.ts';
import { checkSchema } from './internal/graphql-schema-check.ts';
import { documentTree } from './internal/graphql-tree.ts';
import { queryOfTree, schemaOfTree } from './internal/graphql-untree.ts';
import { validateQuery } from './internal/graphql-validate.ts';

const CHARACTERS_PER_UNIT = 4;
const UNVERIFIED: Value = [false, RegoObject.EMPTY, RegoObject.EMPTY];

/** A query as text or as a tree. */
function queryOf(operand: Value, context: BuiltinContext): DocumentNode {
  if (operand instanceof RegoObject) return queryOfTree(operand);
  return parseQuery(textOf(operand, context));
}

/** A schema as text or as a tree. */
function schemaOf(operand: Value, context: BuiltinContext): DocumentNode {
  if (operand instanceof RegoObject) return schemaOfTree(operand);
  return parseSchema(textOf(operand, context));
}

function textOf(operand: Value, context: BuiltinContext): string {
  if (typeof operand !== 'string') throw new GraphqlError('must be one of {string, object}');
  context.charge(operand.length / CHARACTERS_PER_UNIT);
  return operand;
}

/** Parses and validates; gives the trees of the query and the schema. */
function verified([queryOperand, schemaOperand]: readonly Value[], context: BuiltinContext): [Value, Value] {
  const query = queryOf(queryOperand!, context);
  const schema = schemaOf(schemaOperand!, context);
  const checked = checkSchema(schema);
  chargeForPairs(query, context);
  validateQuery(checked, query);
  return [documentTree(query), documentTree(schema)];
}

/** One rule of the validation compares all fields of a response name with each other. */
function chargeForPairs(query: DocumentNode, context: BuiltinContext): void {
  const counts = new Map<string, number>();
  const open: unknown[] = [...query.definitions];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { kind, name, alias, selectionSet } = node as {
      kind: string;
      name?: { value: string };
      alias?: { value: string };
      selectionSet?: { selections: readonly unknown[] };
    };
    const key = `${kind} ${alias?.value ?? name?.value ?? ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const selection of selectionSet?.selections ?? []) open.push(selection);
  }
  for (const count of counts.values()) context.charge(count * count);
}

/** An error is one of the builtin; without `otherwise` it is thrown. */
function guarded(name: string, run: BuiltinFunction, otherwise?: Value): BuiltinFunction {
  return (operands, context) => {
    try {
      return run(operands, context);
    } catch (cause) {
      if (!(cause instanceof GraphqlError)) throw cause;
      if (otherwise !== undefined) return otherwise;
      throw builtinError(name, cause.message);
    }
  };
}

function graphql(
  name: string,
  count: 1 | 2,
  result: Builtin['result'],
  run: BuiltinFunction,
  otherwise?: Value,
): Builtin {
  const args = Array.from({ length: count }, () => (otherwise === undefined ? (['string', 'object'] as const) : 'any'));
  return { name, args, result, deterministic: true, run: guarded(name, run, otherwise) };
}

const parseVerified: BuiltinFunction = (operands, context) => verified(operands, context);

const parseAndVerify: BuiltinFunction = (operands, context) => [true, ...verified(operands, context)];

const parseQueryTree: BuiltinFunction = ([text], context) => documentTree(queryOf(text!, context));

const parseSchemaTree: BuiltinFunction = ([text], context) => documentTree(schemaOf(text!, context));

const isValid: BuiltinFunction = (operands, context) => {
  verified(operands, context);
  return true;
};

const schemaIsValid: BuiltinFunction = ([schema], context) => {
  checkSchema(schemaOf(schema!, context));
  return true;
};

/** The builtins of OPA's category "graphql". */
export const graphqlBuiltins: readonly Builtin[] = [
  graphql('graphql.parse', 2, 'array', parseVerified),
  graphql('graphql.parse_and_verify', 2, 'array', parseAndVerify, UNVERIFIED),
  { ...graphql('graphql.parse_query', 1, 'object', parseQueryTree), args: ['string'] },
  { ...graphql('graphql.parse_schema', 1, 'object', parseSchemaTree), args: ['string'] },
  graphql('graphql.is_valid', 2, 'boolean', isValid, false),
  graphql('graphql.schema_is_valid', 1, 'boolean', schemaIsValid, false),
];
