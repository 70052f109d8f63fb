import { resolveOverlaps } from '../../detect/resolve-overlaps.ts';
import type { Finding } from '../../finding.ts';

/** Mail addresses that tests of streams look for. */
export const MAIL = /\w{1,20}@\w{1,20}\.\w{2,5}/g;

/** Finds them and nothing else. */
export const mailDetector = {
  candidates: (text: string): Finding[] =>
    Array.from(text.matchAll(MAIL), ({ index, 0: value }) => ({
      type: 'EMAIL_ADDRESS',
      start: index,
      end: index + value.length,
      score: 0.9,
      recogniser: 'mail',
      why: 'rule',
    })),
  choose: resolveOverlaps,
};

/** Hides them. */
export function hideMails(text: string): string {
  return text.replaceAll(MAIL, '<MAIL>');
}

/** Hides them in any JSON. */
export function hideMailsIn(value: unknown): unknown {
  return JSON.parse(hideMails(JSON.stringify(value)));
}
