import { isWord } from './characters.ts';
import { CONTEXT_WORDS, type Topic } from './context-words.ts';

const FILTER_SIZE = 1 << 16;
/** No first word of a phrase is longer than this, in UTF-16 code units. */
export const LONGEST_WORD_CHARS = 28;
const NO_ENTRIES: readonly LexiconEntry[] = [];

/** What one first word can begin. */
export interface LexiconEntry {
  readonly word: string;
  readonly topics: readonly Topic[];
  /** Rests of phrases, separator included, with what the whole phrase tells. */
  readonly phrases: readonly { readonly rest: string; readonly topics: readonly Topic[] }[];
}

/** Adds a letter to the running hash of a token; ASCII capitals count as small letters. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code < 128 ? code | 32 : code)) | 0;
}

function hashOf(word: string): number {
  let hash = 0;
  for (let index = 0; index < word.length; index++) hash = hashStep(hash, word.charCodeAt(index));
  return hash;
}

/** The first word of a phrase as the pass over a text reads it. An expression for it would cost a millisecond at the start. */
function firstWord(phrase: string): string {
  let end = 0;
  while (isWord(phrase.charCodeAt(end))) end++;
  return end === 0 ? phrase : phrase.slice(0, end);
}

function build(): Map<string, LexiconEntry> {
  const words = new Map<string, { word: string; topics: Topic[]; phrases: { rest: string; topics: Topic[] }[] }>();
  for (const topic of Object.keys(CONTEXT_WORDS) as Topic[]) {
    for (const phrase of CONTEXT_WORDS[topic].split('|')) {
      const head = firstWord(phrase);
      const entry = words.get(head) ?? { word: head, topics: [], phrases: [] };
      words.set(head, entry);
      const rest = phrase.slice(head.length);
      if (rest === '') entry.topics.push(topic);
      else {
        const known = entry.phrases.find((item) => item.rest === rest);
        if (known === undefined) entry.phrases.push({ rest, topics: [topic] });
        else known.topics.push(topic);
      }
    }
  }
  return words;
}

const ENTRIES = build();
const FILTER = new Uint8Array(FILTER_SIZE);
/** Entries by the hash of their word. */
const BY_HASH = new Map<number, LexiconEntry[]>();
for (const [word, entry] of ENTRIES) {
  const hash = hashOf(word);
  FILTER[hash & (FILTER_SIZE - 1)] = 1;
  BY_HASH.set(hash, [...(BY_HASH.get(hash) ?? []), entry]);
}

/** Whether a token is a word, capitals counting as small letters; made without a copy of the token. */
function isWordAt(word: string, text: string, start: number): boolean {
  for (let index = 0; index < word.length; index++) {
    const code = text.charCodeAt(start + index);
    if (word.charCodeAt(index) !== (code >= 65 && code <= 90 ? code | 32 : code)) return false;
  }
  return true;
}

/** The entry of a token by its hash and place; `wide` tells that it holds letters beyond ASCII. */
export function lookUp(
  text: string,
  start: number,
  end: number,
  hash: number,
  wide: boolean,
): LexiconEntry | undefined {
  if (end - start > LONGEST_WORD_CHARS) return undefined;
  if (wide) return ENTRIES.get(text.slice(start, end).toLowerCase());
  if (FILTER[hash & (FILTER_SIZE - 1)] === 0) return undefined;
  for (const entry of BY_HASH.get(hash) ?? NO_ENTRIES)
    if (entry.word.length === end - start && isWordAt(entry.word, text, start)) return entry;
  return undefined;
}
