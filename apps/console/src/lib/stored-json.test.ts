import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readStored, writeStored } from './stored-json.ts';

const schema = z.object({ a: z.number() });
const fallback = { a: 0 };
afterEach(() => void vi.unstubAllGlobals());

test('what was kept is read again', () => {
  writeStored('k', { a: 7 });
  expect(readStored('k', schema, fallback)).toEqual({ a: 7 });
});

test.each(['', '{', 'null', '{"a":"7"}'])('%j kept by something else gives the fallback', (text) => {
  localStorage.setItem('k', text);
  expect(readStored('k', schema, fallback)).toBe(fallback);
});

test('a browser that forbids storage still works', () => {
  const forbidden = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden, clear: () => undefined });
  writeStored('k', 1);
  expect(readStored('k', schema, fallback)).toBe(fallback);
  vi.unstubAllGlobals();
});
