import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegoError } from '../../errors.ts';
import { jsonText } from '../../value/json.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import type { Value } from '../../value/value.ts';
import { refuses, run } from './internal/run-for-test.ts';
import { jsonSchemaBuiltins } from './json-schema.ts';

function violations(schema: unknown, document: unknown): string[] {
  // Scalars stand in a list, because a document is an object, a list or JSON text.
  const [valid, errors] = run(jsonSchemaBuiltins, 'json.match_schema', [
    [document],
    { items: schema },
  ]) as readonly Value[];
  const found = (errors as readonly RegoObject[]).map(
    (each) => `${each.get('field') as string} ${each.get('type') as string}`,
  );
  assert.equal(valid, found.length === 0);
  return found;
}

const words: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
  ['type', { type: 'integer' }, 1, []],
  ['type, whole numbers with a point', { type: 'integer' }, 1.0, []],
  ['type, a fraction', { type: 'integer' }, 1.5, ['0 invalid_type']],
  ['type, a list of them', { type: ['string', 'null'] }, true, ['0 invalid_type']],
  ['null', { type: 'null' }, null, []],
  ['properties', { properties: { a: { type: 'string' } } }, { a: 1, b: 2 }, ['0.a invalid_type']],
  ['required', { required: ['a', 'b'] }, { b: 1 }, ['0 required']],
  ['additionalProperties', { additionalProperties: false }, { a: 1 }, ['0 additional_property_not_allowed']],
  ['additionalProperties with a schema', { additionalProperties: { type: 'null' } }, { a: 1 }, ['0.a invalid_type']],
  [
    'patternProperties',
    { patternProperties: { '^a': { minimum: 2 } }, additionalProperties: false },
    { ab: 1 },
    ['0.ab number_gte'],
  ],
  ['propertyNames', { propertyNames: { maxLength: 1 } }, { ab: 1 }, ['0 invalid_property_name', '0 string_lte']],
  [
    'dependencies',
    { dependencies: { a: ['b'], c: { required: ['d'] } } },
    { a: 1, c: 1 },
    ['0 missing_dependency', '0 required'],
  ],
  ['minProperties', { minProperties: 2, maxProperties: 3 }, { a: 1 }, ['0 array_min_properties']],
  ['maxProperties', { maxProperties: 0 }, { a: 1 }, ['0 array_max_properties']],
  [
    'items, one for each',
    { items: [{ type: 'string' }], additionalItems: false },
    [1, 2],
    ['0.0 invalid_type', '0 array_no_additional_items'],
  ],
  ['additionalItems', { items: [{}], additionalItems: { type: 'string' } }, [1, 2], ['0.1 invalid_type']],
  ['minItems, maxItems', { minItems: 2 }, [1], ['0 array_min_items']],
  ['uniqueItems', { uniqueItems: true }, [{ a: 1 }, 2, { a: 1 }], ['0 unique']],
  ['contains', { contains: { type: 'string' } }, [1, 2], ['0 contains', '0.0 invalid_type']],
  ['minimum', { minimum: 2, exclusiveMinimum: true }, 2, ['0 number_gt']],
  ['exclusiveMaximum', { exclusiveMaximum: 2 }, 2, ['0 number_lt']],
  ['maximum of large numbers', { maximum: 10n ** 30n }, 10n ** 30n + 1n, ['0 number_lte']],
  ['multipleOf', { multipleOf: 0.1 }, 0.3, []],
  ['multipleOf, no multiple', { multipleOf: 0.1 }, 0.35, ['0 multiple_of']],
  ['minLength in characters', { maxLength: 1 }, '🙂', []],
  ['pattern', { pattern: '^a+$' }, 'ab', ['0 pattern']],
  ['const', { const: { a: [1] } }, { a: [2] }, ['0 const']],
  ['enum', { enum: [1, 'a'] }, 'b', ['0 enum']],
  ['empty enum', { enum: [] }, 1, ['0 enum']],
  ['anyOf', { anyOf: [{ type: 'string' }, { minimum: 5 }] }, 1, ['0 number_any_of', '0 number_gte']],
  ['oneOf', { oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, ['0 number_one_of']],
  ['allOf', { allOf: [{ minimum: 1 }, { minimum: 5 }] }, 3, ['0 number_gte', '0 number_all_of']],
  ['not', { not: { type: 'number' } }, 3, ['0 number_not']],
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  [
    'if',
    JSON.parse('{"if":{"minimum":5},"then":{"maximum":6},"else":{"minimum":1}}'),
    7,
    ['0 condition_then', '0 number_lte'],
  ],
  ['else', { if: { minimum: 5 }, else: { minimum: 1 } }, 0, ['0 condition_else', '0 number_gte']],
  ['false', false, 1, ['0 false']],
  ['unknown formats', { format: 'colour' }, 'x', []],
  ['formats of other types', { format: 'date' }, 1, []],
];

for (const [title, schema, document, wanted] of words) {
  test(`${title}: ${wanted.length === 0 ? 'accepted' : wanted.join(', ')}`, () => {
    assert.deepEqual(violations(schema, document), wanted);
  });
}

const formats: readonly (readonly [string, string, string])[] = [
  ['date', '2024-02-29', '2023-02-29'],
  ['time', '10:00:00Z', '25:00:00'],
  ['date-time', '2024-01-01T00:00:00.5+01:00', '2024-01-01 00:00:00'],
  ['hostname', 'a-b.example', '-a.example'],
  ['email', 'Me <me@example.com>', 'me@'],
  ['ipv4', '10.0.0.1', '::1'],
  ['ipv6', '::ffff:10.0.0.1', '10.0.0.1'],
  ['uri', 'urn:x:y', '/a'],
  ['uri-reference', '/a?b#c', 'a\\b'],
  ['uri-template', '/a/{b}', '/a/{b'],
  ['uuid', '123e4567-e89b-12d3-a456-426614174000', '123E4567'],
  ['regex', 'a(b|c)*', '(?=a)'],
  ['json-pointer', '/a~1b/0', 'a'],
  ['relative-json-pointer', '1/a', '/a'],
];

