import type { Detector } from '../detect/detector.ts';
import type { Finding } from '../finding.ts';
import { holdFrom, MAX_HELD_BLOCK_CHARACTERS, openBlock } from './hold-back.ts';

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
/** Text that must follow an unsure candidate before it is passed on, UTF-16 code units: its meaning may come behind it. */
const RIGHT_CONTEXT_CHARACTERS = 48;
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
  /** What ends the overlong value that is being dropped. */
  let dropsUpTo: RegExp | undefined;

  const release = (upTo: number, isEnd: boolean): string => {
    if (upTo <= 0) return '';
    const window = context + held;
    const candidates = detector.candidates(window);
    const found = detector.choose(window, candidates);
    const cut = isEnd ? window.length : safeCut(context.length + upTo, window.length, found, candidates);
    return pass(window, cut, found);
  };

  /** Passes on the held text up to an offset of the window. */
  const pass = (window: string, cut: number, found: readonly Finding[]): string => {
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
    context = window.slice(Math.max(0, cut - CONTEXT_CHARACTERS), cut);
    return text === '' ? '' : hide(text, inside);
  };

  /** Hides all that is held as one value, and drops what belongs to it. */
  const cutShort = (upTo: RegExp, recogniser: string): string => {
    const length = held.length;
    held = '';
    context = '';
    dropsUpTo = upTo;
    const why = 'longer than what is held back';
    return hide(' '.repeat(length), [{ type: 'SECRET', start: 0, end: length, score: 1, recogniser, why }]);
  };

  const drop = (upTo: RegExp): string => {
    const match = upTo.exec(held);
    if (match === null) {
      held = held.slice(-LONGEST_BLOCK_END);
      return '';
    }
    dropsUpTo = undefined;
    held = held.slice(upTo === SPACE ? match.index : match.index + match[0].length);
    return release(holdFrom(held), false);
  };

  return {
    push(piece) {
      held += piece;
      if (dropsUpTo !== undefined) return drop(dropsUpTo);
      const passed = release(holdFrom(held), false);
      if (held.length <= MAX_HELD_BLOCK_CHARACTERS) return passed;
      const block = openBlock(held);
      if (block === undefined) return passed + cutShort(SPACE, 'long-value');
      const before = pass(context + held, context.length + block, detector.choose(held, detector.candidates(held)));
      return passed + before + cutShort(BLOCK_END, 'key-block');
    },
    end() {
      const rest = dropsUpTo === undefined ? release(held.length, true) : '';
      held = '';
      return rest;
    },
  };
}

/** The last offset up to a limit that lies in no finding, and behind no candidate whose meaning may follow. */
function safeCut(limit: number, length: number, found: readonly Finding[], candidates: readonly Finding[]): number {
  const mayChange = ({ end }: Finding): boolean => end + RIGHT_CONTEXT_CHARACTERS > length;
  const isOpen = (finding: Finding, cut: number): boolean =>
    finding.start < cut && (finding.end > cut || (finding.score < SURE && mayChange(finding)));
  const holding = [...found, ...candidates.filter(mayChange)];
  let cut = limit;
  for (;;) {
    // What is held now may lie in the middle of something else.
    const first = holding.reduce(
      (start, finding) => (isOpen(finding, cut) ? Math.min(start, finding.start) : start),
      cut,
    );
    if (first === cut) return cut;
    cut = first;
  }
}
