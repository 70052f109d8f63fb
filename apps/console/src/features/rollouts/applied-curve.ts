/** One point of the progress curve: seconds since the start and agents that had applied by then. */
export interface CurvePoint {
  readonly seconds: number;
  readonly applied: number;
}

/** Points that a curve has at most: more cannot be told apart on a screen. */
export const MAX_CURVE_POINTS = 200;

/**
 * How many agents had applied at which time. Starts at zero; later points are thinned evenly, the last one stays and holds
 * until the end. Times are milliseconds since the epoch, ascending.
 */
export function appliedCurve(startMs: number, times: readonly number[], endMs: number): CurvePoint[] {
  const step = Math.max(1, Math.ceil(times.length / MAX_CURVE_POINTS));
  const points: CurvePoint[] = [{ seconds: 0, applied: 0 }];
  for (const [index, time] of times.entries()) {
    if ((index + 1) % step !== 0 && index !== times.length - 1) continue;
    points.push({ seconds: Math.max(0, (time - startMs) / 1000), applied: index + 1 });
  }
  const last = points[points.length - 1]!;
  const end = (endMs - startMs) / 1000;
  if (end > last.seconds) points.push({ seconds: end, applied: last.applied });
  return points;
}
