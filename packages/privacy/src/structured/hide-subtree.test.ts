import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decryptText } from '../hide/encrypted-text.ts';
import type { Operator } from '../hide/operators.ts';
import { testClock, testKey, testVault } from '../hide/testing/fixtures.ts';
import { tinyDetect } from '../hide/testing/tiny-detector.ts';
import type { TokenVault } from '../hide/tokens/token-vault.ts';
import type { PathRule, PrivacyRulesInput } from '../rules/privacy-rules.ts';
import { parseRules, resolveRules } from '../rules/resolve-rules.ts';
import { type HiddenDocument, hideDocument } from './hide-document.ts';
import { restoreDocument } from './restore-document.ts';

function hide(
  value: unknown,
  paths: readonly PathRule[],
  vault?: TokenVault,
  rules: PrivacyRulesInput = {},
): HiddenDocument {
  const context = { key: testKey(), scope: 's', clock: testClock, ...(vault && { vault }) };
  return hideDocument(value, { detect: tinyDetect, rules: { ...resolveRules(parseRules(rules)), paths }, context });
}

const patient: PathRule = { path: '$.patient', action: 'hide', type: 'MEDICAL_RECORD_NUMBER' };
const input = {
  patient: {
    smoker: true,
    pregnant: false,
    age: 41,
    allergies: ['nuts', 7, false],
    died: null,
    note: '',
    kin: {},
    'ada@x.org': 1,
  },
  open: true,
};
const M = '<MEDICAL_RECORD_NUMBER>';

test('a rule that hides leaves nothing under its path that says something', () => {
  const { value, found } = hide(input, [patient]);
  assert.deepEqual(value, {
    patient: {
      smoker: M,
      pregnant: M,
      age: M,
      allergies: [M, M, M],
      died: null,
      note: '',
      kin: {},
      '<EMAIL_ADDRESS>': M,
    },
    open: true,
  });
  const smoker = found.find(({ path }) => path === '$.patient.smoker');
  assert.deepEqual([smoker?.start, smoker?.end, smoker?.replacementEnd, smoker?.operator], [0, 4, M.length, 'redact']);
});

test('keys are hidden when the rule says so, and lose no value', () => {
  const { value, found } = hide({ patient: { hiv: true, '': 1, list: [{ drug: 'x' }] } }, [
    { ...patient, keys: 'hide' },
  ]);
  assert.deepEqual(value, { patient: { [M]: M, '': M, [`${M} (2)`]: [{ [M]: M }] } });
  assert.deepEqual(
    found.filter(({ part }) => part === 'key').map(({ path }) => path),
    [`$.patient["${M}"]`, `$.patient["${M}"]`, `$.patient["${M} (2)"][0]["${M}"]`],
  );
});

test('a key that another rule names stays as it is', () => {
  const rules: PathRule[] = [
    { ...patient, keys: 'hide' },
    { path: '$.patient.ward', action: 'skip' },
  ];
  assert.deepEqual(hide({ patient: { ward: 'Ada', x: 1 } }, rules).value, { patient: { ward: 'Ada', [M]: M } });
});

const operators: readonly (readonly [string, Operator, RegExp])[] = [
  ['keep', { operator: 'keep' }, /^\{"patient":\[true,false,12\]\}$/],
  [
    'mask',
    { operator: 'mask', keepFirst: 0, keepLast: 0, character: '*', keepSeparators: true },
    /^\{"patient":\["<M.*>","<M.*>","\*\*"\]\}$/,
  ],
  ['hash', { operator: 'hash', characters: 16 }, /^\{"patient":\["M\w+#\w{16}","M\w+#\w{16}","M\w+#\w{16}"\]\}$/],
  [
    'generalise',
    { operator: 'generalise', date: 'year', ageBandYears: 10 },
    /^\{"patient":\["<M\w+>","<M\w+>","<M\w+>"\]\}$/,
  ],
  ['fake', { operator: 'fake' }, /^\{"patient":\["[^"]+","[^"]+",(?:"[^"]+"|\d+)\]\}$/],
];

for (const [name, operator, form] of operators) {
  test(`booleans and numbers by ${name}`, () => {
    assert.match(JSON.stringify(hide({ patient: [true, false, 12] }, [{ ...patient, operator }]).value), form);
  });
}

test('the length of an encrypted boolean does not tell which it is', () => {
  const { value } = hide([true, false], [{ ...patient, path: '$', operator: { operator: 'encrypt' } }]);
  const [yes, no] = value as [string, string];
  assert.equal(yes.length, no.length);
  const key = testKey();
  assert.deepEqual(JSON.parse(decryptText(`[${yes},${no}]`, () => key).text), [true, false]);
});

test('restore(hide(x)) = x for tokens, whatever lies under the paths, keys too', () => {
  const text = fc.oneof(
    fc.constantFrom('Ada', 'true', 'false', '12', 'ada@x.org', '__proto__', ''),
    fc.string({ maxLength: 4 }),
  );
  const json = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(true, false, null, 0, -0, 1e21, 5e-324),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(text, fc.constantFrom('hide', 'keys', 'skip')), tie('any'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).any;
  const paths: PathRule[] = [
    { path: '$..hide', action: 'hide', type: 'AGE' },
    { path: '$..keys', action: 'hide', type: 'SECRET', keys: 'hide' },
    { path: '$..skip', action: 'skip' },
  ];
  fc.assert(
    fc.property(json, fc.constantFrom('hide', 'keys', 'skip', 'other'), (part, name) => {
      const given = { [name]: part };
      const vault = testVault();
      const { value } = hide(given, paths, vault, { defaultOperator: { operator: 'token' } });
      assert.equal(JSON.stringify(restoreDocument(JSON.parse(JSON.stringify(value)), vault)), JSON.stringify(given));
      assert.deepEqual(restoreDocument(value, vault), given);
      if (name === 'hide' || name === 'keys') assert.ok(saysNothing(value));
    }),
    { numRuns: 2_000 },
  );
});

/** Whether no number, boolean or text but tokens is left, except where a rule skips. */
function saysNothing(value: unknown): boolean {
  if (typeof value === 'string') return value === '' || /^[A-Z]+_\w{13}$/.test(value);
  if (typeof value !== 'object' || value === null) return value === null;
  return Object.entries(value).every(([key, member]) => key === 'skip' || saysNothing(member));
}
