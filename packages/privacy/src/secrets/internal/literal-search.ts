/** What the search looks for. */
export interface Literal<T> {
  /** At least two characters of ASCII. */
  readonly literal: string;
  /** Whether capitals do not matter. */
  readonly isAnyCase: boolean;
  readonly value: T;
}

/** Characters of a literal that the first look tells apart. */
const GRAM_CHARS = 3;
const BITS_OF_CHARACTER = 6;
const GRAMS = 1 << (GRAM_CHARS * BITS_OF_CHARACTER);
const ASCII = 127;

/** Hash of the last three characters; older ones fall out at the top. */
function step(hash: number, code: number): number {
  return ((hash << BITS_OF_CHARACTER) ^ (code & ASCII)) & (GRAMS - 1);
}

/**
 * Finds hundreds of literals in one pass: a table of three characters tells nearly every place where none begins, several
 * times as fast as an expression of alternatives.
 */
export class LiteralSearch<T> {
  readonly #mayBegin = new Uint8Array(GRAMS);
  readonly #lists = new Map<number, Literal<T>[]>();

  constructor(literals: readonly Literal<T>[]) {
    for (const literal of literals) for (const gram of gramsOf(literal)) this.#put(gram, literal);
    for (const list of this.#lists.values()) list.sort((a, b) => b.literal.length - a.literal.length);
  }

  /** Calls `visit`, in the order of the text, with the longest literal that begins at a place, and with each of those in any case. */
  forEach(text: string, visit: (at: number, value: T) => void): void {
    let hash = 0;
    const { length } = text;
    // One more turn, for a literal of two characters at the end.
    for (let i = 0; i <= length; i++) {
      hash = step(hash, i === length ? 0 : text.charCodeAt(i));
      if (this.#mayBegin[hash] !== 0) this.#look(text, i - GRAM_CHARS + 1, hash, visit);
    }
  }

  #look(text: string, at: number, hash: number, visit: (at: number, value: T) => void): void {
    if (at < 0) return;
    let isFound = false;
    for (const { literal, isAnyCase, value } of this.#lists.get(hash) ?? []) {
      if (isAnyCase) {
        if (startsWithAnyCase(text, literal, at)) visit(at, value);
      } else if (!isFound && text.startsWith(literal, at)) {
        isFound = true;
        visit(at, value);
      }
    }
  }

  #put(gram: string, literal: Literal<T>): void {
    let hash = 0;
    for (let i = 0; i < GRAM_CHARS; i++) hash = step(hash, gram.charCodeAt(i));
    this.#mayBegin[hash] = 1;
    const list = this.#lists.get(hash);
    if (list === undefined) this.#lists.set(hash, [literal]);
    else if (!list.includes(literal)) list.push(literal);
  }
}

/** Every three characters that a literal can begin with. */
function gramsOf({ literal, isAnyCase }: Literal<unknown>): string[] {
  let grams = [''];
  for (let i = 0; i < GRAM_CHARS; i++) {
    const character = literal[i];
    const next =
      character === undefined
        ? Array.from({ length: ASCII + 1 }, (_, code) => String.fromCharCode(code))
        : isAnyCase
          ? [character.toLowerCase(), character.toUpperCase()]
          : [character];
    grams = grams.flatMap((gram) => next.map((each) => gram + each));
  }
  return grams;
}

function startsWithAnyCase(text: string, literal: string, at: number): boolean {
  for (let i = 0; i < literal.length; i++) {
    const code = text.charCodeAt(at + i);
    const wanted = literal.charCodeAt(i);
    // Only letters differ by this bit from their capitals.
    if (code !== wanted && (wanted < 97 || wanted > 122 || code !== wanted - 32)) return false;
  }
  return true;
}
