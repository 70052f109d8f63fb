import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renewAt } from './renew-at.ts';

describe('renewAt', () => {
  const cases: [number, number][] = [
    [0, 1400],
    [0.5, 1500],
    [0.999999999, 1600],
  ];
  for (const [random, expected] of cases) {
    it(`is ${expected} in a life from 1000 to 2000 when chance says ${random}`, () => {
      assert.equal(
        renewAt(1000, 2000, () => random),
        expected,
      );
    });
  }

  it('spreads a fleet over a fifth of the lifetime', () => {
    const times = Array.from({ length: 1000 }, () => renewAt(0, 1000));
    assert.ok(Math.min(...times) >= 400 && Math.max(...times) <= 600);
    assert.ok(new Set(times).size > 100);
  });
});
