import type { BlobRange } from './blob-store.ts';

const SINGLE_RANGE = /^bytes[ \t]*=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i;

/**
 * The range that a `Range` header asks for (RFC 9110, section 14.1.2).
 *
 * Undefined means the whole content: there is no header, or one that a server may ignore (another unit, several ranges,
 * nonsense). `unsatisfiable` means that no byte of the content lies in the range.
 */
export function rangeOf(header: string | null, size: number): BlobRange | 'unsatisfiable' | undefined {
  const match = header === null ? null : SINGLE_RANGE.exec(header);
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return undefined;
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}
