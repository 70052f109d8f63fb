/** Length of a path, in UTF-16 code units. */
export const MAX_PATH_CHARS = 512;
/** Steps of a path. */
export const MAX_PATH_STEPS = 64;

/** One step of a path. */
export interface PathStep {
  /** `..`: any number of levels may lie before it. */
  readonly descend: boolean;
  /** A name, an index, or `undefined` for every member (`*`). */
  readonly select: string | number | undefined;
}

/** {@link parsePath}'s answer: the steps, or what is wrong. */
export type ParsedPath =
  | { readonly steps: readonly PathStep[]; readonly problem?: undefined }
  | { readonly steps?: undefined; readonly problem: string };

const NAME = /[A-Za-z_$\u0080-\uffff][\w$\-\u0080-\uffff]*/y;
const INDEX = /(?:0|[1-9]\d{0,8})(?=\])/y;
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/y;

/**
 * Reads the part of RFC 9535 that rules need: `$`, `.name`, `['name']`, `[0]`, `[*]`, `.*`, `..name`, `..[0]`, `..*`. Filters and slices are
 * refused.
 */
export function parsePath(path: string): ParsedPath {
  if (path.length > MAX_PATH_CHARS) return { problem: `a path has at most ${MAX_PATH_CHARS} characters` };
  if (!path.startsWith('$')) return { problem: 'a path begins with $' };
  const steps: PathStep[] = [];
  let at = 1;
  while (at < path.length) {
    const step = stepAt(path, at);
    if (step === undefined) return { problem: `the path cannot be read from character ${at}` };
    steps.push({ descend: step.descend, select: step.select });
    if (steps.length > MAX_PATH_STEPS) return { problem: `a path has at most ${MAX_PATH_STEPS} steps` };
    at = step.end;
  }
  return { steps };
}

/** Writes one more step of a path, in the dotted form where that is possible. */
export function writeStep(select: string | number): string {
  if (typeof select === 'number') return `[${select}]`;
  return /^[A-Za-z_]\w*$/.test(select) ? `.${select}` : `[${JSON.stringify(select)}]`;
}

function stepAt(path: string, at: number): (PathStep & { end: number }) | undefined {
  const descend = path.startsWith('..', at);
  const from = descend ? at + 2 : at;
  if (path[from] === '[') return bracketed(path, from + 1, descend);
  // One point before a name, or the two of a descent.
  const nameAt = descend ? from : from + 1;
  if (!descend && path[from] !== '.') return undefined;
  if (path[nameAt] === '*') return { descend, select: undefined, end: nameAt + 1 };
  const name = match(NAME, path, nameAt);
  return name === undefined ? undefined : { descend, select: name, end: nameAt + name.length };
}

function bracketed(path: string, at: number, descend: boolean): (PathStep & { end: number }) | undefined {
  const close = (select: PathStep['select'], end: number): (PathStep & { end: number }) | undefined =>
    path[end] === ']' ? { descend, select, end: end + 1 } : undefined;
  if (path[at] === '*') return close(undefined, at + 1);
  const index = match(INDEX, path, at);
  if (index !== undefined) return close(Number(index), at + index.length);
  const quoted = match(QUOTED, path, at);
  if (quoted === undefined) return undefined;
  const name = unquote(quoted);
  return name === undefined ? undefined : close(name, at + quoted.length);
}

function unquote(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1);
  const json = quoted.startsWith("'") ? inner.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"') : inner;
  try {
    return String(JSON.parse(`"${json}"`));
  } catch {
    return undefined;
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
