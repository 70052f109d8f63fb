import {
  CLASS_SHIFT,
  extendKey,
  Flag,
  type Gazetteer,
  MAX_PHRASE_TOKENS,
  wordKey,
} from '../src/tagger/internal/gazetteer.ts';
import { makeTokens, tokenise } from '../src/tagger/internal/tokenise.ts';
import {
  COUNTRIES,
  DEMONYMS,
  fakerList,
  NAME_SETS,
  ownLines,
  ownWords,
  STATES,
  STREET_SETS,
  TOWNS,
  WORD_CLASSES,
} from './lists.ts';

const LEAST_POPULATION = 3000;
const tokens = makeTokens(64);

function words(text: string): string[] {
  tokenise(text.toLowerCase(), 0, tokens);
  return Array.from({ length: tokens.count }, (_, at) => text.toLowerCase().slice(tokens.starts[at], tokens.ends[at]));
}

/** Builds the lists that go into the trained file; `everyday` are words of ordinary English. */
export function buildGazetteer(everyday: readonly string[]): Gazetteer {
  const flags = new Map<number, number>();
  const mark = (key: number, flag: number): void => void flags.set(key, (flags.get(key) ?? 0) | flag);
  const addWord = (text: string, flag: number): void => {
    if (/\p{L}/u.test(text)) mark(wordKey(text.toLowerCase()), flag);
  };
  const addParts = (text: string, flag: number): void => {
    for (const word of words(text)) if (word.length > 1) addWord(word, flag);
  };
  const addPhrase = (text: string, flag: number, partFlag: number): void => {
    const parts = words(text);
    const [first] = parts;
    if (first === undefined || parts.length > MAX_PHRASE_TOKENS) return;
    if (parts.length === 1) return addWord(first, flag);
    for (const part of parts) if (part.length > 2 && partFlag !== 0) addWord(part, partFlag);
    let key = wordKey(first);
    mark(key, Flag.startsPhrase);
    parts.slice(1).forEach((part, index) => {
      key = extendKey(key, part);
      mark(key, index === parts.length - 2 ? flag : Flag.startsPhrase);
    });
  };
  for (const set of NAME_SETS) {
    for (const name of set.first) addParts(name, Flag.firstName);
    for (const name of set.last) addParts(name, Flag.lastName);
  }
  for (const { name, population } of TOWNS)
    if (population >= LEAST_POPULATION) addPhrase(name, Flag.city, Flag.partOfCity);
  for (const name of [...COUNTRIES, ...STATES]) addPhrase(name, Flag.country, 0);
  for (const name of DEMONYMS) {
    addWord(name, Flag.demonym);
    addWord(`${name}s`, Flag.demonym);
  }
  for (const word of ownWords('job-heads.txt')) addWord(word, Flag.job);
  for (const word of ownWords('company-words.txt')) addWord(word, Flag.companyWord);
  for (const name of ownLines('company-suffixes.txt')) addParts(name, Flag.companyWord);
  for (const file of ['company-known.txt', 'bands-known.txt'])
    for (const name of ownLines(file)) addPhrase(name, Flag.companyWord, 0);
  for (const set of STREET_SETS)
    for (const name of [...set.prefixes, ...(set.locale === 'fr' ? [] : set.suffixes)]) addParts(name, Flag.streetWord);
  for (const key of ['month', 'weekday']) for (const name of fakerList('en', 'date', key)) addWord(name, Flag.timeWord);
  for (const word of [
    'mr',
    'mrs',
    'ms',
    'miss',
    'dr',
    'prof',
    'professor',
    'sir',
    'rev',
    'lord',
    'lady',
    'dame',
    'madam',
    'hon',
    'mx',
  ])
    addWord(word, Flag.honorific);
  for (const key of ['adjective', 'adverb', 'conjunction', 'interjection', 'noun', 'preposition', 'verb']) {
    for (const word of fakerList('en', 'word', key)) addParts(word, Flag.common);
  }
  for (const word of everyday) addParts(word, Flag.common);
  WORD_CLASSES.forEach(({ isKey, forms }, index) => {
    for (const word of forms.flat()) {
      const key = wordKey(word);
      // A word counts to the first class that has it.
      if ((flags.get(key) ?? 0) >>> CLASS_SHIFT !== 0) continue;
      mark(key, ((index + 1) << CLASS_SHIFT) | (isKey ? Flag.isKey : 0));
    }
  });
  const sorted = [...flags].toSorted(([a], [b]) => a - b);
  return { hashes: Uint32Array.from(sorted, ([key]) => key), flags: Uint32Array.from(sorted, ([, value]) => value) };
}
