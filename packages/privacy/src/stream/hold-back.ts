/** Words at the end that are always held: the tagger looks at two words on each side, and the last one may go on. */
const HELD_WORDS = 3;
/** Longest text that is held for words that may go on, UTF-16 code units. */
export const MAX_HELD_CHARACTERS = 1_024;
/** Longest value, such as the block of a key, that is held until its end comes, UTF-16 code units. */
export const MAX_HELD_BLOCK_CHARACTERS = 16_384;

const BLOCK_BEGIN = '-----BEGIN ';
const BLOCK_END = /-----END [A-Z0-9 ]{1,64}-----/g;
/** Words that may be part of something longer: with capitals, digits or the marks of addresses, numbers and keys. */
const MAY_GO_ON = /[\p{Lu}\p{Lt}\p{N}@:/=+#$_"'`<>{}[\]()\\&%*|~^-]/u;

/**
 * Offset from which a text that goes on is held back: the last words, and the words before them as long as they may belong to
 * one value. An open block of a key is held whole. Never between the halves of a surrogate pair.
 */
export function holdFrom(text: string): number {
  const open = openBlock(text);
  if (open !== undefined) return open;
  const floor = Math.max(0, text.length - MAX_HELD_CHARACTERS);
  let at = text.length;
  for (let words = 0; at > floor; words++) {
    const start = wordStart(text, at, floor);
    if (words >= HELD_WORDS && !MAY_GO_ON.test(text.slice(start, at))) break;
    at = start;
  }
  return isLowSurrogate(text, at) ? at + 1 : at;
}

/** Where a block of a key begins that has no end yet. */
export function openBlock(text: string): number | undefined {
  const begin = text.lastIndexOf(BLOCK_BEGIN);
  if (begin < 0) return undefined;
  BLOCK_END.lastIndex = begin;
  return BLOCK_END.test(text) ? undefined : begin;
}

/** Start of the word that ends at an offset, with the spaces behind it. */
function wordStart(text: string, end: number, floor: number): number {
  let at = end;
  while (at > floor && isSpace(text, at - 1)) at--;
  while (at > floor && !isSpace(text, at - 1)) at--;
  return at;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
