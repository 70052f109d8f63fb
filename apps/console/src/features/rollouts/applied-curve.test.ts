import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appliedCurve, MAX_CURVE_POINTS } from './applied-curve.ts';

test('the curve starts at nothing and counts each agent', () => {
  expect(appliedCurve(1000, [2000, 2000, 4500], 4500)).toEqual([
    { seconds: 0, applied: 0 },
    { seconds: 1, applied: 1 },
    { seconds: 1, applied: 2 },
    { seconds: 3.5, applied: 3 },
  ]);
});

test('the curve goes on to the end of the rollout, or to now', () => {
  expect(appliedCurve(1000, [1500], 9000)).toEqual([
    { seconds: 0, applied: 0 },
    { seconds: 0.5, applied: 1 },
    { seconds: 8, applied: 1 },
  ]);
});

test('however many agents, the curve rises, ends with all, and stays drawable', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 3000 }), (times) => {
      const curve = appliedCurve(
        0,
        times.toSorted((a, b) => a - b),
        0,
      );
      expect(curve.length).toBeLessThanOrEqual(MAX_CURVE_POINTS + 2);
      expect(curve.at(-1)?.applied).toBe(times.length);
      for (const [index, point] of curve.entries()) {
        const before = curve[index - 1];
        if (before) expect(point.seconds >= before.seconds && point.applied > before.applied).toBe(true);
      }
    }),
  );
});
