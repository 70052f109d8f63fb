import { COUNTRIES, fakerList, ownLines, ownWords, TOWNS } from './lists.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';

const WORDS = ownWords('company-words.txt');
const SUFFIXES = ownLines('company-suffixes.txt');
const KNOWN = ownLines('company-known.txt');
const KNOWN_BANDS = ownLines('bands-known.txt');
const NOUNS = fakerList('en', 'word', 'noun');
const ADJECTIVES = fakerList('en', 'word', 'adjective');
const BEFORE_TOWN = ownLines('before-town.txt');
const AFTER_TOWN = ownLines('after-town.txt');
const OFFICES = ownLines('offices.txt');
const ONSETS = [
  'b',
  'br',
  'c',
  'cl',
  'cr',
  'd',
  'dr',
  'f',
  'fl',
  'fr',
  'g',
  'gl',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'pr',
  'qu',
  'r',
  's',
  'sp',
  'st',
  't',
  'tr',
  'v',
  'w',
  'x',
  'y',
  'z',
  'ch',
  'sh',
  'th',
  '',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'y', 'ea', 'ia', 'oo', 'io', 'ee'];
const CODAS = ['', '', '', 'n', 'r', 'l', 's', 'x', 'm', 't', 'k', 'p', 'ck', 'nd', 'st', 'zz'];
const ENDINGS = [
  'ify',
  'ly',
  'io',
  'ia',
  'ica',
  'ex',
  'ix',
  'on',
  'tech',
  'soft',
  'ware',
  'logic',
  'metrics',
  'works',
  'net',
  'coach',
  'med',
  'gen',
  'ity',
  'eo',
  'a',
  'o',
  'us',
  'um',
  'data',
  'base',
  'view',
  'scape',
  'point',
  'hub',
  'bit',
  'va',
  'xa',
  'ta',
];
const CITY_ENDINGS = [
  'University',
  'Hospital',
  'Bank',
  'Press',
  'City Council',
  'Police',
  'Airport',
  'Times',
  'Tribune',
  'Symphony Orchestra',
  'Museum',
  'Chamber of Commerce',
  'Football Club',
  'FC',
  'Police Department',
  'Medical Center',
  'Institute of Technology',
  'High School',
  'Public Library',
  'Gas & Electric',
];

const plural = (word: string): string =>
  /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Makes up names of organisations. */
export interface Companies {
  /** A company or any other organisation. */
  readonly any: () => string;
  readonly band: () => string;
  /** A young company: a made-up word or everyday words. */
  readonly brand: () => string;
  /** A firm named after its partners. */
  readonly partners: () => string;
  /** A university, club, newspaper, authority and the like. */
  readonly institution: () => string;
}

