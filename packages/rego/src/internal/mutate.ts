/** Pieces that change what a policy means or break it. */
const PIECES = [
  ...Array.from('{}[]()"`|.,;:=<>!_%&*+-/\\#\n\t\0'),
  ' if ',
  ' in ',
  ' with ',
  ' as ',
  ' else := ',
  ' not ',
  ' some ',
  ' every ',
  ' contains ',
  ' default ',
  ' import ',
  '$"{',
  ':=',
  '==',
  'set()',
  '1e400',
  '99999999999999999999',
  '\ud800',
  '__proto__',
  'constructor',
  'input',
  'data',
  '[_]',
];
/** Longest piece of one module that is moved or removed, UTF-16 code units. */
const MAX_PIECE = 12;
const MAX_CHANGES = 4;

/**
 * Makes changed modules without end, the same for the same seed: pieces are put in, removed, doubled, or come from another
 * module.
 */
export function createMutator(modules: readonly string[], seed: number): () => string {
  const random = xorshift(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = (from: readonly string[]): string => from[below(from.length)]!;
  return () => {
    let text = pick(modules);
    for (let changes = below(3) === 0 ? below(MAX_CHANGES + 1) : 1; changes > 0; changes--) {
      const at = below(text.length + 1);
      const length = below(MAX_PIECE);
      const kind = below(4);
      const other = kind === 3 ? pick(modules) : text;
      const from = below(other.length + 1);
      const piece = kind === 0 ? pick(PIECES) : kind === 1 ? '' : other.slice(from, from + length);
      text = text.slice(0, at) + piece + text.slice(kind === 0 ? at : at + below(length + 1));
    }
    return text;
  };
}

/** Numbers from 0 up to 1 that are enough for choosing test inputs. */
function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
