import { RegoError } from '../../errors.ts';
import { fromJs, jsonText, parseJson } from '../../value/json.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { isArray, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { parseJsonSchema } from './internal/json-schema-parser.ts';
import { JsonSchemaError, type Schema } from './internal/json-schema-types.ts';
import { validateJson } from './internal/json-schema-validator.ts';

const MATCH = 'json.match_schema';

/** JSON as text, or a value that has to be an object or array; sets in it become arrays. */
function documentOf(operand: Value): Value {
  try {
    if (typeof operand === 'string') return parseJson(operand);
    if (isArray(operand) || operand instanceof RegoObject) return parseJson(jsonText(operand));
  } catch (cause) {
    if (cause instanceof RegoError) throw new JsonSchemaError('invalid JSON string', { cause });
    throw cause;
  }
  throw new JsonSchemaError('wrong type, expected string or object');
}

/** The schema of an operand, which is parsed once in an evaluation. */
function schemaOf(operand: Value, context: BuiltinContext): Schema {
  const document = documentOf(operand);
  const key = `json schema ${jsonText(document)}`;
  const known = context.memo.get(key) as Schema | undefined;
  if (known !== undefined) return known;
  const schema = parseJsonSchema(document, (units) => context.charge(units));
  context.memo.set(key, schema);
  return schema;
}

const verify: BuiltinFunction = ([operand], context) => {
  try {
    schemaOf(operand!, context);
    return [true, null];
  } catch (cause) {
    if (cause instanceof JsonSchemaError) return [false, `jsonschema: ${cause.message}`];
    throw cause;
  }
};

const match: BuiltinFunction = ([operand, schemaOperand], context) => {
  try {
    const document = documentOf(operand!);
    const violations = validateJson(schemaOf(schemaOperand!, context), document, (units) => context.charge(units));
    const errors = violations.map(({ type, field, description }) => ({
      error: `${field}: ${description}`,
      type,
      field,
      desc: description,
    }));
    return [violations.length === 0, fromJs(errors)];
  } catch (cause) {
    if (cause instanceof JsonSchemaError) throw builtinError(MATCH, cause.message);
    throw cause;
  }
};

/** The builtins of OPA's category "json" on JSON schemas; operands of other types are told apart when they run. */
export const jsonSchemaBuiltins: readonly Builtin[] = [
  { name: MATCH, args: ['any', 'any'], result: 'array', deterministic: true, run: match },
  { name: 'json.verify_schema', args: ['any'], result: 'array', deterministic: true, run: verify },
];
