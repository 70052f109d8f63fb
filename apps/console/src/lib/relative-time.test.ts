import { expect, test } from 'vitest';
import { relativeTime } from './relative-time.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
test.each([
  [0, 'just now'],
  [-4, 'just now'],
  [-42, '42 seconds ago'],
  [-90, '1 minute ago'],
  [-7200, '2 hours ago'],
  [3600 * 21, 'in 21 hours'],
  [-86_400 * 3, '3 days ago'],
  [-86_400 * 45, '1 month ago'],
  [-86_400 * 800, '2 years ago'],
])('%d seconds from now is %s', (seconds, text) => expect(relativeTime(NOW + seconds * 1000, NOW)).toBe(text));
