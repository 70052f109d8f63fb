import { compareNumbers, integerOf } from '../../../value/big-number.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { RegoSet } from '../../../value/rego-set.ts';
import { isArray, isNumber, type Value } from '../../../value/value.ts';
import { SchemaReferences } from './json-schema-references.ts';
import { JsonSchemaError, PRIMITIVE_TYPES, type Draft, type PrimitiveType, type Schema } from './json-schema-types.ts';
import { compileRe2Test } from './re2-test.ts';

const DRAFTS: ReadonlyMap<string, Draft> = new Map([
  ['http://json-schema.org/draft-04/schema', 4],
  ['http://json-schema.org/draft-06/schema', 6],
  ['http://json-schema.org/draft-07/schema', 7],
]);

/**
 * Parses a JSON schema of draft 4, 6 or 7. Schemas elsewhere are not fetched. `charge` is told of the work.
 *
 * @throws JsonSchemaError
 */
export function parseJsonSchema(document: Value, charge: (units: number) => void): Schema {
  const draft = draftOf(document);
  const references = new SchemaReferences(document, (target) =>
    new SchemaParser(references, draft, charge).parse(target),
  );
  const schema = new SchemaParser(references, draft, charge).parse(document);
  references.finish();
  return schema;
}

function draftOf(document: Value): Draft {
  if (!(document instanceof RegoObject)) return 'hybrid';
  const url = document.get('$schema') ?? '';
  if (typeof url !== 'string') throw invalidType('string', '$schema');
  return DRAFTS.get(url.replace(/#$/, '').replace(/^https:/, 'http:')) ?? 'hybrid';
}

function invalidType(expected: string, given: string): JsonSchemaError {
  return new JsonSchemaError(`Invalid type. Expected: ${expected}, given: ${given}`);
}

class SchemaParser {
  readonly #references: SchemaReferences;
  readonly #draft: Draft;
  readonly #charge: (units: number) => void;

  constructor(references: SchemaReferences, draft: Draft, charge: (units: number) => void) {
    this.#references = references;
    this.#draft = draft;
    this.#charge = charge;
  }

  /** Whether words that came with a draft are known. */
  #knows(draft: 6 | 7): boolean {
    return this.#draft === 'hybrid' || this.#draft >= draft;
  }

  parse(node: Value): Schema {
    this.#charge(1);
    const schema: Schema = {
      types: [],
      properties: new Map(),
      patternProperties: [],
      dependencies: new Map(),
      required: [],
      oneOf: [],
      anyOf: [],
      allOf: [],
    };
    if (typeof node === 'boolean' && this.#knows(6)) return { ...schema, pass: node };
    if (!(node instanceof RegoObject)) throw new JsonSchemaError('Expected: schema, given: Invalid JSON');
    this.#text(node, this.#draft === 4 || (this.#draft === 'hybrid' && node.has('id')) ? 'id' : '$id');
    this.#definitions(node);
    this.#text(node, 'title');
    this.#text(node, 'description');
    const reference = this.#text(node, '$ref');
    if (reference !== undefined) {
      schema.ref = this.#references.resolve(reference);
      return schema;
    }
    this.#types(node, schema);
    this.#objectWords(node, schema);
    this.#arrayWords(node, schema);
    this.#numberWords(node, schema);
    this.#stringWords(node, schema);
    this.#valueWords(node, schema);
    this.#combinations(node, schema);
    return schema;
  }

  #definitions(node: RegoObject): void {
    const definitions = node.get('definitions');
    if (definitions === undefined) return;
    if (!(definitions instanceof RegoObject)) throw invalidType('array of schemas', 'definitions');
    for (const definition of definitions.values)
      this.#schema(definition, () => invalidType('array of schemas', 'definitions'));
  }

  #types(node: RegoObject, schema: Schema): void {
    const type = node.get('type');
    if (type === undefined) return;
    if (typeof type !== 'string' && !isArray(type)) throw invalidType('type', 'string/array of strings');
    for (const name of isArray(type) ? type : [type]) {
      if (typeof name !== 'string') throw invalidType('type', 'string/array of strings');
      if (!(PRIMITIVE_TYPES as readonly string[]).includes(name)) {
        throw new JsonSchemaError(
          `has a primitive type that is NOT VALID -- given: /${name}/ Expected valid values are:[${PRIMITIVE_TYPES.join(' ')}]`,
        );
      }
      if ((schema.types as string[]).includes(name)) throw new JsonSchemaError(`${name} type is duplicated`);
      schema.types.push(name as PrimitiveType);
    }
  }

  #objectWords(node: RegoObject, schema: Schema): void {
    for (const [name, value] of this.#members(node, 'properties', 'properties')) {
      schema.properties.set(name, this.parse(value));
    }
    this.#additional(node, schema, 'additionalProperties');
    const patterns = node.get('patternProperties') ?? RegoObject.EMPTY;
    if (!(patterns instanceof RegoObject)) throw invalidType('schema', 'patternProperties');
    for (const [pattern, value] of patterns) {
      const test = compileRe2Test(pattern as string);
      if (test === undefined) throw new JsonSchemaError(`Invalid regex pattern '${pattern as string}'`);
      schema.patternProperties.push({ test, schema: this.parse(value) });
    }
    const names = node.get('propertyNames');
    if (names !== undefined && this.#knows(6)) {
      schema.propertyNames = this.#schema(names, () => invalidType('schema', 'patternProperties'));
    }
    for (const [name, value] of this.#members(node, 'dependencies', 'dependencies')) {
      schema.dependencies.set(name, this.#dependency(value));
    }
    this.#assign(schema, 'minProperties', this.#count(node, 'minProperties'));
    this.#assign(schema, 'maxProperties', this.#count(node, 'maxProperties'));
    this.#checkOrder(schema, 'minProperties', 'maxProperties');
    for (const name of this.#list(node, 'required')) {
      if (typeof name !== 'string') throw invalidType('string', 'required');
      if (schema.required.includes(name)) throw new JsonSchemaError('required items must be unique');
      schema.required.push(name);
    }
  }

  #dependency(value: Value): readonly string[] | Schema {
    const failure = (): JsonSchemaError => new JsonSchemaError('dependency must be of type schema or array of strings');
    if (!isArray(value)) return this.#schema(value, failure);
    if (!value.every((name) => typeof name === 'string')) throw failure();
    return value;
  }

  #additional(node: RegoObject, schema: Schema, name: 'additionalProperties' | 'additionalItems'): void {
    const value = node.get(name);
    if (value === undefined) return;
    schema[name] = typeof value === 'boolean' ? value : this.#schema(value, () => invalidType('boolean/schema', name));
  }

  #arrayWords(node: RegoObject, schema: Schema): void {
    const items = node.get('items');
    const failure = (): JsonSchemaError => invalidType('schema/array of schemas', 'items');
    if (isArray(items ?? null)) schema.items = (items as readonly Value[]).map((item) => this.#schema(item, failure));
    else if (items !== undefined) schema.items = this.#schema(items, failure);
    this.#additional(node, schema, 'additionalItems');
    this.#assign(schema, 'minItems', this.#count(node, 'minItems'));
    this.#assign(schema, 'maxItems', this.#count(node, 'maxItems'));
    const unique = node.get('uniqueItems');
    if (unique !== undefined && typeof unique !== 'boolean')
      throw new JsonSchemaError('uniqueItems must be of a boolean');
    this.#assign(schema, 'uniqueItems', unique);
    const contains = node.get('contains');
    if (contains !== undefined && this.#knows(6)) schema.contains = this.parse(contains);
  }

  #numberWords(node: RegoObject, schema: Schema): void {
    const multiple = node.get('multipleOf');
    if (multiple !== undefined) {
      if (!isNumber(multiple)) throw invalidType('number', 'multipleOf');
      if (compareNumbers(multiple, 0) <= 0) throw new JsonSchemaError('multipleOf must be strictly greater than 0');
      schema.multipleOf = multiple;
    }
    this.#bound(node, schema, 'minimum', 'exclusiveMinimum');
    this.#bound(node, schema, 'maximum', 'exclusiveMaximum');
  }

  /** A bound; `exclusive` is a boolean about it in draft 4 and a bound of its own later on. */
  #bound(
    node: RegoObject,
    schema: Schema,
    bound: 'minimum' | 'maximum',
    exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  ): void {
    const value = node.get(bound);
    if (value !== undefined && !isNumber(value)) throw new JsonSchemaError(`${bound} must be of a number`);
    const strict = node.get(exclusive);
    this.#assign(schema, bound, value);
    if (strict === undefined) return;
    if (typeof strict === 'boolean' && !(this.#draft === 6 || this.#draft === 7)) {
      if (value === undefined) throw new JsonSchemaError(`${exclusive} cannot be used without ${bound}`);
      if (!strict) return;
      schema[exclusive] = value;
      delete schema[bound];
    } else if (isNumber(strict) && this.#draft !== 4) {
      schema[exclusive] = strict;
    } else {
      throw invalidType(
        this.#draft === 4 ? 'boolean' : this.#draft === 'hybrid' ? 'boolean/number' : 'number',
        exclusive,
      );
    }
  }

  #stringWords(node: RegoObject, schema: Schema): void {
    this.#assign(schema, 'minLength', this.#count(node, 'minLength'));
    this.#assign(schema, 'maxLength', this.#count(node, 'maxLength'));
    this.#checkOrder(schema, 'minLength', 'maxLength');
    const pattern = this.#text(node, 'pattern');
    if (pattern !== undefined) {
      const test = compileRe2Test(pattern);
      if (test === undefined) throw new JsonSchemaError('pattern must be a valid regex');
      schema.pattern = { text: pattern, test };
    }
    this.#assign(schema, 'format', this.#text(node, 'format'));
  }

  #valueWords(node: RegoObject, schema: Schema): void {
    if (this.#knows(6)) this.#assign(schema, 'constant', node.get('const'));
    if (!node.has('enum')) return;
    const values = this.#list(node, 'enum');
    this.#charge(values.length);
    if (RegoSet.from(values).size < values.length) throw new JsonSchemaError('enum items must be unique');
    schema.enumeration = values;
  }

  #combinations(node: RegoObject, schema: Schema): void {
    for (const name of ['oneOf', 'anyOf', 'allOf'] as const) {
      schema[name] = this.#list(node, name).map((each) => this.parse(each));
    }
    const words = this.#knows(7) ? (['not', 'if', 'then', 'else'] as const) : (['not'] as const);
    for (const name of words) {
      const value = node.get(name);
      if (value === undefined) continue;
      schema[name] = this.#schema(value, () => new JsonSchemaError(`${name} must be of an object`));
    }
  }

  /** A schema where one has to stand. */
  #schema(value: Value, failure: () => JsonSchemaError): Schema {
    if (typeof value !== 'boolean' && !(value instanceof RegoObject)) throw failure();
    return this.parse(value);
  }

  #members(node: RegoObject, name: string, shown: string): [string, Value][] {
    const value = node.get(name) ?? RegoObject.EMPTY;
    if (!(value instanceof RegoObject)) throw new JsonSchemaError(`${shown} must be of type object`);
    return [...value].map(([key, member]) => [key as string, member]);
  }

  #list(node: RegoObject, name: string): readonly Value[] {
    const value = node.get(name) ?? [];
    if (!isArray(value)) throw new JsonSchemaError(`${name} must be of an array`);
    return value;
  }

  #text(node: RegoObject, name: string): string | undefined {
    const value = node.get(name);
    if (value !== undefined && typeof value !== 'string') throw invalidType('string', name);
    return value;
  }

  #count(node: RegoObject, name: string): number | undefined {
    const value = node.get(name);
    if (value === undefined) return undefined;
    const count = isNumber(value) ? integerOf(value) : undefined;
    if (count === undefined) throw new JsonSchemaError(`${name} must be of an integer`);
    if (count < 0n) throw new JsonSchemaError(`${name} must be greater than or equal to 0`);
    return Number(count);
  }

  #checkOrder(schema: Schema, least: 'minLength' | 'minProperties', most: 'maxLength' | 'maxProperties'): void {
    if ((schema[least] ?? 0) > (schema[most] ?? Infinity)) {
      throw new JsonSchemaError(`${least} cannot be greater than ${most}`);
    }
  }

  #assign<Name extends keyof Schema>(schema: Schema, name: Name, value: Schema[Name] | undefined): void {
    if (value !== undefined) schema[name] = value;
  }
}
