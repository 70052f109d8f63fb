import { COUNTRIES, DEMONYMS, fakerList, STATE_CODES, STATES, STREET_SETS, type StreetSet, TOWNS } from './lists.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';

const NUMBER_AFTER = /^(de|da|nb|nl|sv|fi|pl|cs|sk|hu|hr|sl|sr|it|es|pt|ro|tr|el|lv|mk|uk|ru)/;
const EXTRA_SUFFIXES = [
  'Street',
  'St',
  'St.',
  'Avenue',
  'Ave',
  'Ave.',
  'Road',
  'Rd',
  'Rd.',
  'Lane',
  'Ln',
  'Drive',
  'Dr',
  'Boulevard',
  'Blvd',
  'Court',
  'Ct',
  'Place',
  'Pl',
  'Way',
  'Circle',
  'Terrace',
  'Parkway',
  'Square',
  'Crescent',
  'Close',
  'Gardens',
  'Hill',
  'Highway',
  'Alley',
  'Row',
  'Mews',
  'Grove',
  'Quay',
  'Walk',
];
const NORDIC = [
  'gade',
  'vej',
  'gata',
  'gatan',
  'veien',
  'vägen',
  'katu',
  'tie',
  'straat',
  'laan',
  'weg',
  'gracht',
  'hof',
  'straße',
  'strasse',
  'gasse',
  'platz',
  'allee',
  'utca',
  'stræti',
  'gatan',
  'braut',
  'stræde',
  'kuja',
  'plein',
  'kade',
  'dijk',
];
const ROMANCE = [
  'Rua',
  'Avenida',
  'Calle',
  'Rue',
  'Via',
  'Viale',
  'Piazza',
  'Corso',
  'Plaza',
  'Paseo',
  'Travessa',
  'Praça',
  'Chemin',
  'Avenue',
  'Boulevard',
  'Place',
  'Strada',
  'Vicolo',
  'C/',
  'Avda.',
  'R.',
  'ul.',
  'ulica',
  'Ulitsa',
  'Jalan',
  'Rúa',
  'Carrer',
  'quai',
  'Cours Franklin',
  'Ctra.',
  'Largo',
  'Estrada',
];
const SLAVIC = [
  'ulice',
  'ulica',
  'cesta',
  'trg',
  'u.',
  'út',
  'tér',
  'utca',
  'sokak',
  'caddesi',
  'körút',
  'nám.',
  'námestí',
  'put',
  'prospekt',
  'tänav',
  'iela',
  'gatvė',
];

const OTHER_SCRIPT_TOWNS = ['el', 'el', 'el', 'ru', 'uk', 'mk', 'ka_GE', 'ar', 'fa', 'he', 'th'].flatMap((name) =>
  fakerList(name, 'location', 'city_name').slice(0, 80),
);

/** Joins a person or place with the word for street, in front, behind or grown together as the language has it. */
function joinSuffix(locale: string, who: string, suffix: string): string {
  if (/^(es|it|ro|ru)/.test(locale)) return `${suffix} ${who}`;
  if (/^(nl|fi|nb|sv|da|de)/.test(locale)) return who + suffix;
  return `${who} ${suffix}`;
}

/** Makes up places and addresses. */
export interface Places {
  readonly city: () => string;
  readonly country: () => string;
  readonly state: () => string;
  readonly postcode: () => string;
  /** Name of a street without a number. */
  readonly streetName: () => string;
  /** Street with a house number, before or after. */
  readonly street: () => string;
  readonly unit: () => string;
  readonly box: () => string;
  readonly building: () => string;
  /** A whole address in one of many layouts, on one line or several. */
  readonly address: () => string;
  /** A whole address as it stands on a line of its own, or on two. */
  readonly lineAddress: () => string;
}

