import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntityType } from '../entity-types.ts';
import type { Finding } from '../finding.ts';
import { hideText } from '../hide/hide-text.ts';
import { found } from '../hide/testing/fixtures.ts';
import { tinyDetect } from '../hide/testing/tiny-detector.ts';
import type { PrivacyRulesInput } from './privacy-rules.ts';
import { parseRules, resolveRules } from './resolve-rules.ts';

const resolve = (rules: PrivacyRulesInput, route?: string): ReturnType<typeof resolveRules> =>
  resolveRules(parseRules(rules), route === undefined ? {} : { route });
const operator = (rules: PrivacyRulesInput, type: EntityType, route?: string): string =>
  resolve(rules, route).operatorOf(type).operator;

test('without rules everything sure enough is redacted', () => {
  const rules = resolve({});
  assert.deepEqual(rules.operatorOf('PERSON'), { operator: 'redact' });
  assert.equal(rules.thresholdOf('PERSON'), 0.5);
  assert.deepEqual(rules.select('Ada Bob', [{ ...found('PERSON', 0, 3), score: 0.49 }, found('PERSON', 4, 7)]), [
    found('PERSON', 4, 7),
  ]);
});

const layered: PrivacyRulesInput = {
  framework: 'gdpr',
  defaultOperator: { operator: 'keep' },
  groups: { contact: { operator: { operator: 'hash' } } },
  types: { EMAIL_ADDRESS: { operator: { operator: 'mask' } } },
  routes: {
    logs: { groups: { contact: { operator: { operator: 'redact' } } }, types: { AGE: { enabled: false } } },
    '/v1/*': { types: { PERSON: { operator: { operator: 'fake' } } }, threshold: 0.8 },
    '/v1/chat/*': { types: { PERSON: { operator: { operator: 'keep' } } } },
  },
};

const choices: readonly (readonly [EntityType, string | undefined, string, string])[] = [
  ['EMAIL_ADDRESS', undefined, 'mask', 'the type before its group'],
  ['PHONE_NUMBER', undefined, 'hash', 'the group before the framework'],
  ['PERSON', undefined, 'token', 'the framework before the default'],
  ['ORGANIZATION', undefined, 'keep', 'the default where the framework leaves the type'],
  ['EMAIL_ADDRESS', 'logs', 'mask', "the tenant's type before the route's group"],
  ['PHONE_NUMBER', 'logs', 'redact', "the route's group before the tenant's"],
  ['PERSON', '/v1/embeddings', 'fake', 'a route by its beginning'],
  ['PERSON', '/v1/chat/completions', 'keep', 'the longest beginning'],
  ['PERSON', '/v2', 'token', 'no route'],
];

for (const [type, route, expected, why] of choices) {
  test(`operator of ${type} on ${route ?? 'no route'}: ${why}`, () =>
    assert.equal(operator(layered, type, route), expected));
}

test('types and groups are switched on and off, by the framework too', () => {
  assert.equal(resolve(layered, 'logs').thresholdOf('AGE'), undefined);
  assert.equal(resolve(layered).thresholdOf('AGE'), 0.5);
  assert.equal(resolve(layered).thresholdOf('ORGANIZATION'), undefined);
  assert.equal(
    resolve({ framework: 'gdpr', types: { ORGANIZATION: { operator: { operator: 'redact' } } } }).thresholdOf(
      'ORGANIZATION',
    ),
    0.5,
  );
  assert.equal(resolve({ groups: { place: { enabled: false } } }).thresholdOf('GPE'), undefined);
  assert.equal(
    resolve({ groups: { place: { enabled: false } }, types: { GPE: { enabled: true } } }).thresholdOf('GPE'),
    0.5,
  );
});

test('thresholds: type, group, route, tenant', () => {
  const rules: PrivacyRulesInput = {
    threshold: 0.1,
    groups: { place: { threshold: 0.2 } },
    types: { GPE: { threshold: 0.3 } },
    routes: { r: { threshold: 0.9 } },
  };
  const thresholds = (['GPE', 'ZIP_CODE', 'AGE'] as const).map((type) => resolve(rules).thresholdOf(type));
  assert.deepEqual(thresholds, [0.3, 0.2, 0.1]);
  assert.equal(resolve(rules, 'r').thresholdOf('AGE'), 0.9);
});

test('allowed values are left, of every type or of some, and routes add to the list', () => {
  const rules: PrivacyRulesInput = {
    allow: [{ value: 'Ada', types: ['AGE'] }, { value: 'Bob' }],
    routes: { r: { allow: [{ value: 'Ada', types: ['PERSON'] }] } },
  };
  const types = (route?: string): Finding[] => resolve(rules, route).select('Ada Bob Zoë', tinyDetect('Ada Bob Zoë'));
  assert.deepEqual(
    types().map(({ start }) => start),
    [0, 8],
  );
  assert.deepEqual(
    types('r').map(({ start }) => start),
    [8],
  );
});

