import type { Detector } from '../detect/detector.ts';
import type { Finding } from '../finding.ts';
import { findLookalikes, unfinishedTokenStart } from '../hide/tokens/token-form.ts';
import { WORDS_LONGEST_FIRST } from '../hide/tokens/token-words.ts';
import { normalise } from '../text/normalise.ts';
import type { NormalisedText } from '../text/offset-map.ts';
import { holdFrom, keyContentEnd, MAX_HELD_BLOCK_CHARACTERS, openBlock } from './hold-back.ts';

/** What a stream hides with. */
export interface HidingStreamOptions {
  readonly detector: Pick<Detector, 'candidates' | 'choose'>;
  /** Replaces findings of a piece of text; their offsets are of that piece. */
  readonly hide: (text: string, findings: readonly Finding[]) => string;
}

/** Hides values in a text that comes in pieces. */
export interface HidingStream {
  /** Takes the next piece; gives what is safe to pass on. */
  push(piece: string): string;
  /** Takes the end of the text; gives the rest. */
  end(): string;
}

/** Text before the held part that recognisers see again, for words that give a value its meaning; UTF-16 code units. */
const CONTEXT_CHARACTERS = 256;
/** The same where characters are written as escapes, many for each. */
const ESCAPED_CONTEXT_CHARACTERS = 1_024;
/**
 * Text that must follow an unsure candidate before it is passed on, UTF-16 code units: a word that gives it its meaning may
 * begin 40 behind it, and be 28 long.
 */
const RIGHT_CONTEXT_CHARACTERS = 72;
/** Numbers and codes that are nothing by themselves and something beside a word that may still come. */
const BARE_CODE = /(?<![\p{L}\p{N}])(?:[A-Za-z]{1,3}[ -]?)?\d[\dA-Za-z./-]{4,32}|(?<!\d)\d[\d ./-]{4,32}\d/gu;
/** Longest match of {@link BARE_CODE}, UTF-16 code units. */
const LONGEST_BARE_CODE = 40;
/** A held text is searched again when it grew by this share. */
const SEARCH_GROWTH = 1 / 8;
/** … and by at least as many UTF-16 code units, once it is long. */
const LONG_HELD = 256;
/** Score from which a candidate is what it is, whatever follows. */
const SURE = 0.5;

const BLOCK_END = /-----END [A-Z0-9 ]{1,64}-----/;
const SPACE = /\s/;
/** As long as the end of a block may be, UTF-16 code units. */
const LONGEST_BLOCK_END = 96;

/**
 * Makes a stream that passes text on as soon as nothing that follows can make it part of a value. It holds the last three
 * words, and as many before them as may belong to one value ({@link holdFrom}). No more than
 * {@link MAX_HELD_BLOCK_CHARACTERS} are held: a value or a block of a key that is longer is hidden as far as it came, and what
 * follows up to its end is dropped.
 */
