import { createRequire } from 'node:module';
import type { Builtin } from './builtin.ts';
import type * as Encoding from './core/encoding.ts';
import { collectionBuiltins } from './core/collections.ts';
import { numberBuiltins } from './core/numbers.ts';
import { objectBuiltins } from './core/objects.ts';
import type * as Patterns from './core/patterns.ts';
import { stringBuiltins } from './core/strings.ts';
import type * as Units from './core/units.ts';
import type * as Crypto from './domain/crypto.ts';
import type * as Graphql from './domain/graphql.ts';
import type * as Http from './domain/http.ts';
import type * as JsonSchema from './domain/json-schema.ts';
import type * as Net from './domain/net.ts';
import type * as Opa from './domain/opa.ts';
import type * as Providers from './domain/providers.ts';
import type * as Rand from './domain/rand.ts';
import type * as Rego from './domain/rego.ts';
import type * as Template from './domain/template.ts';
import type * as Test from './domain/test.ts';
import type * as Time from './domain/time.ts';
import type * as Tokens from './domain/tokens.ts';
import type * as Uuid from './domain/uuid.ts';
import type * as X509 from './domain/x509.ts';
import { languageBuiltins } from './language.ts';

const load = createRequire(import.meta.url);

/**
 * Groups that are loaded when a policy names one of their functions, by how those names begin. What most policies use is
 * loaded at once: a process that decides on a hot path starts in milliseconds. The first row that fits counts.
 */
const LATER: readonly (readonly [prefix: string, group: () => readonly Builtin[]])[] = [
  ['base64', encoding],
  ['hex.', encoding],
  ['json.', encoding],
  ['urlquery.', encoding],
  ['yaml.', encoding],
  ['glob.', patterns],
  ['re_match', patterns],
  ['regex.', patterns],
  ['semver.', units],
  ['units.', units],
  ['crypto.parse_private_keys', x509],
  ['crypto.x509.', x509],
  ['crypto.', () => (load('./domain/crypto.ts') as typeof Crypto).cryptoBuiltins],
  ['graphql.', () => (load('./domain/graphql.ts') as typeof Graphql).graphqlBuiltins],
  ['http.', () => (load('./domain/http.ts') as typeof Http).httpBuiltins],
  ['io.jwt.', () => (load('./domain/tokens.ts') as typeof Tokens).tokensBuiltins],
  ['net.', () => (load('./domain/net.ts') as typeof Net).netBuiltins],
  ['opa.', () => (load('./domain/opa.ts') as typeof Opa).opaBuiltins],
  ['providers.', () => (load('./domain/providers.ts') as typeof Providers).providersBuiltins],
  ['rand.', () => (load('./domain/rand.ts') as typeof Rand).randBuiltins],
  ['rego.', () => (load('./domain/rego.ts') as typeof Rego).regoBuiltins],
  ['strings.render_template', () => (load('./domain/template.ts') as typeof Template).templateBuiltins],
  ['test.', () => (load('./domain/test.ts') as typeof Test).testBuiltins],
  ['time.', () => (load('./domain/time.ts') as typeof Time).timeBuiltins],
  ['uuid.', () => (load('./domain/uuid.ts') as typeof Uuid).uuidBuiltins],
];

function encoding(): readonly Builtin[] {
  return [
    ...(load('./core/encoding.ts') as typeof Encoding).encodingBuiltins,
    ...(load('./domain/json-schema.ts') as typeof JsonSchema).jsonSchemaBuiltins,
  ];
}

function patterns(): readonly Builtin[] {
  return (load('./core/patterns.ts') as typeof Patterns).patternBuiltins;
}

function units(): readonly Builtin[] {
  return (load('./core/units.ts') as typeof Units).unitBuiltins;
}

function x509(): readonly Builtin[] {
  return (load('./domain/x509.ts') as typeof X509).x509Builtins;
}

const known = new Map<string, Builtin>();
for (const group of [languageBuiltins, collectionBuiltins, numberBuiltins, objectBuiltins, stringBuiltins]) add(group);

function add(group: readonly Builtin[]): void {
  for (const each of group) known.set(each.name, each);
}

/** The builtin function of a name; loads its group at the first time. */
export function builtinOf(name: string): Builtin | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  const later = LATER.find(([prefix]) => name.startsWith(prefix));
  if (later === undefined) return undefined;
  add(later[1]());
  return known.get(name);
}