test('denied values are hidden in any case, and findings that overlap keep their rest', () => {
  const rules = resolve({
    deny: [
      { value: 'b c', type: 'SECRET' },
      { value: 'X', type: 'AGE' },
    ],
  });
  const text = 'x a B C d x';
  const cases: readonly (readonly [readonly Finding[], string])[] = [
    [[], '<AGE> a <SECRET> d <AGE>'],
    [[found('PERSON', 2, 9)], '<AGE> <PERSON><SECRET><PERSON> <AGE>'],
    [[found('PERSON', 2, 5), found('GPE', 6, 9)], '<AGE> <PERSON><SECRET><GPE> <AGE>'],
    [[found('PERSON', 4, 5)], '<AGE> a <SECRET> d <AGE>'],
    [[found('PERSON', 0, 11)], '<AGE><PERSON><SECRET><PERSON><AGE>'],
  ];
  for (const [findings, expected] of cases) {
    assert.equal(hideText(text, rules.select(text, findings), rules.operatorOf, {}).text, expected);
  }
});

const card = '4111 1111 1111 1111';
const codes: readonly (readonly [string, string])[] = [
  [`card ${card}, CVV 123`, 'card <CREDIT_CARD>, CVV <SECRET>'],
  [`cvc2: 9876; card ${card}`, 'cvc2: <SECRET>; card <CREDIT_CARD>'],
  [`${card} 12/27 123`, '<CREDIT_CARD> 12/27 <SECRET>'],
  [`${card} exp 12/2027, 123 and ${card}`, '<CREDIT_CARD> exp 12/2027, <SECRET> and <CREDIT_CARD>'],
  [`${card} security code is 123`, '<CREDIT_CARD> security code is <SECRET>'],
  ['CVV 123', 'CVV 123'],
  [`${card} ${' '.repeat(100)} CVV 123`, `<CREDIT_CARD> ${' '.repeat(100)} CVV 123`],
  [`${card} CVV 12345`, '<CREDIT_CARD> CVV 12345'],
];

for (const [text, expected] of codes) {
  test(`card verification codes: ${text.trim().slice(0, 50)}`, () => {
    const findings = [...text.matchAll(/(?:\d{4} ?){3}\d{4}/g)].map(({ index, 0: whole }) =>
      found('CREDIT_CARD', index, index + whole.length),
    );
    const rules = resolve({});
    assert.equal(hideText(text, rules.select(text, findings), rules.operatorOf, {}).text, expected);
  });
}

test('PCI DSS shows six and four digits of a card, never the code, and leaves what is no card data', () => {
  const rules = resolve({ framework: 'pci-dss' });
  const text = `${card} CVV 123 ada@x.org`;
  const findings = [found('CREDIT_CARD', 0, 19), found('EMAIL_ADDRESS', 28, 37)];
  assert.equal(
    hideText(text, rules.select(text, findings), rules.operatorOf, {}).text,
    '4111 11** **** 1111 CVV <SECRET> ada@x.org',
  );
});

const invalid: readonly (readonly [string, unknown, string])[] = [
  ['no object', null, ''],
  ['an unknown setting', { tresholds: 1 }, ''],
  ['an unknown type', { types: { CAT: {} } }, 'types'],
  ['an unknown operator', { defaultOperator: { operator: 'hide' } }, 'defaultOperator'],
  ['an unknown option', { defaultOperator: { operator: 'redact', keepLast: 4 } }, 'defaultOperator'],
  ['a threshold over 1', { threshold: 2 }, 'threshold'],
  ['a path that cannot be read', { paths: [{ path: '$[?]', action: 'skip' }] }, 'paths.0.path'],
  ['a star within a route', { routes: { 'a*b': {} } }, 'routes'],
  ['an empty denied value', { deny: [{ value: '', type: 'SECRET' }] }, 'deny.0.value'],
  [
    'a deny-list that is too large',
    { deny: Array.from({ length: 1000 }, () => ({ value: 'x'.repeat(256), type: 'SECRET' })) },
    'deny',
  ],
];

for (const [name, rules, path] of invalid) {
  test(`refuses ${name} with rules_invalid`, () => {
    assert.throws(
      () => parseRules(rules),
      (error: { code?: unknown; details?: { issues: { path: string }[] } }) =>
        error.code === 'rules_invalid' && (error.details?.issues[0]?.path ?? '').startsWith(path),
    );
  });
}

test('routes named like parts of a prototype are names', () => {
  const rules = parseRules({ routes: { constructor: { threshold: 0.9 } } });
  assert.equal(resolveRules(rules, { route: 'constructor' }).thresholdOf('AGE'), 0.9);
  for (const route of ['__proto__', 'toString']) assert.equal(resolveRules(rules, { route }).thresholdOf('AGE'), 0.5);
  assert.doesNotThrow(() => parseRules(JSON.parse('{"routes":{"__proto__":{}}}')));
});
