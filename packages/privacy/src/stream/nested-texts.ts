/** Way from a delta to a text inside of it. */
export type TextPath = readonly (string | number)[];

/** A piece of a text that comes token by token, such as `audio.transcript`. */
export interface NestedText {
  readonly path: TextPath;
  readonly piece: string;
}

/** Members that hold text which goes on in the next chunk. */
const TEXT_MEMBERS: ReadonlySet<string> = new Set([
  'content',
  'reasoning',
  'summary',
  'text',
  'thinking',
  'transcript',
]);
/** Deeper ones are searched chunk by chunk. */
const MAX_DEPTH = 6;

/**
 * Takes the texts out of a part of a delta and leaves empty ones in their places. A member of a list is known by its `index` where
 * it has one, else by its place.
 */
export function takeTexts(value: unknown, path: TextPath): NestedText[] {
  if (path.length > MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  const members: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((member: unknown, place) => [indexOf(member) ?? place, member] as const)
    : Object.entries(value);
  return members.flatMap(([select, member]) => {
    if (typeof member !== 'string') return takeTexts(member, [...path, select]);
    if (typeof select !== 'string' || !TEXT_MEMBERS.has(select) || member === '') return [];
    (value as Record<string, unknown>)[select] = '';
    return [{ path: [...path, select], piece: member }];
  });
}

/** A delta that holds a text at a path and nothing else but the indexes of lists. */
export function deltaOf(path: TextPath, text: string): Record<string, unknown> {
  let value: unknown = text;
  for (const [at, select] of [...path.entries()].reverse()) {
    if (typeof select === 'string') value = { [select]: value };
    else value = [at < path.length - 1 ? { index: select, ...(value as object) } : value];
  }
  return value as Record<string, unknown>;
}

function indexOf(member: unknown): number | undefined {
  if (typeof member !== 'object' || member === null || !('index' in member)) return undefined;
  return typeof member.index === 'number' ? member.index : undefined;
}
