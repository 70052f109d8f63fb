import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../../errors.ts';
import { jsonText } from '../../value/json.ts';
import type { RegoObject } from '../../value/rego-object.ts';
import type { Value } from '../../value/value.ts';
import { graphqlBuiltins } from './graphql.ts';
import { contextOf, refuses, run } from './internal/run-for-test.ts';

const SCHEMA = `
  """ A node """
  interface Node { id: ID! }
  type Pet implements Node @deprecated(reason: "x") { id: ID! name(upper: Boolean = false, tags: [String!]): String }
  type Query { pet(id: ID!, filter: Filter): Pet any: Thing }
  union Thing = Pet | Query
  input Filter { kinds: [Kind!]! = [CAT] age: Float = 1.5 }
  enum Kind { CAT DOG @deprecated }
  scalar Date @specifiedBy(url: "x")
  directive @auth(role: String = "a") repeatable on FIELD | OBJECT
  extend type Pet @auth { born: Date }
  schema @auth2 { query: Query }
  directive @auth2 on SCHEMA
`.replace('@deprecated(reason: "x") {', '{');

const valid: readonly (readonly [string, string])[] = [
  ['a query', '{ pet(id: 1) { id name(upper: true) born } }'],
  ['variables', 'query Q($id: ID!, $f: Filter = {kinds: [DOG]}) { pet(id: $id, filter: $f) { id } }'],
  ['fragments', '{ any { ...P ... on Query { __typename } } } fragment P on Pet { name @auth @auth }'],
  ['aliases', '{ a: pet(id: "x") { id } b: pet(id: "y") { id } }'],
  ['introspection', '{ __schema { types { name } } }'],
  ['nothing', ''],
];

for (const [title, query] of valid) {
  test(`a query with ${title} is valid, as text and as a tree`, () => {
    assert.equal(run(graphqlBuiltins, 'graphql.is_valid', [query, SCHEMA]), true);
    const trees = run(graphqlBuiltins, 'graphql.parse', [query, SCHEMA]) as readonly RegoObject[];
    assert.equal(run(graphqlBuiltins, 'graphql.is_valid', trees), true);
    const again = run(graphqlBuiltins, 'graphql.parse_and_verify', trees) as readonly Value[];
    assert.equal(jsonText(again), jsonText([true, ...trees]));
  });
}

const invalid: readonly (readonly [string, string])[] = [
  ['an unknown field', '{ pet(id: 1) { age } }'],
  ['a missing argument', '{ pet { id } }'],
  ['an argument of the wrong type', '{ pet(id: true) { id } }'],
  ['an unknown argument', '{ pet(id: 1, x: 2) { id } }'],
  ['no selection where one is needed', '{ pet(id: 1) }'],
  ['fields that conflict', '{ a: pet(id: 1) { id } a: pet(id: 2) { id } }'],
  ['an unused variable', 'query ($x: Int) { any { __typename } }'],
  ['a fragment that contains itself', '{ any { ...A } } fragment A on Pet { id ...B } fragment B on Pet { ...A }'],
  ['an operation that the schema has not', 'mutation { x }'],
  ['two operations of one name', 'query A { any { __typename } } query A { any { __typename } }'],
  ['a type definition', 'type A { b: Int }'],
  ['a syntax error', '{'],
];

for (const [title, query] of invalid) {
  test(`a query with ${title} is not valid`, () => {
    assert.equal(run(graphqlBuiltins, 'graphql.is_valid', [query, SCHEMA]), false);
    const unverified = run(graphqlBuiltins, 'graphql.parse_and_verify', [query, SCHEMA]);
    assert.equal(jsonText(unverified!), '[false,{},{}]');
    refuses(graphqlBuiltins, 'graphql.parse', [query, SCHEMA]);
  });
}

const schemas: readonly (readonly [string, string, boolean])[] = [
  ['nothing', '', true],
  ['an extension alone', 'extend type A { b: Int }', true],
  ['introspection types as fields', 'type A { b: __Type }', true],
  ['a covariant field', 'interface I { a: I } type T implements I { a: T! }', true],
  [
    'interfaces of interfaces',
    'interface I { a: Int } interface J implements I { a: Int } type T implements I & J { a: Int }',
    true,
  ],
  ['a type twice', 'type A { b: Int } type A { b: Int }', false],
  ['a scalar that is there', 'scalar String', false],
  ['an extension of another kind', 'type A { b: Int } extend enum A { C }', false],
  ['an unknown type', 'type A { b: B }', false],
  ['an input as a field', 'input I { a: Int } type A { b: I }', false],
  ['an object as an argument', 'type A { b(c: A): Int }', false],
  ['a field twice', 'type A { b: Int } extend type A { b: Int }', false],
  ['a reserved name', 'type __A { b: Int }', false],
  ['a reserved name of a field', 'type A { __b: Int }', false],
  ['a directive twice', 'directive @a on FIELD directive @a on FIELD', false],
  ['a directive of its own argument', 'directive @a(b: Int @a) on ARGUMENT_DEFINITION', false],
  ['an unknown directive', 'type A @b { c: Int }', false],
  ['a directive in the wrong place', 'directive @a on FIELD type A @a { b: Int }', false],
  ['two schemas', 'type A { b: Int } schema { query: A } schema { query: A }', false],
  ['a missing root', 'schema { query: A }', false],
  ['a missing field of an interface', 'interface I { a: Int } type T implements I { b: Int }', false],
  ['a field of another type', 'interface I { a: Int } type T implements I { a: String }', false],
  ['a missing argument', 'interface I { a(b: Int): Int } type T implements I { a: Int }', false],
  ['an argument of another type', 'interface I { a(b: Int): Int } type T implements I { a(b: [Int]): Int }', false],
  ['an argument too many', 'interface I { a: Int } type T implements I { a(b: Int!): Int }', false],
  ['an object as an interface', 'type I { a: Int } type T implements I { a: Int }', false],
  ['a circle of interfaces', 'interface I implements J { a: Int } interface J implements I { a: Int }', false],
  ['a union of a scalar', 'union U = Int', false],
  ['a query', '{ a }', false],
];

