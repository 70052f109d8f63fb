import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testClock, testKey, testVault } from '../hide/testing/fixtures.ts';
import { tinyDetect } from '../hide/testing/tiny-detector.ts';
import type { TokenVault } from '../hide/tokens/token-vault.ts';
import type { PrivacyRulesInput } from '../rules/privacy-rules.ts';
import { parseRules, resolveRules } from '../rules/resolve-rules.ts';
import type { Detect } from '../finding.ts';
import { type HiddenDocument, hideDocument } from './hide-document.ts';
import { restoreDocument } from './restore-document.ts';

function hide(
  value: unknown,
  rules: PrivacyRulesInput = {},
  vault?: TokenVault,
  detect: Detect = tinyDetect,
): HiddenDocument {
  const context = { key: testKey(), scope: 's', clock: testClock, ...(vault && { vault }) };
  return hideDocument(value, { detect, rules: resolveRules(parseRules(rules)), context });
}

const byToken: PrivacyRulesInput = { defaultOperator: { operator: 'token' } };

test('hides in strings and keys at any depth and leaves the rest and the input as they are', () => {
  const input = { a: ['Hi Ada', 1, null, true], 'ada@x.org': { b: 'none' } };
  const before = structuredClone(input);
  const { value, found } = hide(input);
  assert.deepEqual(value, { a: ['Hi <PERSON>', 1, null, true], '<EMAIL_ADDRESS>': { b: 'none' } });
  assert.deepEqual(input, before);
  assert.deepEqual(
    found.map(({ path, part, type, start, end }) => ({ path, part, type, start, end })),
    [
      { path: '$["<EMAIL_ADDRESS>"]', part: 'key', type: 'EMAIL_ADDRESS', start: 0, end: 9 },
      { path: '$.a[0]', part: 'value', type: 'PERSON', start: 3, end: 6 },
    ],
  );
});

const keyNames: readonly (readonly [string, unknown, unknown])[] = [
  ['a number under a telling key', { ssn: 123456789 }, { ssn: '<US_SSN>' }],
  ['a string that only its key tells', { user: { Password: 'hunter2' } }, { user: { Password: '<SECRET>' } }],
  [
    'members of a list under a telling key',
    { phone_numbers: ['1', 2] },
    { phone_numbers: ['<PHONE_NUMBER>', '<PHONE_NUMBER>'] },
  ],
  ['a number under another key', { count: 123456789 }, { count: 123456789 }],
  ['an empty string and one of punctuation', { ssn: '', email: '-' }, { ssn: '', email: '-' }],
  ['prose under a telling key', { full_name: 'la '.repeat(60) }, { full_name: 'la '.repeat(60) }],
  ['a long passphrase', { passphrase: 'la '.repeat(60) }, { passphrase: '<SECRET>' }],
  [
    'compound names of secrets',
    { userPassword: 'ab', 'x-api-key': 'cd' },
    { userPassword: '<SECRET>', 'x-api-key': '<SECRET>' },
  ],
  [
    'names and values that are disguised',
    { ｐａｓｓｗｏｒｄ: 'ab', 'pа\u200bssword': 'cd', full_name: `X${'\u200b'.repeat(200)}` },
    { ｐａｓｓｗｏｒｄ: '<SECRET>', 'pа\u200bssword': '<SECRET>', full_name: '<PERSON>' },
  ],
  ['plurals', { emailAddresses: ['x'] }, { emailAddresses: ['<EMAIL_ADDRESS>'] }],
  ['a value that the detector knows better', { email: 'ada@x.org ' }, { email: '<EMAIL_ADDRESS> ' }],
  ['a value of which the detector knows a small part', { full_name: 'Ada Xyzzy' }, { full_name: '<PERSON>' }],
  ['booleans and null', { ssn: null, password: true }, { ssn: null, password: true }],
];

for (const [name, input, output] of keyNames) {
  test(`key names: ${name}`, () => assert.deepEqual(hide(input).value, output));
}

test('the detector is told the nearest key and what it promises', () => {
  const hints: unknown[] = [];
  hide({ a: { home: [['x']], ssn: 'y' } }, {}, undefined, (text, hint) => {
    if (text === 'x' || text === 'y') hints.push(hint);
    return [];
  });
  assert.deepEqual(hints, [{ key: 'home' }, { key: 'ssn', type: 'US_SSN' }]);
});

test('a type that is switched off is not hidden because of its key', () => {
  assert.deepEqual(hide({ ssn: 1 }, { types: { US_SSN: { enabled: false } } }).value, { ssn: 1 });
});

const paths: readonly (readonly [string, PrivacyRulesInput['paths'], unknown, unknown])[] = [
  [
    'skip',
    [{ path: '$.a', action: 'skip' }],
    { a: { Ada: ['Ada'] }, b: 'Ada' },
    { a: { Ada: ['Ada'] }, b: '<PERSON>' },
  ],
  [
    'hide whole',
    [{ path: '$.p.name', action: 'hide', type: 'PERSON' }],
    { p: { name: 'X Y' } },
    { p: { name: '<PERSON>' } },
  ],
  [
    'hide numbers',
    [{ path: '$..n', action: 'hide', type: 'AGE' }],
    { a: [{ n: 3 }], m: 3 },
    { a: [{ n: '<AGE>' }], m: 3 },
  ],
  [
    'hide by an operator',
    [{ path: '$.a[*].b', action: 'hide', type: 'AGE', operator: { operator: 'redact', text: '?' } }],
    { a: [{ b: 'x' }], b: 'x' },
    { a: [{ b: '?' }], b: 'x' },
  ],
  [
    'search by an operator',
    [{ path: '$.log', action: 'search', operator: { operator: 'mask', keepLast: 0 } }],
    { log: 'Ada!', x: 'Ada' },
    { log: '***!', x: '<PERSON>' },
  ],
  [
    'the last of several rules',
    [
      { path: '$..*', action: 'skip' },
      { path: '$.a[1]', action: 'search' },
    ],
    { a: ['Ada', 'Ada'] },
    { a: ['Ada', '<PERSON>'] },
  ],
  [
    'below a rule another holds',
    [
      { path: '$.a', action: 'hide', type: 'SECRET' },
      { path: '$.a.open', action: 'skip' },
    ],
    { a: { open: 'Ada', x: 'y' } },
    { a: { open: 'Ada', x: '<SECRET>' } },
  ],
];