export function createHidingStream({ detector, hide }: HidingStreamOptions): HidingStream {
  /** Original text before `held` that was passed on. */
  let context = '';
  let held = '';
  /** Length of the held text from which it is searched again. */
  let searchFrom = 0;
  /** An overlong value is being dropped: a block of a key, or a word. */
  let drops: 'block' | 'word' | undefined;

  const release = (upTo: number, isEnd: boolean): string => {
    if (upTo <= 0) {
      searchLater();
      return '';
    }
    const window = context + held;
    const candidates = detector.candidates(window);
    const found = detector.choose(window, candidates);
    const plain = normalise(window);
    const cut = isEnd
      ? window.length
      : safeCut(plain, window, context.length, context.length + upTo, found, candidates);
    // What was passed on stays passed on, whatever its end now looks like.
    const kept = plain.isChanged ? ESCAPED_CONTEXT_CHARACTERS : CONTEXT_CHARACTERS;
    const passed = pass(window, Math.max(context.length, cut), found, kept);
    searchLater();
    return passed;
  };

  /** A long held text is not searched again for every piece. */
  const searchLater = (): void => {
    searchFrom = held.length < LONG_HELD ? 0 : held.length * (1 + SEARCH_GROWTH);
  };

  /** Passes on the held text up to an offset of the window. */
  const pass = (window: string, cut: number, found: readonly Finding[], kept = CONTEXT_CHARACTERS): string => {
    const from = context.length;
    const text = window.slice(from, cut);
    const inside = found
      .filter(({ start, end }) => end > from && start < cut)
      .map((finding) => ({
        ...finding,
        start: Math.max(0, finding.start - from),
        end: Math.min(cut, finding.end) - from,
      }));
    held = window.slice(cut);
    context = window.slice(Math.max(0, cut - kept), cut);
    return text === '' ? '' : hide(text, inside);
  };

  /** Hides all that is held as one value, and drops what belongs to it. */
  const cutShort = (what: 'block' | 'word'): string => {
    const text = held;
    held = '';
    context = '';
    drops = what;
    const why = 'longer than what is held back';
    const finding = { type: 'SECRET', start: 0, end: text.length, score: 1, recogniser: `long-${what}`, why } as const;
    return hide(text, [finding]);
  };

  /** Drops the rest of an overlong value, up to where it ends. */
  const drop = (what: 'block' | 'word'): string => {
    const end = what === 'word' ? indexOf(held, SPACE) : endOfBlock(held);
    if (end === undefined) {
      held = what === 'word' ? '' : held.slice(-LONGEST_BLOCK_END);
      return '';
    }
    drops = undefined;
    held = held.slice(end);
    return release(holdPlace(held), false);
  };

  return {
    push(piece) {
      held += piece;
      if (drops !== undefined) return drop(drops);
      if (held.length < searchFrom && held.length <= MAX_HELD_BLOCK_CHARACTERS) return '';
      const passed = release(holdPlace(held), false);
      if (held.length <= MAX_HELD_BLOCK_CHARACTERS) return passed;
      const block = openBlock(held);
      if (block === undefined) return passed + cutShort('word');
      const window = context + held;
      const found = detector.choose(window, detector.candidates(window));
      return passed + pass(window, context.length + block, found) + cutShort('block');
    },
    end() {
      const rest = drops === undefined ? release(held.length, true) : '';
      held = '';
      return rest;
    },
  };
}

/** {@link holdFrom} for a text as recognisers see it: an escaped value is as long as it is meant. */
function holdPlace(text: string): number {
  const plain = normalise(text);
  const at = holdFrom(plain.text);
  return plain.isChanged ? plain.toOriginal(at, at + 1).start : at;
}

/** Where a block of a key ends: behind its last line, or before what cannot be part of a key. */
function endOfBlock(text: string): number | undefined {
  const match = BLOCK_END.exec(text);
  return match === null ? keyContentEnd(text) : match.index + match[0].length;
}

function indexOf(text: string, pattern: RegExp): number | undefined {
  const index = text.search(pattern);
  return index < 0 ? undefined : index;
}

type Place = Pick<Finding, 'start' | 'end' | 'score'>;

/**
 * The last offset up to a limit that lies in no finding and in nothing that is written like a token, and behind no candidate whose
 * meaning may follow. `from` is where the last cut was.
 */
function safeCut(
  plain: NormalisedText,
  text: string,
  from: number,
  limit: number,
  found: readonly Finding[],
  candidates: readonly Finding[],
): number {
  const { start: settled } = plain.toOriginal(
    Math.max(0, plain.text.length - RIGHT_CONTEXT_CHARACTERS),
    plain.text.length,
  );
  const mayChange = ({ end }: Pick<Finding, 'end'>): boolean => end > settled;
  const isOpen = (place: Place, cut: number): boolean =>
    place.start < cut && (place.end > cut || (place.score < SURE && mayChange(place)));
  const holding = [...found, ...candidates.filter(mayChange), ...bareCodes(plain), ...tokenForms(text, from)];
  let cut = unfinishedTokenStart(text, WORDS_LONGEST_FIRST, limit);
  for (;;) {
    // What is held now may lie in the middle of something else.
    const first = holding.reduce((start, place) => (isOpen(place, cut) ? Math.min(start, place.start) : start), cut);
    if (first === cut) return cut;
    cut = first;
  }
}

/** Whatever is written like a token, with gaps or without: cut in two it would not be hidden, and be restored later. */
function tokenForms(text: string, from: number): Place[] {
  // From the last cut on: there they are found as they are in the piece that is hidden.
  return findLookalikes(text.slice(from)).map(({ start, end }) => ({ start: from + start, end: from + end, score: 1 }));
}

/** Codes near the end of a text, as candidates without a score. */
function bareCodes({ text, toOriginal }: NormalisedText): Place[] {
  const from = Math.max(0, text.length - RIGHT_CONTEXT_CHARACTERS - LONGEST_BARE_CODE);
  return Array.from(text.slice(from).matchAll(BARE_CODE), ({ index, 0: code }) => ({
    ...toOriginal(from + index, from + index + code.length),
    score: 0,
  }));
}
