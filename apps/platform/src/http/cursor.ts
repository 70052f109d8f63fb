import { PlatformError } from '../errors.ts';

/** Makes an opaque cursor from the sort key of the last row of a page. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Latest time in a cursor, milliseconds since the epoch: the end of the year 9999, the last one in RFC 3339. */
const MAX_TIME_MS = 253_402_300_799_999;

type PartKind = 'text' | 'count' | 'time';

/** What each kind of part may be: text without NUL, which no column holds; whole numbers; times in milliseconds. */
const PARTS: Readonly<Record<PartKind, (part: unknown) => boolean>> = {
  text: (part) => typeof part === 'string' && !part.includes('\0'),
  count: (part) => Number.isSafeInteger(part) && Number(part) >= 0,
  time: (part) => Number.isSafeInteger(part) && Number(part) >= 0 && Number(part) <= MAX_TIME_MS,
};

/** Reads a cursor back. @throws PlatformError `cursor_invalid` */
function decodeCursor(cursor: string, kinds: readonly PartKind[]): (string | number)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === kinds.length && key.every((part, i) => PARTS[kinds[i]!](part))) {
      return key as (string | number)[];
    }
  } catch {
    // Falls through to the one refusal below.
  }
  throw new PlatformError('cursor_invalid', 'not a cursor of this list');
}

/** Cursor of a list in the order of ids. @throws PlatformError `cursor_invalid` */
export function idCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : String(decodeCursor(cursor, ['text'])[0]);
}

/** Cursor of a list in the order of positions. @throws PlatformError `cursor_invalid` */
export function positionCursor(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(decodeCursor(cursor, ['count'])[0]);
}

/** Cursor of a list by name. @throws PlatformError `cursor_invalid` */
export function nameCursor(cursor: string | undefined): { name: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [name, id] = decodeCursor(cursor, ['text', 'text']);
  return { name: String(name), id: String(id) };
}

/** Cursor of a list by time of creation. @throws PlatformError `cursor_invalid` */
export function timeCursor(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = decodeCursor(cursor, ['time', 'text']);
  return { createdAt: new Date(Number(createdAt)), id: String(id) };
}

/** A page from rows that were read one beyond the limit. */
export function pageFrom<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly (string | number)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