for (const [name, rules, input, output] of paths) {
  test(`path rules: ${name}`, () => assert.deepEqual(hide(input, { paths: rules }).value, output));
}

test('keys that are hidden to the same text lose no value', () => {
  const { value } = hide({ Ada: 1, Bob: 2, '<PERSON> (2)': 3, Zoë: 4 });
  assert.deepEqual(value, { '<PERSON>': 1, '<PERSON> (2)': 2, '<PERSON> (2) (2)': 3, '<PERSON> (3)': 4 });
});

test('prototype-named keys are data', () => {
  const input: unknown = JSON.parse('{"__proto__":{"a":"Ada"},"constructor":"Ada","toString":{"__proto__":"Ada"}}');
  const { value } = hide(input);
  assert.equal(
    JSON.stringify(value),
    '{"__proto__":{"a":"<PERSON>"},"constructor":"<PERSON>","toString":{"__proto__":"<PERSON>"}}',
  );
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

const cyclic: Record<string, unknown> = {};
cyclic['self'] = [cyclic];
const refused: readonly (readonly [string, unknown])[] = [
  ['a cycle', cyclic],
  ['undefined', { a: undefined }],
  ['a gap in an array', Array.from({ length: 3 }).fill(undefined)],
  ['NaN', [Number.NaN]],
  ['a bigint', 1n],
  ['a function', { f: () => 1 }],
  ['a date', { d: new Date(0) }],
  ['a map', new Map()],
  [
    'a getter',
    {
      get a() {
        return 1;
      },
    },
  ],
];

for (const [name, input] of refused) {
  test(`refuses ${name} with document_invalid`, () => {
    assert.throws(() => hide(input), { name: 'PrivacyError', code: 'document_invalid' });
  });
}

test('refuses depth beyond the bound without using the call stack, and takes depth up to it', () => {
  const nest = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  assert.throws(() => hide(nest(5000)), { code: 'document_invalid' });
  assert.deepEqual(hide(nest(512)).value, nest(512));
  const rules = resolveRules(parseRules({}));
  const deep = hideDocument(nest(5000), { detect: tinyDetect, rules, context: {}, maxDepth: 5000 });
  assert.equal(JSON.stringify(deep.value), '['.repeat(5000) + ']'.repeat(5000));
});

test('the same object twice is no cycle; sharing that explodes is bounded', () => {
  const shared = { a: 'Ada' };
  assert.deepEqual(hide([shared, shared]).value, [{ a: '<PERSON>' }, { a: '<PERSON>' }]);
  let bomb: unknown = 'x';
  for (let i = 0; i < 40; i += 1) bomb = [bomb, bomb];
  assert.throws(() => hide(bomb), { code: 'limit_exceeded' });
});

test('a fake or coarser number stays a number when it is one', () => {
  const rules: PrivacyRulesInput = {
    types: { US_SSN: { operator: { operator: 'fake' } }, GPS_COORDINATES: { operator: { operator: 'generalise' } } },
  };
  const { value } = hide({ ssn: 123456789, lat: 41.40338 }, rules);
  assert.match(JSON.stringify(value), /^\{"ssn":9\d{8},"lat":41\.4\}$/);
});

/** JSON with names, keys, numbers and tokens that the rules act on. */
function hostileJson(vault: TokenVault): fc.Arbitrary<unknown> {
  const token = vault.tokenOf('PERSON', 'Ada');
  const number = vault.tokenOf('US_SSN', '123456789', true);
  const text = fc.oneof(
    fc.constantFrom(
      'Ada',
      'x Bob ada@x.org',
      token,
      number,
      `${number} `,
      token.toLowerCase(),
      'PERSON_',
      '\ud83d',
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const key = fc.oneof(
    fc.constantFrom('ssn', 'password', 'age', 'lat', '__proto__', 'constructor', 'Ada', token),
    text,
  );
  return fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(null, true, -0, 123456789, 1e21),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('any')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  })).any;
}

test('restore(hide(x)) = x for tokens over any JSON, of the same shape, with offsets in the original', () => {
  const vault = testVault();
  const rules: PrivacyRulesInput = {
    ...byToken,
    paths: [
      { path: '$[1]', action: 'skip' },
      { path: '$..age', action: 'hide', type: 'AGE' },
    ],
  };
  fc.assert(
    fc.property(hostileJson(vault), (input) => {
      const { value, found } = hide(input, rules, vault);
      assert.deepEqual(restoreDocument(value, vault), input);
      assert.equal(JSON.stringify(restoreDocument(JSON.parse(JSON.stringify(value)), vault)), JSON.stringify(input));
      for (const each of found) assert.ok(each.start >= 0 && each.start < each.end && each.path.startsWith('$'));
      assert.equal(shapeOf(value), shapeOf(input));
    }),
    { numRuns: 1000 },
  );
});

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value !== 'object' || value === null) return '.';
  const members = Object.values(value).map(shapeOf);
  return `{${members.sort().join()}}`;
}
