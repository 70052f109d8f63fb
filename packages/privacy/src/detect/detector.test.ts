import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseRules, resolveRules } from '../rules/resolve-rules.ts';
import { hideDocument } from '../structured/hide-document.ts';
import { createDetector } from './detector.ts';

const everything = createDetector();
const patterns = createDetector({ tagger: false });

function found(text: string, detector = everything): string[] {
  return detector.find(text).map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);
}

describe('a detector', () => {
  it('finds people, places, numbers and secrets in one text', () => {
    const text =
      'Dr. Anna Kowalski lives in Warsaw. Write to anna@example.com or call +48 22 555 01 23; her card is 4111 1111 1111 1111, ' +
      'password = "Tr0ub4dor&3".';
    const types = new Set(everything.find(text).map(({ type }) => type));
    for (const type of ['PERSON', 'GPE', 'EMAIL_ADDRESS', 'PHONE_NUMBER', 'CREDIT_CARD', 'SECRET'] as const) {
      assert.ok(types.has(type), type);
    }
  });

  it('finds nothing in plain sentences', () => {
    for (const text of [
      '',
      ' ',
      'Please close the window before you leave the room.',
      'We ship version 2.10.3 of it every week.',
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });

  it('sees through what hides a value, and says where it stands in the original', () => {
    const cases = [
      'to ａnna＠example．com now',
      'to an\u200bna@exam\u00adple.com now',
      'to аnna@example.com now',
      'to anna&#64;example.com now',
      'to ｅｖｅ@example.com now',
    ];
    for (const text of cases) {
      const [finding] = patterns.find(text);
      assert.equal(finding?.type, 'EMAIL_ADDRESS', text);
      assert.equal(text.slice(finding.start, finding.end), text.slice(3, -4));
    }
    const plain = createDetector({ tagger: false, normalise: false });
    assert.deepEqual(plain.find('card ４１１１ １１１１ １１１１ １１１１'), []);
    assert.equal(patterns.find('card ４１１１ １１１１ １１１１ １１１１')[0]?.type, 'CREDIT_CARD');
  });

  it('looks for the types that it was asked for, from the score that it was given', () => {
    const text = 'anna@example.com, 10.0.0.1';
    assert.deepEqual(found(text, createDetector({ tagger: false, types: ['IP_ADDRESS'] })), ['IP_ADDRESS 10.0.0.1']);
    assert.deepEqual(found(text, createDetector({ tagger: false, threshold: 1.01 })), []);
  });

  it('takes words from before the text for its meaning', () => {
    const without = patterns.find('536-22-1234');
    const hinted = patterns.find('536221234', { key: 'ssn' });
    assert.ok(without.every(({ type }) => type === 'US_SSN'));
    assert.deepEqual(
      hinted.map(({ type, start, end }) => [type, start, end]),
      [['US_SSN', 0, 9]],
    );
  });

  it('serves documents as it is', () => {
    const rules = resolveRules(parseRules({ defaultOperator: { operator: 'redact' } }));
    const { value } = hideDocument(
      { note: 'to anna@example.com', taxpayer: 'ssn 536-22-1234' },
      {
        detect: patterns.find,
        rules,
        context: {},
      },
    );
    assert.deepEqual(value, { note: 'to <EMAIL_ADDRESS>', taxpayer: 'ssn <US_SSN>' });
  });

  it('takes recognisers of others', () => {
    const badge = {
      name: 'badge',
      find: (text: string) =>
        Array.from(text.matchAll(/BADGE-\d{4}/g), ({ index, 0: value }) => ({
          type: 'DEVICE_ID' as const,
          start: index,
          end: index + value.length,
          score: 0.9,
          recogniser: 'badge',
          why: 'form',
        })),
    };
    assert.deepEqual(found('my BADGE-1234', createDetector({ tagger: false, recognisers: [badge] })), [
      'DEVICE_ID BADGE-1234',
    ]);
  });
});

describe('findings', () => {
  it('lie in the text, in order, and never quote it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'anna@example.com',
        ' 4111 1111 1111 1111 ',
        '\u200b',
        '＠',
        'Anna ',
        '\ud800',
        '\u0000',
        '&#64;',
        '\n',
        '+48 22 555 01 23',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const { start, end, why } of everything.find(text)) {
          assert.ok(last <= start && start < end && end <= text.length);
          assert.ok(!why.includes('anna@'));
          last = end;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('come from long hostile texts as well', () => {
    const hostile = ['1', '1 ', 'a@', '@', '.', 'Aa ', '-----BEGIN ', '://', '+1', '()', '\u202e', 'x'.repeat(100_000)];
    for (const piece of hostile) everything.find(piece.repeat(200_000 / piece.length));
  });
});
