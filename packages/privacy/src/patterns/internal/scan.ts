import { AT, CLASS, COLON, DIGIT, DOT, LESS, LETTER, OTHER } from './characters.ts';
import { hashStep, type LexiconEntry, lookUp } from './lexicon.ts';
import type { Cue } from './page.ts';

/** Kinds of anchors that the pass reports. */
export const KIND = { at: 0, scheme: 1, dot: 2, colon: 3, filler: 4, number: 5, word: 6 } as const;

/** Anchors of a block as parallel lists; `cues` belong to `word` anchors in order. */
export interface Block {
  readonly kinds: number[];
  readonly starts: number[];
  readonly ends: number[];
  readonly words: (Cue | undefined)[];
}

/** Letters of a word before the digit that counts it; fewer are codes as often (`a1`, `no2`). */
const SHORTEST_COUNTED_NAME = 3;

function readPhrases(text: string, start: number, end: number, entry: LexiconEntry): Cue {
  let topics = entry.topics;
  if (entry.phrases.length === 0) return { at: start, word: entry.word, topics, rests: undefined };
  let rests: LexiconEntry['phrases'] | undefined;
  const second = text.charCodeAt(end + 1) | 32;
  for (const phrase of entry.phrases) {
    // Most phrases are refused by their second word's first letter.
    if (second < 128 && phrase.rest.length > 1 && second !== (phrase.rest.charCodeAt(1) | 32)) continue;
    const next = text
      .slice(end, end + phrase.rest.length)
      .toLowerCase()
      .replaceAll('_', ' ');
    if (next !== phrase.rest) continue;
    topics = topics.concat(phrase.topics);
    rests = [...(rests ?? []), phrase];
  }
  return { at: start, word: entry.word, topics, rests };
}

/**
 * Reads tokens from `from` until the first token end at or after `limit`, with one cursor, and puts anchors into `block`
 * and words of the context lists into `cues`. Returns where it stopped.
 */
export function scanBlock(text: string, from: number, limit: number, block: Block, cues: Cue[]): number {
  const length = text.length;
  let cursor = from;
  const anchor = (kind: number, start: number, end: number, cue?: Cue) => {
    block.kinds.push(kind);
    block.starts.push(start);
    block.ends.push(end);
    block.words.push(cue);
  };
  while (cursor < length && cursor < limit) {
    const kind = CLASS[text.charCodeAt(cursor)] ?? OTHER;
    if (kind === OTHER) {
      cursor++;
      continue;
    }
    if (kind === LETTER || kind === DIGIT) {
      const start = cursor;
      let hash = 0;
      let wide = false;
      for (; cursor < length; cursor++) {
        const code = text.charCodeAt(cursor);
        if (CLASS[code] !== LETTER) break;
        if (code > 127) wide = true;
        hash = hashStep(hash, code);
      }
      const letters = cursor - start;
      let digits = 0;
      for (; cursor < length; cursor++) {
        const of = CLASS[text.charCodeAt(cursor)];
        if (of === DIGIT) digits++;
        else if (of !== LETTER) break;
      }
      if (digits > 0) anchor(KIND.number, start, cursor);
      // Names of fields may be counted: `phone2`.
      if (digits > 1 || letters + digits < cursor - start || letters === 0) continue;
      const entry = lookUp(text, start, start + letters, hash, wide);
      if (entry === undefined || (digits > 0 && letters < SHORTEST_COUNTED_NAME)) continue;
      const cue = readPhrases(text, start, cursor, entry);
      if (cue.topics.length === 0) continue;
      cues.push(cue);
      anchor(KIND.word, start, cursor, cue);
      continue;
    }
    const next = text.charCodeAt(cursor + 1);
    if (kind === AT) anchor(KIND.at, cursor, cursor + 1);
    else if (kind === DOT) {
      if (CLASS[next] === LETTER) anchor(KIND.dot, cursor, cursor + 1);
    } else if (kind === COLON) {
      if (next === 47 && text.charCodeAt(cursor + 2) === 47) anchor(KIND.scheme, cursor, cursor + 3);
      else if (next === 58 || (cursor > 0 && isHex(next) && isHex(text.charCodeAt(cursor - 1)))) {
        anchor(KIND.colon, cursor, cursor + 1);
      }
    } else if (kind === LESS && next === 60 && text.charCodeAt(cursor - 1) !== 60)
      anchor(KIND.filler, cursor, cursor + 2);
    cursor++;
  }
  return cursor;
}

function isHex(code: number): boolean {
  return (code >= 48 && code < 58) || ((code | 32) >= 97 && (code | 32) < 103);
}
