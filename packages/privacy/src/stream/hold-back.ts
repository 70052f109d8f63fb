/** Words at the end that are always held: the tagger looks at two words on each side, and the last one may go on. */
const HELD_WORDS = 3;
/** Longest text that is held for words that may go on, UTF-16 code units. */
export const MAX_HELD_CHARACTERS = 1_024;
/** Longest value, such as the block of a key, that is held until its end comes, UTF-16 code units. */
export const MAX_HELD_BLOCK_CHARACTERS = 16_384;
/** A run without spaces of this length is looked at for the begin of a web token, UTF-16 code units. */
const LONG_RUN = 512;

/** Words that may be part of something longer: with capitals, digits or the marks of addresses, numbers and keys. */
const MAY_GO_ON = /[\p{Lu}\p{Lt}\p{N}@:/=+#$_"'`<>{}[\]()\\&%*|~^-]/u;
/** Small words inside of names: `Bank of the West`, `von der Heide`. */
const PARTICLE =
  /^(?:of|the|and|for|de|la|le|les|van|von|der|den|da|di|do|du|del|della|dos|das|y|e|et|und|zu|bin|ibn|al)\s*$/i;

/** Marks of an address as people spell them: `anna at example dot com`. */
const SPELLED_MARK = /^(?:[([{<]?(?:at|dot|@|\.)[)\]}>]?|[([{<])\s*$/i;

const BLOCK_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const UNFINISHED_BEGIN = /-----BEGIN [A-Z0-9 ]{0,60}-{0,4}$/;
const BLOCK_END = /-----END [A-Z0-9 ]{1,64}-----/g;
const HEADER_LINE = /^[A-Za-z-]{1,30}: .{0,200}$/gm;
const KEY_WORD = /^[A-Za-z0-9+/=]{16,}$/;
/** Words at the end of a block that may be short: the last line, a checksum, what is still coming. */
const SHORT_WORDS = 3;

/**
 * Offset from which a text that goes on is held back: the last words, and the words before them as long as they may belong to
 * one value. An open block of a key and an open web token are held whole. Never between the halves of a surrogate pair.
 */
export function holdFrom(text: string): number {
  const open = openBlock(text) ?? openWebToken(text);
  if (open !== undefined) return open;
  const floor = Math.max(0, text.length - MAX_HELD_CHARACTERS);
  let at = text.length;
  let isBeforeMark = false;
  for (let words = 0; at > floor; words++) {
    const start = wordStart(text, at, floor);
    const word = text.slice(start, at);
    const isMark = SPELLED_MARK.test(word);
    const goesOn = isMark || isBeforeMark || MAY_GO_ON.test(word) || PARTICLE.test(word);
    if (words >= HELD_WORDS && !goesOn) break;
    isBeforeMark = isMark;
    at = start;
  }
  return isLowSurrogate(text, at) ? at + 1 : at;
}

/** Where a block of a private key begins that has no end yet, and goes on to the end of the text. */
export function openBlock(text: string): number | undefined {
  const dashes = text.lastIndexOf('-----BEGIN ');
  if (dashes < 0) return undefined;
  if (UNFINISHED_BEGIN.test(text.slice(dashes, dashes + 80)) && text.length - dashes < 80) return dashes;
  BLOCK_BEGIN.lastIndex = dashes;
  const begin = BLOCK_BEGIN.exec(text);
  if (begin === null || begin.index !== dashes) return undefined;
  BLOCK_END.lastIndex = dashes;
  if (BLOCK_END.test(text)) return undefined;
  return keyContentEnd(text.slice(dashes + begin[0].length)) === undefined ? dashes : undefined;
}

/** Offset of the first word that cannot be part of a key; `undefined` when all of the text can. */
export function keyContentEnd(text: string): number | undefined {
  const content = text.replaceAll(HEADER_LINE, (line) => ' '.repeat(line.length)).replaceAll(/\\[nr]/g, '  ');
  const words = Array.from(content.matchAll(/\S+/g), ({ index, 0: word }) => ({ index, word }));
  // The first word may be the rest of a line that was dropped.
  const first = words.findIndex(({ word }, i) => i > 0 && i < words.length - SHORT_WORDS && !KEY_WORD.test(word));
  return first < 0 ? undefined : words[first]!.index;
}

/** Where a web token begins whose header is longer than what is held otherwise. */
function openWebToken(text: string): number | undefined {
  const floor = Math.max(0, text.length - MAX_HELD_BLOCK_CHARACTERS);
  let start = text.length;
  while (start > floor && !isSpace(text, start - 1)) start--;
  if (text.length - start < LONG_RUN) return undefined;
  const token = text.indexOf('eyJ', start);
  return token < 0 ? undefined : token;
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
