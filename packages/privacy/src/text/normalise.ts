import { entityAt } from './entities.ts';
import { type Escape, escapeAt, percentAt } from './escapes.ts';
import { LatinWords } from './latin-words.ts';
import { LOOK_ALIKES } from './look-alikes.ts';
import { madeFrom, type NormalisedText, Rewriting, unchanged } from './offset-map.ts';
import { CHANGEABLE, INVISIBLE_RUN, plainOf } from './plain-characters.ts';
import { spellAddresses } from './spelled-addresses.ts';

/** Encodings within each other that are undone: `%2540`, `&amp;#64;`, `&#\u200b64;`. */
const MAX_ROUNDS = 4;
/** Anything but ASCII, and controls; the engine runs over the rest fast. */
const NOT_ASCII = /[^ -~\t-\r]/;
/** Begins of the encodings that ASCII has. */
const ASCII_CHANGEABLE = /&[#A-Za-z]|%[2-7c-fC-F]|\\[uUxnrt@._+:/-]/g;
const PART_OF_ENCODING = /[\w&%\\#;{}]|[^\0-\x7f]/;
/** Colours of a terminal: they end with a letter, which would run together with what follows. */
const AFTER_ESCAPE = /\[[\d;?]{0,24}[A-Za-z]/y;

/**
 * Undoes what hides a value from recognisers and not from people or models: full-width and other digits, invisible characters,
 * letters of other scripts inside of Latin words, entities of HTML, escapes of JSON and Markdown, percent-encoding inside of
 * addresses, unusual spaces and dashes, `at` and `dot` instead of the marks. Text without any of these comes back as it is, after
 * one look. Time is linear in the text.
 */
export function normalise(text: string): NormalisedText {
  let made = unchanged(text);
  if (NOT_ASCII.test(text) || text.includes('%') || text.includes('&') || text.includes('\\')) {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { next, mayGoOn } = plainCharacters(made.text);
      made = madeFrom(made, next);
      if (!mayGoOn) break;
    }
  }
  return madeFrom(made, spellAddresses(made.text));
}

/** One round over the characters; whether what came out may be part of another encoding. */
function plainCharacters(text: string): { readonly next: NormalisedText; readonly mayGoOn: boolean } {
  let mayGoOn = false;
  const rewriting = new Rewriting(text);
  const words = new LatinWords(text);
  /** What stands before, without what was taken away. */
  let before: string | undefined;
  let end = -1;
  const changeable = NOT_ASCII.test(text) ? CHANGEABLE : ASCII_CHANGEABLE;
  changeable.lastIndex = 0;
  for (let match = changeable.exec(text); match !== null; match = changeable.exec(text)) {
    const { index } = match;
    const unit = text[index]!;
    const encoded = encodedAt(text, index, unit);
    if (encoded === undefined && unit >= ' ' && unit <= '~') {
      changeable.lastIndex = index + 1;
      continue;
    }
    const { character, length } = encoded ?? invisibleRun(text, index) ?? characterAt(text, index);
    changeable.lastIndex = index + length;
    if (index !== end) before = text[index - 1];
    end = index + length;
    const plain =
      plainOf(character, before) ??
      (LOOK_ALIKES.has(character) && words.isLatin(index) ? LOOK_ALIKES.get(character)! : character);
    if (plain !== '') before = plain.at(-1);
    if (plain.length === length && text.startsWith(plain, index)) continue;
    rewriting.replace(index, length, plain);
    mayGoOn ||= plain === '' || PART_OF_ENCODING.test(plain);
  }
  return { next: rewriting.build(), mayGoOn };
}

function encodedAt(text: string, at: number, unit: string): Escape | undefined {
  switch (unit) {
    case '&':
      return entityAt(text, at);
    case '%':
      return percentAt(text, at);
    case '\\':
      return escapeAt(text, at);
    case '\u001b': {
      AFTER_ESCAPE.lastIndex = at + 1;
      const code = AFTER_ESCAPE.exec(text);
      return code === null ? undefined : { character: '', length: 1 + code[0].length };
    }
    default:
      return undefined;
  }
}

function invisibleRun(text: string, at: number): Escape | undefined {
  INVISIBLE_RUN.lastIndex = at;
  return INVISIBLE_RUN.test(text) ? { character: '', length: INVISIBLE_RUN.lastIndex - at } : undefined;
}

function characterAt(text: string, at: number): Escape {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  return { character, length: character.length };
}
