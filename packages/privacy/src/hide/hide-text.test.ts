import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EntityType } from '../entity-types.ts';
import type { Finding } from '../finding.ts';
import { hideText } from './hide-text.ts';
import { type Operator, operatorSchema } from './operators.ts';
import { found, testClock, testKey, testVault } from './testing/fixtures.ts';
import { tinyDetect } from './testing/tiny-detector.ts';

const token = (): Operator => ({ operator: 'token' });
const redact = (): Operator => ({ operator: 'redact' });

test('hides each finding by the operator of its type and says where', () => {
  const text = 'Ada: ada@x.org, 123-45-6789';
  const operators: Partial<Record<EntityType, unknown>> = {
    PERSON: { operator: 'redact' },
    EMAIL_ADDRESS: { operator: 'keep' },
    US_SSN: { operator: 'mask' },
  };
  const hidden = hideText(text, tinyDetect(text), (type) => operatorSchema.parse(operators[type]), {});
  assert.equal(hidden.text, '<PERSON>: ada@x.org, ***-**-6789');
  assert.deepEqual(hidden.replaced, [
    { type: 'PERSON', start: 0, end: 3, operator: 'redact', replacementStart: 0, replacementEnd: 8 },
    { type: 'EMAIL_ADDRESS', start: 5, end: 14, operator: 'keep', replacementStart: 10, replacementEnd: 19 },
    { type: 'US_SSN', start: 16, end: 27, operator: 'mask', replacementStart: 21, replacementEnd: 32 },
  ]);
});

const wrongFindings: readonly (readonly [string, readonly Finding[]])[] = [
  ['overlap', [found('PERSON', 0, 4), found('PERSON', 3, 5)]],
  ['are out of order', [found('PERSON', 4, 5), found('PERSON', 0, 2)]],
  ['are empty', [found('PERSON', 2, 2)]],
  ['lie outside', [found('PERSON', 3, 99)]],
  ['have no offsets', [found('PERSON', Number.NaN, 3)]],
];

for (const [name, findings] of wrongFindings) {
  test(`findings that ${name} are a mistake of the caller`, () => {
    assert.throws(() => hideText('0123456789', findings, redact, {}), TypeError);
  });
}

test('a finding that cuts a surrogate pair grows over it, and two halves make one finding', () => {
  assert.equal(hideText('a😀b', [found('PERSON', 0, 2)], redact, {}).text, '<PERSON>b');
  assert.equal(hideText('a😀b', [found('PERSON', 2, 4)], redact, {}).text, 'a<PERSON>');
  assert.equal(hideText('😀', [found('PERSON', 0, 1), found('AGE', 1, 2)], redact, {}).text, '<PERSON>');
});

test('operators that need a key or a vault say so', () => {
  for (const operator of ['hash', 'encrypt', 'fake']) {
    const parsed = operatorSchema.parse({ operator });
    assert.throws(() => hideText('Ada', [found('PERSON', 0, 3)], () => parsed, {}), { code: 'key_invalid' });
  }
  assert.throws(() => hideText('Ada', [found('PERSON', 0, 3)], token, {}), { code: 'rules_invalid' });
});

test('a token of the vault that stands in the input comes back as the token, not as its value', () => {
  const vault = testVault();
  const stolen = vault.tokenOf('PERSON', 'Ada');
  for (const text of [stolen, `${stolen}x`, stolen.toLowerCase(), stolen.replace('_', ' _\u200b'), `Ada${stolen}Ada`]) {
    const hidden = hideText(text, tinyDetect(text), token, { vault });
    assert.equal(hidden.text.includes(stolen), text.includes('Ada'));
    assert.equal(vault.restore(hidden.text), text);
  }
});

test('findings that overlap a look-alike grow over it; kept ones give way', () => {
  const vault = testVault();
  const stolen = vault.tokenOf('PERSON', 'Ada');
  const text = `x ${stolen}${stolen} y`;
  const cases: readonly (readonly Finding[])[] = [
    [found('PERSON', 0, 5)],
    [found('PERSON', 4, 6)],
    [found('PERSON', 20, 26)],
    [found('PERSON', 3, 5), found('AGE', 7, 9), found('AGE', 21, 23)],
    [found('PERSON', 0, text.length)],
  ];
  for (const findings of cases) {
    for (const kept of [undefined, 'PERSON', 'AGE']) {
      const hidden = hideText(text, findings, (type) => ({ operator: type === kept ? 'keep' : 'token' }), { vault });
      assert.equal(vault.restore(hidden.text), text);
    }
    const redacted = hideText(text, findings, redact, { vault }).text;
    assert.equal(redacted.includes('Ada') || redacted.includes(stolen), false);
  }
});

/** Text full of what may go wrong: tokens of this vault and of others, whole, cut and rewritten, beside findings. */
function hostileText(vault: ReturnType<typeof testVault>): fc.Arbitrary<string> {
  const tokens = [
    vault.tokenOf('PERSON', 'Ada'),
    vault.tokenOf('US_SSN', '123-45-6789'),
    testVault('x').tokenOf('URL', 'u'),
  ];
  const piece = fc.oneof(
    fc.constantFrom(...tokens, 'Ada', 'Bob', 'Zoë', 'ada@x.org', '123-45-6789'),
    fc.constantFrom('PERSON', 'PERSON_', 'person', '_', ' ', '\u200b', '\\', '\ud83d', '\ude00', 'SSN_', 'CARD'),
    fc.tuple(fc.constantFrom(...tokens), fc.nat(20), fc.nat(20)).map(([text, a, b]) => text.slice(a, a + b)),
    fc.constantFrom(...tokens).map((text) => text.toUpperCase().replace('_', '\u200b_ ')),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  return fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
}

test('restore(hide(x)) = x for tokens, offsets point at the original, for any text and findings', () => {
  const vault = testVault();
  const cuts = fc.array(fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 12 }), fc.constantFrom('PERSON', 'AGE', 'URL')));
  fc.assert(
    fc.property(hostileText(vault), cuts, fc.constantFrom(undefined, 'AGE'), (text, steps, kept) => {
      const findings: Finding[] = [];
      let at = 0;
      for (const [gap, length, type] of steps) {
        if (at + gap + length > text.length) break;
        findings.push(found(type, at + gap, at + gap + length));
        at += gap + length;
      }
      for (const detected of [findings, tinyDetect(text)]) {
        const operatorOf = (type: EntityType): Operator => ({ operator: type === kept ? 'keep' : 'token' });
        const hidden = hideText(text, detected, operatorOf, { vault });
        assert.equal(vault.restore(hidden.text), text);
        let before = 0;
        for (const each of hidden.replaced) {
          assert.ok(each.start >= before && each.start < each.end && each.end <= text.length);
          const shown = hidden.text.slice(each.replacementStart, each.replacementEnd);
          assert.equal(each.operator === 'keep' ? shown : vault.restore(shown), text.slice(each.start, each.end));
          before = each.end;
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('no operator but keep lets a found value through, and none makes a lone surrogate', () => {
  const context = { key: testKey(), scope: 's', vault: testVault(), clock: testClock };
  const text = 'Zoë😀 wrote ada@x.org about 123-45-6789.';
  for (const operator of ['redact', 'mask', 'hash', 'encrypt', 'generalise', 'fake', 'token']) {
    const hidden = hideText(text, tinyDetect(text), () => operatorSchema.parse({ operator }), context);
    for (const value of ['Zoë', 'ada@x.org', '123-45-6789']) assert.equal(hidden.text.includes(value), false, operator);
    assert.ok(hidden.text.isWellFormed());
    assert.equal(hidden.replaced.length, 3);
  }
});
