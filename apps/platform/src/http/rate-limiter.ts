import type { Clock } from '@tensorguard/core';
import { PlatformError } from '../errors.ts';

/** Keys that are remembered at most; beyond it the fullest buckets are forgotten, which only helps their owners. */
const MAX_KEYS = 100_000;

/** Token buckets by key. */
export interface RateLimiter {
  /** Takes one token. @throws PlatformError `rate_limited` */
  take(key: string): void;
}

/** How fast tokens come and how many may gather. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Makes a limiter. */
export function createRateLimiter(limit: RateLimit, clock: Clock): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: limit.burst, at: now };
      const tokens = Math.min(limit.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * limit.perSecond);
      if (tokens < 1) {
        throw new PlatformError('rate_limited', 'too many requests', { detail: 'Slow down and try again.' });
      }
      // Set again at the end, so that the first key of the map is the one unused for longest.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens - 1, at: now });
      if (buckets.size > MAX_KEYS) buckets.delete(buckets.keys().next().value!);
    },
  };
}
