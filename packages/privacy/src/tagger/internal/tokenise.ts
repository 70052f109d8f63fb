import { CharacterClass, characterClass } from './characters.ts';

/** Letters of a longer run are cut into tokens of this many code units, so that no token grows with the input. */
export const MAX_TOKEN_UNITS = 48;

/** Tokens of a stretch of text as parallel arrays. */
export interface Tokens {
  count: number;
  /** First code unit of each token. */
  readonly starts: Int32Array;
  /** After the last code unit of each token. */
  readonly ends: Int32Array;
  /** 1 where nothing stands between the token and the one before it. */
  readonly joined: Uint8Array;
}

/** Arrays for at most `capacity` tokens. */
export function makeTokens(capacity: number): Tokens {
  return {
    count: 0,
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    joined: new Uint8Array(capacity),
  };
}

function isLetter(kind: number): boolean {
  return kind === CharacterClass.lower || kind === CharacterClass.upper;
}

function endOfRun(text: string, start: number, kind: number): number {
  const limit = Math.min(text.length, start + MAX_TOKEN_UNITS);
  let at = start + 1;
  if (isLetter(kind)) {
    while (at < limit && isLetter(characterClass(text.charCodeAt(at)))) at++;
  } else if (kind === CharacterClass.digit) {
    while (at < limit && characterClass(text.charCodeAt(at)) === CharacterClass.digit) at++;
  }
  return at;
}

/**
 * Fills `tokens` with words, numbers, single signs and line ends from code unit
 * `from` on, until they are full or the text ends. Returns where it stopped. One cursor, so linear.
 */
export function tokenise(text: string, from: number, tokens: Tokens): number {
  const capacity = tokens.starts.length;
  let count = 0;
  let at = from;
  let joined = 0;
  while (at < text.length && count < capacity) {
    const kind = characterClass(text.charCodeAt(at));
    if (kind === CharacterClass.space) {
      at++;
      joined = 0;
      continue;
    }
    const end = kind === CharacterClass.newline ? at + 1 : endOfRun(text, at, kind);
    tokens.starts[count] = at;
    tokens.ends[count] = end;
    tokens.joined[count] = joined;
    count++;
    at = end;
    joined = 1;
  }
  tokens.count = count;
  return at;
}
