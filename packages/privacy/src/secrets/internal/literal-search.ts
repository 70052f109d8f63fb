/** What the search looks for. */
export interface Literal<T> {
  /** At least two characters of ASCII, three when capitals do not matter. */
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
  /** Literals of two characters, by both: any character may follow them. */
  readonly #pairs = new Map<number, Literal<T>>();

  constructor(literals: readonly Literal<T>[]) {
    for (const each of literals) {
      if (each.literal.length < GRAM_CHARS) this.#putPair(each);
      else if (each.isAnyCase) for (const gram of casesOf(each.literal)) this.#put(gram, each);
      else this.#put(each.literal, each);
    }
    for (const list of this.#lists.values())
      if (list.length > 1) list.sort((a, b) => b.literal.length - a.literal.length);
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
    if (isFound) return;
    const pair = this.#pairs.get(pairOf(text, at));
    if (pair !== undefined && text.startsWith(pair.literal, at)) visit(at, pair.value);
  }

  #put(gram: string, literal: Literal<T>): void {
    let hash = 0;
    for (let i = 0; i < GRAM_CHARS; i++) hash = step(hash, gram.charCodeAt(i));
    this.#mayBegin[hash] = 1;
    const list = this.#lists.get(hash);
    if (list === undefined) this.#lists.set(hash, [literal]);
    else list.push(literal);
  }

  #putPair(literal: Literal<T>): void {
    const pair = pairOf(literal.literal, 0);
    this.#pairs.set(pair, literal);
    for (let code = 0; code <= ASCII; code++) this.#mayBegin[step(pair, code)] = 1;
  }
}

function pairOf(text: string, at: number): number {
  return step(step(0, text.charCodeAt(at)), text.charCodeAt(at + 1));
}

/** The ways in which capitals may stand in the first characters of a literal, each once. */
function casesOf(literal: string): Set<string> {
  let ways = [''];
  for (let i = 0; i < GRAM_CHARS; i++) {
    const small = literal.charAt(i);
    ways = ways.flatMap((way) => [way + small, way + small.toUpperCase()]);
  }
  return new Set(ways);
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