for (const [format, good, bad] of formats) {
  test(`format ${format}`, () => {
    assert.deepEqual(violations({ format }, good), []);
    assert.deepEqual(violations({ format }, bad), ['0 format']);
  });
}

const malformed: readonly (readonly [unknown, string])[] = [
  ['{', 'invalid JSON string'],
  [1, 'wrong type, expected string or object'],
  [[], 'Expected: schema, given: Invalid JSON'],
  [{ type: 1 }, 'Invalid type. Expected: type, given: string/array of strings'],
  [{ type: ['null', 'null'] }, 'null type is duplicated'],
  [{ required: 'a' }, 'required must be of an array'],
  [{ required: ['a', 'a'] }, 'required items must be unique'],
  [{ enum: [1, 1.0] }, 'enum items must be unique'],
  [{ minLength: -1 }, 'minLength must be greater than or equal to 0'],
  [{ minLength: 'a' }, 'minLength must be of an integer'],
  [{ minLength: 2, maxLength: 1 }, 'minLength cannot be greater than maxLength'],
  [{ multipleOf: 0 }, 'multipleOf must be strictly greater than 0'],
  [{ exclusiveMinimum: true }, 'exclusiveMinimum cannot be used without minimum'],
  [{ pattern: '(?=a)' }, 'pattern must be a valid regex'],
  [{ patternProperties: { '(': {} } }, "Invalid regex pattern '('"],
  [{ properties: [] }, 'properties must be of type object'],
  [{ properties: { a: 1 } }, 'Expected: schema, given: Invalid JSON'],
  [{ dependencies: { a: 1 } }, 'dependency must be of type schema or array of strings'],
  [{ items: 1 }, 'Invalid type. Expected: schema/array of schemas, given: items'],
  [{ not: 1 }, 'not must be of an object'],
  [{ definitions: { a: 1 } }, 'Invalid type. Expected: array of schemas, given: definitions'],
  [{ $ref: '#/definitions/a' }, "Object has no key '/definitions/a' (reference #/definitions/a)"],
  [{ $ref: 'https://example.com/schema' }, 'remote reference loading disabled: https://example.com/schema'],
  [{ $schema: 'http://json-schema.org/draft-04/schema#', items: true }, 'Expected: schema, given: Invalid JSON'],
  [
    { $schema: 'http://json-schema.org/draft-07/schema#', minimum: 1, exclusiveMinimum: true },
    'Invalid type. Expected: number, given: exclusiveMinimum',
  ],
];

for (const [schema, message] of malformed) {
  test(`the schema ${JSON.stringify(schema)} is refused`, () => {
    const found = run(jsonSchemaBuiltins, 'json.verify_schema', [schema]);
    assert.deepEqual(found, [false, `jsonschema: ${message}`]);
    assert.match(refuses(jsonSchemaBuiltins, 'json.match_schema', [{}, schema]), /^json\.match_schema: /);
  });
}

test('references go to definitions, to identifiers and to the schema itself', () => {
  const schema = {
    $id: 'https://example.com/root.json',
    definitions: {
      'a/b': { type: 'string' },
      named: { $id: '#it', type: 'null' },
      other: { $id: 'other.json', minimum: 3 },
    },
    properties: {
      a: { $ref: '#/definitions/a~1b' },
      b: { $ref: '#it' },
      c: { $ref: 'https://example.com/other.json' },
      d: { $ref: '#' },
    },
  };
  const document = { a: 1, b: 1, c: 1, d: { a: 2 } };
  const [, errors] = run(jsonSchemaBuiltins, 'json.match_schema', [document, schema]) as readonly Value[];
  const fields = (errors as readonly RegoObject[]).map((each) => each.get('field'));
  assert.deepEqual(fields, ['a', 'b', 'c', 'd.a']);
});

test('errors have the members of OPA', () => {
  const found = run(jsonSchemaBuiltins, 'json.match_schema', [{ id: 'x' }, '{"properties":{"id":{"type":"integer"}}}']);
  const text = 'Invalid type. Expected: integer, given: string';
  assert.equal(
    jsonText(found!),
    JSON.stringify([false, [{ desc: text, error: `id: ${text}`, field: 'id', type: 'invalid_type' }]]),
  );
});

test('sets of a document are lists', () => {
  const document = RegoObject.from([['a', RegoSet.from([2, 1])]]);
  const found = run(jsonSchemaBuiltins, 'json.match_schema', [document, { properties: { a: { type: 'array' } } }]);
  assert.deepEqual(found, [true, []]);
});

test('names of prototypes are ordinary names', () => {
  assert.deepEqual(violations({ required: ['constructor', '__proto__'] }, {}), ['0 required', '0 required']);
});

test('references in a circle, and those that multiply, come to an end', () => {
  refuses(jsonSchemaBuiltins, 'json.match_schema', [{}, { $ref: '#' }]);
  const twice = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`d${i}`, { allOf: [0, 1].map(() => ({ $ref: `#/definitions/d${i + 1}` })) }]),
  );
  let left = 1_000_000;
  const charge = (units: number): void => {
    left -= units;
    if (left < 0) throw new RegoError('budget_exceeded', 'enough');
  };
  const schema = { definitions: { ...twice, d40: {} }, $ref: '#/definitions/d0' };
  refuses(jsonSchemaBuiltins, 'json.match_schema', [{}, schema], 'budget_exceeded', { charge });
});
