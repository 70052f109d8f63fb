import type { Builtin } from './builtin.ts';
import { collectionBuiltins } from './core/collections.ts';
import { encodingBuiltins } from './core/encoding.ts';
import { numberBuiltins } from './core/numbers.ts';
import { objectBuiltins } from './core/objects.ts';
import { patternBuiltins } from './core/patterns.ts';
import { stringBuiltins } from './core/strings.ts';
import { unitBuiltins } from './core/units.ts';
import { cryptoBuiltins } from './domain/crypto.ts';
import { graphqlBuiltins } from './domain/graphql.ts';
import { httpBuiltins } from './domain/http.ts';
import { jsonSchemaBuiltins } from './domain/json-schema.ts';
import { netBuiltins } from './domain/net.ts';
import { opaBuiltins } from './domain/opa.ts';
import { providersBuiltins } from './domain/providers.ts';
import { randBuiltins } from './domain/rand.ts';
import { regoBuiltins } from './domain/rego.ts';
import { templateBuiltins } from './domain/template.ts';
import { testBuiltins } from './domain/test.ts';
import { timeBuiltins } from './domain/time.ts';
import { tokensBuiltins } from './domain/tokens.ts';
import { uuidBuiltins } from './domain/uuid.ts';
import { x509Builtins } from './domain/x509.ts';
import { languageBuiltins } from './language.ts';

/** Every builtin function by its name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  [
    languageBuiltins,
    collectionBuiltins,
    encodingBuiltins,
    numberBuiltins,
    objectBuiltins,
    patternBuiltins,
    stringBuiltins,
    unitBuiltins,
    cryptoBuiltins,
    graphqlBuiltins,
    httpBuiltins,
    jsonSchemaBuiltins,
    netBuiltins,
    opaBuiltins,
    providersBuiltins,
    randBuiltins,
    regoBuiltins,
    templateBuiltins,
    testBuiltins,
    timeBuiltins,
    tokensBuiltins,
    uuidBuiltins,
    x509Builtins,
  ]
    .flat()
    .map((each) => [each.name, each]),
);
