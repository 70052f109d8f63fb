import type { z } from 'zod';

/** Reads a value that this browser kept; `fallback` when it is absent, foreign or storage is forbidden. */
export function readStored<Value>(key: string, schema: z.ZodType<Value>, fallback: Value): Value {
  try {
    const parsed = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a value in this browser; without effect where storage is forbidden. */
export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that refuses storage still works; the choice then lasts until the page is closed.
  }
}