/** Organisations drawn by `random`. */
export function makeCompanies(random: Random, people: People): Companies {
  /** A made-up word out of an everyday one. */
  const blend = (): string => {
    const head = random.pick(NOUNS).replace(/[^a-z]/g, '');
    const roll = random.next();
    if (roll < 0.45) return upperFirst((head.length > 5 ? head.replace(/[aeiou]+$/, '') : head) + random.pick(ENDINGS));
    const tail = random.pick(random.chance(0.5) ? NOUNS : ADJECTIVES).replace(/[^a-z]/g, '');
    if (roll < 0.75) return upperFirst(head.slice(0, 6)) + tail.slice(0, 6);
    return upperFirst(head) + upperFirst(tail);
  };
  const coined = (): string => {
    if (random.chance(0.3)) return blend();
    const syllable = (): string => random.pick(ONSETS) + random.pick(VOWELS) + random.pick(CODAS);
    const count = random.int(1, 2);
    let word = '';
    for (let i = 0; i < count; i++) word += syllable();
    if (random.chance(0.6)) word += random.pick(ENDINGS);
    if (word.length < 4) word += random.pick(ENDINGS);
    if (random.chance(0.2)) return upperFirst(word) + random.pick(WORDS);
    return upperFirst(word);
  };
  const brand = (): string => {
    const roll = random.next();
    if (roll < 0.55) return coined();
    const word = upperFirst(random.pick(roll < 0.8 ? ADJECTIVES : NOUNS));
    return `${roll < 0.95 ? word : random.pick(['My', 'Our', 'Your', 'One', 'First', 'Next'])} ${upperFirst(random.pick(NOUNS))}`;
  };
  const partners = (): string => {
    const roll = random.next();
    if (roll < 0.6) return `${people.last()}, ${people.last()} ${random.pick(['and', 'and', '&'])} ${people.last()}`;
    if (roll < 0.8) return `${people.last()}-${people.last()}`;
    return `${people.last()} ${random.pick(['&', 'and'])} ${random.pick(['Sons', 'Daughters', 'Partners', 'Co', 'Sisters'])}`;
  };
  const compound = (): string => {
    const glue = random.pick([' ', ' ', ' ', '']);
    return random.pick(WORDS) + glue + random.pick(WORDS);
  };
  const acronym = (): string =>
    Array.from({ length: random.int(2, 4) }, () => String.fromCharCode(65 + random.int(0, 25))).join('');
  const town = (): string => random.pick(TOWNS.slice(0, 20_000)).name;
  const institution = (): string => {
    const roll = random.next();
    if (roll < 0.4) return `${random.pick(BEFORE_TOWN)} ${town()}`;
    if (roll < 0.7) return `${town()} ${random.pick(AFTER_TOWN)}`;
    if (roll < 0.8) return `${town()} ${plural(upperFirst(random.pick(NOUNS)))}`;
    return random.pick(OFFICES);
  };
  const band = (): string => {
    if (random.chance(0.2)) return random.pick(KNOWN_BANDS);
    const noun = upperFirst(random.pick(NOUNS));
    const roll = random.next();
    const the = random.chance(0.35) ? 'The ' : '';
    if (roll < 0.35) return `${the}${upperFirst(random.pick(ADJECTIVES))} ${plural(noun)}`;
    if (roll < 0.6) return `${the}${upperFirst(random.pick(NOUNS))} ${plural(noun)}`;
    if (roll < 0.75) return `${upperFirst(random.pick(ADJECTIVES))} ${noun}`;
    if (roll < 0.8) return `${people.first()} ${random.pick(['and', '&'])} the ${plural(noun)}`;
    if (roll < 0.84) return `${plural(noun)} of ${upperFirst(random.pick(NOUNS))}`;
    if (roll < 0.88) return random.chance(0.5) ? coined() : noun;
    return random.chance(0.5) ? `${the}${plural(noun)}` : `${upperFirst(random.pick(NOUNS))} ${noun}`;
  };
  const base = (): string => {
    if (random.chance(0.04)) return acronym();
    if (random.chance(0.1)) return institution();
    if (random.chance(0.06)) return band();
    if (random.chance(0.03))
      return `${coined()}${random.pick([' AI', '.io', '.ai', '.com', ' Technologies', ' Health', ' Pay'])}`;
    const roll = random.next();
    if (roll < 0.3) return coined();
    if (roll < 0.5) return compound();
    if (roll < 0.58) return `${coined()} ${random.pick(WORDS)}`;
    if (roll < 0.63) return `${random.pick(WORDS)} ${random.pick(WORDS)} ${random.pick(WORDS)}`;
    if (roll < 0.65) return acronym();
    if (roll < 0.7) return `${acronym()} ${random.pick(WORDS)}`;
    if (roll < 0.74) return `${random.pick(TOWNS.slice(0, 20_000)).name} ${random.pick(CITY_ENDINGS)}`;
    if (roll < 0.76)
      return `${random.pick(['Bank', 'University', 'Ministry', 'Department', 'Museum', 'City', 'Council', 'Institute'])} of ${random.chance(0.5) ? random.pick(COUNTRIES) : random.pick(WORDS)}`;
    if (roll < 0.78) return `${people.last()} ${random.pick(WORDS)}`;
    if (roll < 0.8) return `${random.pick(WORDS)}.${random.pick(['com', 'io', 'org', 'net', 'ai', 'gov'])}`;
    if (roll < 0.82) return random.pick(WORDS);
    if (roll < 0.86) return `${people.last()} ${people.last()}`;
    if (roll < 0.87) return `${random.int(1, 99)} ${random.pick(WORDS)} ${random.pick(WORDS)}`;
    return random.pick(KNOWN);
  };
  const family = (): string => {
    const roll = random.next();
    if (roll < 0.06)
      return `${people.last()} ${random.pick(['Brothers', 'Bros.', '& Daughters', 'Family Foundation', 'Sisters', '& Sons', 'and Sons'])}`;
    if (roll < 0.4) return `${people.last()}, ${people.last()} and ${people.last()}`;
    if (roll < 0.65) return `${people.last()}-${people.last()}`;
    if (roll < 0.9) return `${people.last()} ${random.pick(SUFFIXES)}`;
    return `${people.last()} ${random.pick(['&', 'and'])} ${people.last()}${random.chance(0.85) ? ` ${random.pick(SUFFIXES)}` : ''}`;
  };
  const any = (): string => {
    if (random.chance(0.3)) return family();
    const name = base();
    return random.chance(0.15) ? `${name} ${random.pick(SUFFIXES)}` : name;
  };
  return { any, band, brand, partners, institution };
}