for (const [title, schema, wanted] of schemas) {
  test(`a schema with ${title} is ${wanted ? 'valid' : 'not valid'}`, () => {
    assert.equal(run(graphqlBuiltins, 'graphql.schema_is_valid', [schema]), wanted);
  });
}

test('the tree of a schema has all parts that it was written with', () => {
  const tree = run(graphqlBuiltins, 'graphql.parse_schema', [SCHEMA])!;
  const text = jsonText(tree);
  assert.equal(jsonText((tree as RegoObject).keys as Value), '["Definitions","Directives","Extensions","Schema"]');
  for (const part of ['"Description":" A node "', '"Kind":"INPUT_OBJECT"', '"IsRepeatable":true', '"Raw":"1.5"']) {
    assert.ok(text.includes(part), part);
  }
});

test('other types than text and trees are not valid', () => {
  assert.equal(run(graphqlBuiltins, 'graphql.is_valid', [1, SCHEMA]), false);
  assert.equal(run(graphqlBuiltins, 'graphql.schema_is_valid', [null]), false);
});

const malformed: readonly (readonly [string, object])[] = [
  ['a list of numbers', { Operations: [1] }],
  ['a name that is no text', { Operations: [{ Operation: 'query', Name: 1 }] }],
  ['a name with spaces', { Operations: [{ SelectionSet: [{ Alias: 'a', Name: 'a b' }] }] }],
  [
    'a value of an unknown kind',
    { Operations: [{ SelectionSet: [{ Alias: 'a', Name: 'a', Arguments: [{ Name: 'b', Value: { Kind: 99 } }] }] }] },
  ],
  ['a variable without a type', { Operations: [{ VariableDefinitions: [{ Variable: 'a' }] }] }],
];

for (const [title, tree] of malformed) {
  test(`a tree with ${title} is refused`, () => {
    refuses(graphqlBuiltins, 'graphql.parse', [tree, SCHEMA]);
  });
}

test('deep nesting is refused, not followed', () => {
  refuses(graphqlBuiltins, 'graphql.parse_query', ['{a'.repeat(50_000)]);
  refuses(graphqlBuiltins, 'graphql.parse_query', [`{a(b:${'['.repeat(50_000)}`]);
  refuses(graphqlBuiltins, 'graphql.parse_schema', [`type A { b: ${'['.repeat(50_000)}`]);
});

test('many signs of comments and quotes take no more time than others', () => {
  // Each took exponential or quadratic time once: this test would not end.
  for (const text of [`${'# '.repeat(5_000)}\nx`, `"${'\\"'.repeat(200_000)}`]) {
    assert.equal(run(graphqlBuiltins, 'graphql.is_valid', [text, SCHEMA]), false);
  }
});

test('deep trees are refused, not followed', () => {
  let selection: object = { Alias: 'a', Name: 'a' };
  for (let i = 0; i < 450; i++) selection = { Alias: 'a', Name: 'a', SelectionSet: [selection] };
  const tree = { Operations: [{ Operation: 'query', SelectionSet: [selection] }] };
  assert.match(refuses(graphqlBuiltins, 'graphql.parse', [tree, SCHEMA]), /nested too deeply/);
});

test('fields that are compared with each other are charged for by pairs', () => {
  const context = contextOf();
  const query = `{ ${'any { __typename } '.repeat(300)} }`;
  graphqlBuiltins.find(({ name }) => name === 'graphql.is_valid')!.run([query, SCHEMA], context);
  assert.ok(context.charged > 300 * 300);
});

test('any text is parsed or refused', () => {
  const word = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    'type',
    'A',
    ':',
    '!',
    '[',
    ']',
    'query',
    '...',
    'on',
    '$',
    '@',
    '"s"',
    '1',
    '&',
    '|',
    '=',
    'enum',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      for (const name of ['graphql.parse_query', 'graphql.parse_schema']) {
        try {
          run(graphqlBuiltins, name, [words.join(' ')]);
        } catch (error) {
          assert.ok(error instanceof RegoError, String(error));
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
