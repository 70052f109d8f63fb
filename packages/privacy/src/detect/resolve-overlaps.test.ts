import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EntityType } from '../entity-types.ts';
import type { Finding } from '../finding.ts';
import { resolveOverlaps } from './resolve-overlaps.ts';

function finding(type: EntityType, start: number, end: number, score: number): Finding {
  return { type, start, end, score, recogniser: type, why: 'x' };
}

function resolved(text: string, findings: readonly Finding[]): string[] {
  return resolveOverlaps(text, findings).map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);
}

const TEXT = 'John Smith smith@example.com 4111';

test('the higher score wins, and what it leaves of the other one stays', () => {
  const mail = finding('EMAIL_ADDRESS', 11, 28, 0.9);
  assert.deepEqual(resolved(TEXT, [finding('PERSON', 0, 16, 0.8), mail]), [
    'PERSON John Smith',
    'EMAIL_ADDRESS smith@example.com',
  ]);
  assert.deepEqual(resolved(TEXT, [finding('DOMAIN_NAME', 17, 28, 0.8), mail]), ['EMAIL_ADDRESS smith@example.com']);
  assert.deepEqual(resolved(TEXT, [finding('PERSON', 0, 33, 0.6), mail, finding('AGE', 29, 33, 0.9)]), [
    'PERSON John Smith',
    'EMAIL_ADDRESS smith@example.com',
    'AGE 4111',
  ]);
});

test('of equal scores the longer one wins, then the one that begins first', () => {
  const [short, long] = [finding('AGE', 5, 10, 0.7), finding('PERSON', 0, 10, 0.7)];
  for (const order of [
    [short, long],
    [long, short],
  ]) {
    assert.deepEqual(resolved(TEXT, order), ['PERSON John Smith']);
  }
  assert.deepEqual(resolved('abcdef', [finding('AGE', 2, 6, 0.7), finding('GPE', 0, 4, 0.7)]), ['GPE abcd', 'AGE ef']);
});

test('a piece without letters or digits is no finding', () => {
  assert.deepEqual(resolved('ab - cd', [finding('PERSON', 0, 4, 0.5), finding('GPE', 0, 2, 0.9)]), ['GPE ab']);
});

test('whatever overlaps, the result does not, covers every strongest finding, and tells no more than was found', () => {
  const span = fc.record({
    start: fc.nat(60),
    length: fc.nat(20),
    score: fc.constantFrom(0.5, 0.7, 0.9),
    type: fc.constantFrom<EntityType>('PERSON', 'GPE', 'AGE'),
  });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const text = 'ab c'.repeat(20);
      const findings = spans.map(({ type, start, length, score }) => finding(type, start, start + length, score));
      const result = resolveOverlaps(text, findings);
      for (const [i, { start, end }] of result.entries()) {
        assert.ok(start < end && (i === 0 || result[i - 1]!.end <= start));
        assert.ok(findings.some((each) => each.start <= start && each.end >= end));
      }
      for (const { start, end } of findings) {
        for (let at = start; at < end; at++) {
          // Single characters between two winners may be left out, and marks.
          const near = result.some((each) => each.start - 2 <= at && at < each.end + 2);
          assert.ok(near || end - start < 3, `${at}`);
        }
      }
    }),
  );
});

test('many findings on one place are resolved without trouble', () => {
  const findings = Array.from({ length: 50_000 }, (_, i) => finding('PERSON', i, i + 40, 0.5 + (i % 7) / 20));
  assert.ok(resolveOverlaps('x'.repeat(51_000), findings).length > 1_000);
});
