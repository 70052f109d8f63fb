import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { ENTITY_TYPES } from '../entity-types.ts';
import { findAll } from './internal/find-all.ts';
import { planRows } from './internal/plan.ts';
import { createPatternRecogniser, PATTERN_RECOGNISERS } from './patterns.ts';
import type { PatternRow } from './pattern-row.ts';

const recogniser = createPatternRecogniser();

/** The table with every question to a row counted. */
function counted(): { rows: PatternRow[]; calls: () => number } {
  let calls = 0;
  const rows = PATTERN_RECOGNISERS.map((row): PatternRow =>
    row.kind === 'code'
      ? { ...row, check: (value) => (calls++, row.check(value)) }
      : { ...row, find: (page, self, start, end) => (calls++, row.find(page, self, start, end)) },
  );
  return { rows, calls: () => calls };
}

const KIB = 1_024;
const HOSTILE = [
  '1',
  '1 ',
  '@',
  'a@',
  'a.',
  ':',
  '1:',
  '1-',
  '://',
  '<',
  'call ',
  '+1 ',
  '(1',
  '1 Rue A ',
  'PO Box ',
  'May 1 ',
  'a1',
  '4111 ',
  'GB82 ',
  '١',
];

suite('pattern recognisers', () => {
  test('names are unique and scores lie between 0 and 1', () => {
    const names = PATTERN_RECOGNISERS.map((row) => row.name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
    for (const row of PATTERN_RECOGNISERS) {
      assert.ok(Object.hasOwn(ENTITY_TYPES, row.type), row.name);
      assert.ok(row.base >= 0 && row.base <= 1 && row.boosted > 0 && row.boosted <= 1, row.name);
    }
  });

  test('numbers of at least 22 countries are known', () => {
    const regions = new Set(PATTERN_RECOGNISERS.filter((row) => row.type === 'NATIONAL_ID').map((row) => row.region));
    assert.ok(regions.size >= 22, String(regions.size));
  });

  test('regions and types narrow what is found', () => {
    const text = 'SSN 536-90-4399, mail a@example.com, DNI 12345678Z';
    const types = (found: readonly { type: string }[]) => new Set(found.map((finding) => finding.type));
    assert.ok(!types(createPatternRecogniser({ regions: ['ES'] }).find(text)).has('US_SSN'));
    assert.ok(types(createPatternRecogniser({ regions: ['ES'] }).find(text)).has('NATIONAL_ID'));
    assert.deepEqual([...types(createPatternRecogniser({ types: ['EMAIL_ADDRESS'] }).find(text))], ['EMAIL_ADDRESS']);
  });

  test('hashes, UUIDs, versions, prices and order numbers give nothing sure', () => {
    const text = [
      'commit 3f786850e387550fdab836ed7e6dc881de23001b',
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '550e8400-e29b-41d4-a716-446655440000',
      'v1.2.3, 10.4.2-rc.1, node 26.10.0',
      '$1,234.56 and 99.90 EUR',
      'order 20394857, invoice 2039485',
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA',
      'const x = 0xff + 1e9; arr[10] = 4096;',
    ].join('\n');
    const sure = recogniser.find(text).filter((finding) => finding.score >= 0.5);
    assert.deepEqual(
      sure.map((f) => `${f.type} ${text.slice(f.start, f.end)}`),
      [],
    );
  });

  test('context reaches over the edge of a block', () => {
    const pad = 'x '.repeat(32_764);
    for (let shift = 0; shift < 24; shift++) {
      const text = `${'y'.repeat(shift)} ${pad}my SSN is 536904399 ok`;
      const found = recogniser.find(text).find((finding) => finding.type === 'US_SSN');
      assert.equal(found === undefined ? '' : text.slice(found.start, found.end), '536904399');
    }
  });

  test('findings point into the text, hold no duplicates and never quote the value', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...HOSTILE,
        '4111111111111111',
        'a@b.example.com',
        '+44 20 7946 0958',
        '\u0000',
        '\ud800',
        '12 Elm Street',
        ' IBAN ',
        'GB82WEST12345698765432',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        const keys = new Set<string>();
        for (const finding of recogniser.find(text)) {
          assert.ok(finding.start >= 0 && finding.start < finding.end && finding.end <= text.length);
          assert.ok(finding.score > 0 && finding.score <= 1);
          const key = `${finding.type} ${finding.start} ${finding.end}`;
          assert.ok(!keys.has(key), key);
          keys.add(key);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the work grows as the text does on hostile input', () => {
    for (const unit of HOSTILE) {
      const steps = [64, 128, 256].map((size) => {
        const { rows, calls } = counted();
        findAll(planRows(rows), unit.repeat(Math.ceil((size * KIB) / unit.length)));
        return calls();
      });
      const [small = 0, middle = 0, large = 0] = steps;
      assert.ok(middle <= small * 2.1 + 64 && large <= middle * 2.1 + 64, `${JSON.stringify(unit)} ${steps.join(' ')}`);
      assert.ok(large <= 256 * KIB * 16, `${JSON.stringify(unit)} ${large}`);
    }
  });
});