/** Places drawn by `random`. */
export function makePlaces(random: Random, people: People): Places {
  const digits = (count: number): string => Array.from({ length: count }, () => random.int(0, 9)).join('');
  const letter = (): string => String.fromCharCode(65 + random.int(0, 25));
  const city = (): string => {
    const roll = random.next();
    if (random.chance(0.03)) {
      const name = random.pick(OTHER_SCRIPT_TOWNS);
      return random.chance(0.5) ? name.toUpperCase() : name;
    }
    if (random.chance(0.02))
      return `${random.pick(['Cite', 'Ciudad', 'Sidi', 'Ait', 'Kampong', 'Nova', 'Bad', 'Sankt', 'Port'])} ${random.pick(TOWNS).name}`;
    if (random.chance(0.01)) return `${random.pick(TOWNS).name} ${random.chance(0.5) ? letter() : random.int(1, 9)}`;
    const name = random.pick(roll < 0.35 ? TOWNS.slice(0, 3000) : roll < 0.7 ? TOWNS.slice(0, 30_000) : TOWNS).name;
    if (random.chance(0.1)) return name.toUpperCase();
    if (random.chance(0.12)) {
      const other = random.pick(TOWNS).name;
      return (
        name.slice(0, Math.ceil(name.length / 2)) +
        other
          .slice(Math.floor(other.length / 2))
          .toLowerCase()
          .replaceAll(' ', '')
      );
    }
    return name;
  };
  const country = (): string => {
    if (random.chance(0.03)) return random.pick(DEMONYMS);
    return random.chance(0.02) ? `${random.pick(COUNTRIES)} (${random.pick(DEMONYMS)})` : random.pick(COUNTRIES);
  };
  const state = (): string => (random.chance(0.6) ? random.pick(STATE_CODES) : random.pick(STATES));
  const postcode = (): string => {
    const roll = random.next();
    if (roll < 0.45) return digits(5);
    if (roll < 0.62) return digits(4);
    if (roll < 0.66) return digits(6);
    if (roll < 0.7) return digits(3);
    if (roll < 0.74) return `${digits(5)}-${digits(4)}`;
    if (roll < 0.78) return `${digits(4)}-${digits(3)}`;
    if (roll < 0.82) return `${digits(2)}-${digits(3)}`;
    if (roll < 0.85) return `${digits(3)} ${digits(2)}`;
    if (roll < 0.88) return `${digits(4)} ${letter()}${letter()}`;
    if (roll < 0.92) return `${letter()}${digits(1)}${letter()} ${digits(1)}${letter()}${digits(1)}`;
    if (roll < 0.94) return `${digits(5)}-${digits(3)}`;
    return `${letter()}${random.chance(0.5) ? letter() : ''}${random.int(1, 29)} ${digits(1)}${letter()}${letter()}`;
  };
  const latinStreets = STREET_SETS.filter(
    (set) => !/^(ar|dv|fa|he|hy|ja|ka|ko|mk|ne|th|ur|zh|ku_ckb|uk)/.test(set.locale),
  );
  const pickSet = (): StreetSet => random.pick(random.chance(0.95) ? latinStreets : STREET_SETS);
  const nameOf = (set: StreetSet): string => {
    const who = random.chance(0.5) ? people.last() : random.chance(0.5) ? people.first() : random.pick(TOWNS).name;
    const roll = random.next();
    if (set.names.length > 0 && roll < 0.6) return random.pick(set.names);
    if (roll < 0.7) return who + random.pick(NORDIC);
    if (roll < 0.8)
      return `${random.pick(ROMANCE)} ${random.chance(0.3) ? random.pick(['de', 'da', 'do', 'del', 'di', 'des', 'du', 'de la', 'dos']) + ' ' : ''}${who}`;
    if (roll < 0.88) return `${who} ${random.pick(SLAVIC)}`;
    if (set.prefixes.length > 0)
      return `${random.pick(set.prefixes)} ${set.suffixes.length > 0 ? random.pick(set.suffixes) : who}`;
    if (set.suffixes.length > 0) return joinSuffix(set.locale, who, random.pick(set.suffixes));
    return `${who} ${random.pick(EXTRA_SUFFIXES)}`;
  };
  const english = (): string => {
    const word = random.chance(0.2)
      ? random.pick([
          'Main',
          'Oak',
          'Maple',
          'Cedar',
          'Elm',
          'Park',
          'Church',
          'High',
          'Station',
          'Mill',
          'King',
          'Queen',
          'First',
          'Second',
          'Third',
          'Fourth',
          '5th',
          '42nd',
          'Ninth',
          'Lake',
          'River',
          'Hillcrest',
          'Sunset',
          'Washington',
          'Lincoln',
          'Broad',
          'Market',
          'Red Bud',
          'Willow Creek',
          'Old Mill',
          'North',
          'South Main',
          'W Jackson',
          'E. Grand',
        ])
      : random.chance(0.5)
        ? people.last()
        : random.chance(0.5)
          ? people.first()
          : random.pick(TOWNS).name;
    return `${word} ${random.chance(0.5) ? random.pick(EXTRA_SUFFIXES) : random.pick(english0)}`;
  };
  const english0 = STREET_SETS.find((set) => set.locale === 'en')?.suffixes ?? EXTRA_SUFFIXES;
  const streetName = (): string => (random.chance(0.35) ? english() : nameOf(pickSet()));
  const number = (): string => {
    const roll = random.next();
    const base = roll < 0.5 ? random.int(1, 199) : roll < 0.9 ? random.int(200, 9999) : random.int(10_000, 99_999);
    if (random.chance(0.05)) return `${base}${random.pick(['a', 'b', 'A', 'B', 'c', ' bis', '/2', '-12', '.'])}`;
    return String(base);
  };
  const street = (): string => {
    if (random.chance(0.4)) return `${number()} ${english()}`;
    const set = pickSet();
    const name = nameOf(set);
    if (!NUMBER_AFTER.test(set.locale)) return `${number()}${random.chance(0.1) ? ',' : ''} ${name}`;
    return `${name}${random.chance(0.1) ? ',' : ''} ${number()}${random.chance(0.08) ? '.' : ''}`;
  };
  const unit = (): string =>
    `${random.pick(['Apt.', 'Apt.', 'Suite', 'Suite', 'Unit', 'Apartment', 'Flat', 'Floor', 'Room', '#', 'Apt', 'Ste.', 'Building', 'Office'])} ${random.int(1, 999)}${random.chance(0.1) ? letter() : ''}`;
  const box = (): string => {
    const roll = random.next();
    if (roll < 0.45)
      return `${random.pick(['P.O. Box', 'PO Box', 'P.O. Box', 'P O Box', 'Postbox', 'Box', 'GPO Box', 'POB'])} ${random.int(1, 9999)}`;
    const last = `${random.pick(['APO', 'FPO', 'DPO'])} ${random.pick(['AA', 'AE', 'AP'])} ${digits(5)}`;
    const gap = random.pick(['\n', '\n', ', ']);
    if (roll < 0.63) return `PSC ${digits(4)}, Box ${digits(4)}${gap}${last}`;
    if (roll < 0.81) return `Unit ${digits(4)} Box ${digits(4)}${gap}${last}`;
    return `${random.pick(['USNS', 'USS', 'USNV', 'USCGC'])} ${people.last()}${gap}${last}`;
  };
  const building = (): string => digits(random.int(2, 5));
  const lineAddress = (): string => {
    if (random.chance(0.25)) return box();
    const line = `${random.chance(0.4) ? `${building()} ` : ''}${street()}${random.chance(0.35) ? ` ${unit()}` : ''}`;
    const gap = random.pick([', ', ', ', ' ', '\n']);
    const roll = random.next();
    if (roll < 0.2) return `${line}${gap}${city()}, ${random.pick(STATE_CODES)} ${postcode()}`;
    if (roll < 0.4) return `${line}, ${city()}, ${country()}`;
    if (roll < 0.6) return `${line}, ${city()}, ${country()} ${postcode()}`;
    if (roll < 0.75) return `${line}, ${postcode()} ${city()}`;
    if (roll < 0.85) return `${line} ${city()} ${state()}`;
    return roll < 0.92 ? `${line}, ${city()}` : `the corner of ${streetName()} and ${streetName()}`;
  };
  const address = (): string => {
    if (random.chance(0.14)) return box();
    if (random.chance(0.04)) return `the corner of ${streetName()} and ${streetName()}`;
    const gap = random.pick([', ', ', ', ', ', '\n', '\n', '\n ', '\n  ', ' ', ' \n']);
    let line = random.chance(0.35)
      ? `${building()} ${street()}`
      : random.chance(0.08)
        ? `${box().split('\n')[0]} ${streetName()}`
        : street();
    if (random.chance(0.35)) line += random.pick([' ', ', ', ' ', gap]) + unit();
    if (random.chance(0.1)) line += ` ${unit()}`;
    const town = city();
    const code = postcode();
    const roll = random.next();
    if (roll < 0.18)
      return `${line}${gap}${town}${random.pick([', ', ' ', '\n, '])}${state()}${random.pick([' ', '\n ', ', '])}${code}`;
    if (roll < 0.3) return `${line}${gap}${code} ${town}`;
    if (roll < 0.42) return `${line}${gap}${code} ${town}${gap}${country()}`;
    if (roll < 0.54) return `${line}${gap}${town}${gap}${country()} ${code}`;
    if (roll < 0.66) return `${line}${gap}${town} ${code}`;
    if (roll < 0.74)
      return `${line}${gap}${town}, ${state()} ${code}${gap}${random.pick(['USA', 'US', 'United States', country()])}`;
    if (roll < 0.82) return `${line}${gap}${town}${gap}${country()}`;
    if (roll < 0.88) return `${line}${gap}${town}`;
    if (roll < 0.92) return `${line}${gap}${town}${gap}, ${digits(2)}${gap} ${code}`;
    return line;
  };
  return { city, country, state, postcode, streetName, street, unit, box, building, address, lineAddress };
}
