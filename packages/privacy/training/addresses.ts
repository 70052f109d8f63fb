import { readFileSync } from 'node:fs';
import { STATE_CODES, STATES, TOWNS } from './lists.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';
import type { Piece } from './sample.ts';

interface Layout {
  readonly code: string;
  /** `~` for a name, `1` for the house number, `2` and `9` for other numbers. */
  readonly streets: readonly string[];
  /** Ways to write town (`C`), state (`S`, `T`) and postcode (`#` digit, `A` letter) in one line, between bars. */
  readonly line: string;
  readonly country: readonly string[];
}

const LAYOUTS = JSON.parse(
  readFileSync(new URL('lists/address-layouts.json', import.meta.url), 'utf8'),
) as readonly Layout[];
const LARGEST_TOWNS = 40_000;
const townsOf = Map.groupBy(TOWNS.slice(0, LARGEST_TOWNS), ({ country }) => country);
const AUSTRALIAN_STATES = ['NSW', 'VIC', 'QLD', 'SA', 'WA', 'TAS', 'NT', 'ACT'];
const UNITS = ['Apt.', 'Apt', 'Apartment', 'Unit', 'Suite', 'Flat', 'Floor', '#', 'Ste.', 'Office', 'Room', 'Door'];
const BOXES = [
  'PO Box',
  'P.O. Box',
  'Apartado',
  'Postfach',
  'Casella postale',
  'Boîte postale',
  'Postboks',
  'Box',
  'GPO Box',
];

/** Makes up addresses in the ways of sixty countries. */
export interface Addresses {
  /** Street, town and so on, each with its own label, on one line. */
  readonly pieces: () => Piece[];
  /** The same on several lines. */
  readonly block: () => Piece[];
  /** The same with one label for all. */
  readonly whole: () => string;
  /** Street and number alone. */
  readonly street: () => string;
}

/** Addresses drawn by `random`. */
export function makeAddresses(random: Random, people: People): Addresses {
  const letter = (): string => String.fromCharCode(65 + random.int(0, 25));
  const number = (): string => {
    const base = random.chance(0.8) ? random.int(1, 299) : random.int(300, 9999);
    return `${base}${random.chance(0.07) ? random.pick(['a', 'b', 'A', 'B', 'c', '/2', '-3', 'bis']) : ''}`;
  };
  const digits = (pattern: string): string =>
    pattern.replaceAll('#', () => String(random.int(0, 9))).replaceAll(/A(?=[A\d# ]|$)/g, letter);
  const townOf = (code: string): string => {
    const towns = random.chance(0.9) ? townsOf.get(code) : undefined;
    const { name } = random.pick(towns ?? TOWNS);
    return random.chance(0.08) ? name.toUpperCase() : name;
  };
  const nameOf = (code: string): string =>
    random.chance(0.6) ? people.last() : random.chance(0.5) ? people.first() : townOf(code);
  const streetOf = ({ code, streets }: Layout): string =>
    random
      .pick(streets)
      .replaceAll(/[129~]/g, (sign) =>
        sign === '~' ? nameOf(code) : sign === '1' ? number() : String(random.int(1, sign === '9' ? 30 : 99)),
      )
      .replace(/^1 /, '');
  const unit = (): string => {
    const word = random.pick(UNITS);
    return `${word}${word === '#' ? '' : ' '}${random.int(1, 499)}${random.chance(0.1) ? letter() : ''}`;
  };
  const street = (type: Piece['type'], layout: Layout): Piece[] => {
    const text = random.chance(0.06) ? `${random.pick(BOXES)} ${random.int(1, 9999)}` : streetOf(layout);
    const [, house, name] = /^(\d\S*) (.*)$/.exec(text) ?? [];
    return house === undefined || name === undefined || type === undefined || random.chance(0.3)
      ? [{ text, ...(type && { type }) }]
      : [{ text: house, type }, { text: ' ' }, { text: name, type }];
  };
  const lineOf = (layout: Layout): Piece[] => {
    const shape = random.pick(layout.line.split('|')).trim();
    const parts = shape.split(/(?<![-\w])(C|S|T2?)(?![-\w])/);
    return parts.flatMap((part): Piece[] => {
      if (part === 'C') return [{ text: townOf(layout.code), type: 'GPE' }];
      if (part === 'S') return [{ text: random.pick(random.chance(0.6) ? STATE_CODES : STATES), type: 'GPE' }];
      if (part === 'T') return [{ text: random.pick(AUSTRALIAN_STATES), type: 'GPE' }];
      if (part === 'T2') return [{ text: letter() + letter(), type: 'GPE' }];
      const code = part.replaceAll(/^[ ,-]+|[ ,-]+$/g, '');
      if (code === '') return [{ text: part }];
      const at = part.indexOf(code);
      return [
        { text: part.slice(0, at) },
        { text: digits(code), type: 'STREET_ADDRESS' },
        { text: part.slice(at + code.length) },
      ];
    });
  };
  const parts = (gap: string): Piece[] => {
    const layout = random.pick(LAYOUTS);
    const type = 'STREET_ADDRESS';
    const made = street(type, layout);
    if (random.chance(0.3))
      made.push({ text: gap.includes('\n') && random.chance(0.4) ? ', ' : gap }, { text: unit(), type });
    made.push({ text: gap }, ...lineOf(layout));
    if (random.chance(0.5)) made.push({ text: gap }, { text: random.pick(layout.country), type: 'GPE' });
    return made.filter(({ text }) => text !== '');
  };
  const lineGap = (): string => random.pick([', ', ', ', ', ', ' ', ' - ']);
  const blockGap = (): string => random.pick(['\n', '\n', '\n', '\n ', ',\n']);
  return {
    pieces: () => parts(random.chance(0.9) ? ', ' : lineGap()),
    block: () => parts(blockGap()),
    whole: () =>
      parts(random.chance(0.65) ? lineGap() : blockGap())
        .map(({ text }) => text)
        .join(''),
    street: () => streetOf(random.pick(LAYOUTS)),
  };
}
