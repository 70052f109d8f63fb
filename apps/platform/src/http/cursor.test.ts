import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeCursor, idCursor, nameCursor, pageFrom, positionCursor, timeCursor } from './cursor.ts';

const refused = { name: 'PlatformError', code: 'cursor_invalid' };
const of = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a cursor reads back what was encoded', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((part) => !part.includes('\0'));
  fc.assert(
    fc.property(text, text, fc.nat(), (name, id, number) => {
      assert.deepEqual(nameCursor(encodeCursor([name, id])), { name, id });
      assert.equal(idCursor(encodeCursor([id])), id);
      assert.equal(positionCursor(encodeCursor([number])), number);
      assert.deepEqual(timeCursor(encodeCursor([number, id])), { createdAt: new Date(number), id });
    }),
  );
  for (const read of [idCursor, positionCursor, nameCursor, timeCursor]) assert.equal(read(undefined), undefined);
});

test('anything else is refused, never taken for something', () => {
  const cases: [string, (cursor: string) => unknown, string[]][] = [
    ['an id', idCursor, [of([1]), of(['a', 'b']), of([]), of(['a\0b']), of('a'), of(null)]],
    ['a position', positionCursor, [of(['1']), of([-1]), of([1.5]), of([2 ** 53]), of([null]), of([{}])]],
    ['a name', nameCursor, [of(['a']), of([1, 'a']), of(['a', 1]), of(['\0', 'a']), of({ 0: 'a', 1: 'b', length: 2 })]],
    ['a time', timeCursor, [of(['1', 'a']), of([-1, 'a']), of([253_402_300_800_000, 'a']), of([1e300, 'a']), of([1])]],
  ];
  for (const [name, read, cursors] of cases) {
    for (const cursor of [...cursors, '', 'x', '!!!', Buffer.from([255, 254]).toString('base64url')]) {
      assert.throws(() => read(cursor), refused, `${name}: ${Buffer.from(cursor, 'base64url').toString()}`);
    }
  }
  fc.assert(
    fc.property(fc.string(), (cursor) => {
      for (const read of [idCursor, positionCursor, nameCursor, timeCursor]) {
        try {
          read(cursor);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'cursor_invalid');
        }
      }
    }),
  );
});

test('a page has a cursor when there is a row beyond it', () => {
  const key = (row: string) => [row];
  assert.deepEqual(pageFrom([], 2, key), { items: [], nextCursor: null });
  assert.deepEqual(pageFrom(['a', 'b'], 2, key), { items: ['a', 'b'], nextCursor: null });
  assert.deepEqual(pageFrom(['a', 'b', 'c'], 2, key), { items: ['a', 'b'], nextCursor: encodeCursor(['b']) });
});
