import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../../errors.ts';
import { typeName } from '../../value/type-name.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { parseNumber } from '../../value/big-number.ts';
import type { Value } from '../../value/value.ts';
import type { Builtin } from '../builtin.ts';
import { cryptoBuiltins } from './crypto.ts';
import { graphqlBuiltins } from './graphql.ts';
import { httpBuiltins } from './http.ts';
import { contextOf } from './internal/run-for-test.ts';
import { jsonSchemaBuiltins } from './json-schema.ts';
import { netBuiltins } from './net.ts';
import { opaBuiltins } from './opa.ts';
import { providersBuiltins } from './providers.ts';
import { randBuiltins } from './rand.ts';
import { regoBuiltins } from './rego.ts';
import { templateBuiltins } from './template.ts';
import { timeBuiltins } from './time.ts';
import { tokensBuiltins } from './tokens.ts';
import { uuidBuiltins } from './uuid.ts';
import { x509Builtins } from './x509.ts';

const all: readonly Builtin[] = [
  ...cryptoBuiltins,
  ...graphqlBuiltins,
  ...httpBuiltins,
  ...jsonSchemaBuiltins,
  ...netBuiltins,
  ...opaBuiltins,
  ...providersBuiltins,
  ...randBuiltins,
  ...regoBuiltins,
  ...templateBuiltins,
  ...timeBuiltins,
  ...tokensBuiltins,
  ...uuidBuiltins,
  ...x509Builtins,
];

const WORDS = [
  '__proto__',
  'constructor',
  'method',
  'url',
  'headers',
  'aws_service',
  'aws_region',
  'aws_access_key',
  'aws_secret_access_key',
  'secret',
  'cert',
  'time',
  'alg',
  'HS256',
  'kty',
  'oct',
  'k',
  'keys',
  'type',
  '$ref',
  '#',
  'properties',
  'items',
  'enum',
  'Operations',
  'Definitions',
  'Name',
  'Kind',
  'SelectionSet',
  'DNSName',
  'KeyUsages',
  '{a}',
  '{{.}}',
  'package a',
  'type A{b:Int}',
  '10.0.0.0/8',
  '::1',
  'UTC',
  '2006',
  '1h',
  'e30.e30.e30',
  '-----BEGIN CERTIFICATE-----\n',
  '\ud800',
  '\u0000',
  '',
];

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Value>(null, true, false, 0, -1, 1.5, 1e300, parseNumber('9'.repeat(40))!, parseNumber('1e-400')!),
    fc.constantFrom(...WORDS),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => RegoSet.from(items)),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom<Value>(...WORDS), tie('value')), tie('value')), { maxLength: 5 })
      .map((entries) => RegoObject.from(entries)),
  ),
}));

function fits(type: Builtin['args'][number], operand: Value): boolean {
  return type === 'any' || (typeof type === 'string' ? [type] : type).includes(typeName(operand));
}

test('names of builtins are all different', () => {
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
});

for (const builtin of all) {
  test(`${builtin.name} gives a value or an error with a code, whatever it is called with`, () => {
    const operands = builtin.args.map((type) => value.filter((each) => fits(type, each)));
    fc.assert(
      fc.property(fc.tuple(...operands), (given: readonly Value[]) => {
        try {
          const found = builtin.run(given, contextOf());
          if (found !== undefined) typeName(found);
        } catch (error) {
          assert.ok(
            error instanceof RegoError,
            error instanceof Error ? (error.stack ?? error.message) : String(error),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
}
