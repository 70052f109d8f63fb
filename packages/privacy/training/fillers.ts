import { makeAddresses } from './addresses.ts';
import { makeCompanies } from './companies.ts';
import { makeDates } from './dates.ts';
import { DEMONYMS, fakerList, ownWords } from './lists.ts';
import { makeNumbers } from './numbers.ts';
import { makePeople } from './people.ts';
import { makePlaces } from './places.ts';
import type { Random } from './random.ts';
import type { Piece } from './sample.ts';

/** Makes the text of a placeholder, of one piece or several. */
export type Filler = () => Piece | readonly Piece[];

const HONORIFICS = [
  'Mr.',
  'Mr.',
  'Mrs.',
  'Ms.',
  'Ms.',
  'Miss',
  'Dr.',
  'Dr.',
  'Mr',
  'Mrs',
  'Ms',
  'Dr',
  'Prof.',
  'Professor',
  'Sir',
  'Rev.',
  'Madam',
  'Lord',
  'Lady',
  'Dame',
  'Hon.',
  'Mx.',
  'Herr',
  'Frau',
  'Señor',
  'Doctor',
];
const COUNTRY_INITIALS = ['U.S.', 'U.K.', 'US', 'UK', 'USA', 'U.S.A.', 'UAE', 'U.A.E.'];
const RANKS = [
  'Captain',
  'Sergeant',
  'Major',
  'Colonel',
  'Lieutenant',
  'Sister',
  'Father',
  'Rabbi',
  'Imam',
  'Judge',
  'Inspector',
  'Capt.',
  'Sgt.',
  'Lt.',
  'Rev.',
  'Fr.',
  'Prof.',
  'Doctor',
];
const JOB_HEADS = ownWords('job-heads.txt');
const JOB_MODIFIERS = ownWords('job-modifiers.txt');

const PERSON_VERBS = ownWords('person-verbs.txt');
const COMPANY_VERBS = ownWords('company-verbs.txt');
const RELATIONS = ownWords('relations.txt');
const THINGS = ownWords('things.txt');

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const titleCase = (text: string): string => text.split(' ').map(upperFirst).join(' ');

/** Every placeholder that templates may name. */
export function makeFillers(random: Random): Readonly<Record<string, Filler>> {
  const people = makePeople(random);
  const places = makePlaces(random, people);
  const addresses = makeAddresses(random, people);
  const dates = makeDates(random);
  const numbers = makeNumbers(random);
  const companies = makeCompanies(random, people);
  const company = companies.any;
  const job = (): string => {
    const roll = random.next();
    const head = random.pick(JOB_HEADS);
    if (roll < 0.3) return head;
    if (roll < 0.7) return `${random.pick(JOB_MODIFIERS)} ${head}`;
    if (roll < 0.85) return `${random.pick(JOB_MODIFIERS)} ${random.pick(JOB_MODIFIERS)} ${head}`;
    if (roll < 0.9) return `${random.pick(JOB_MODIFIERS)} and ${random.pick(JOB_MODIFIERS)} ${head}`;
    if (roll < 0.95) return `${head} of ${random.pick(fakerList('en', 'person', 'job_area')).toLowerCase()}`;
    return `${random.pick(fakerList('en', 'person', 'job_descriptor'))} ${random.pick(fakerList('en', 'person', 'job_area'))} ${random.pick(fakerList('en', 'person', 'job_type'))}`;
  };
  const jobCased = (): string => {
    const text = job();
    return random.chance(0.07) ? text : random.chance(0.7) ? upperFirst(text) : titleCase(text);
  };
  const plain =
    (make: () => string): Filler =>
    () => ({ text: make() });
  const typed =
    (type: NonNullable<Piece['type']>, make: () => string): Filler =>
    () => ({ text: make(), type });
  const list = (group: string, key: string): Filler => {
    const entries = fakerList('en', group, key);
    return plain(() => random.pick(entries));
  };
  const faker = (group: string, key: string): Filler => list(group, key);
  const nounList = fakerList('en', 'word', 'noun');
  const adjectives = fakerList('en', 'word', 'adjective');
  const demonym = (): string => {
    if (random.chance(0.9)) return random.pick(DEMONYMS);
    const place = random.chance(0.5) ? places.country() : places.city();
    return place.split(' ')[0]?.replace(/[aeiouy]+$/, '') + random.pick(['ian', 'ese', 'an', 'i', 'ish', 'er', 'ic']);
  };
  const title = (): string => {
    const roll = random.next();
    // Made-up words and names of people are titles as well.
    if (roll < 0.25) return company().split(/[ ,-]/)[0] ?? '';
    if (roll < 0.3)
      return `${people.first()} ${random.pick(['and the', 'of the', 'in'])} ${titleCase(random.pick(nounList))}`;
    const noun = random.pick(nounList);
    return titleCase(
      `${roll < 0.5 ? 'the ' : ''}${random.pick(adjectives)} ${noun}${random.chance(0.3) ? ` of ${random.pick(nounList)}` : ''}`,
    );
  };
  return {
    person: typed('PERSON', people.full),
    first: typed('PERSON', people.first),
    last: typed('PERSON', people.last),
    filed: typed('PERSON', people.filed),
    name: typed('PERSON', () =>
      random.chance(0.6) ? people.full() : random.chance(0.5) ? people.first() : people.last(),
    ),
    prefix: typed('TITLE', () => random.pick(HONORIFICS)),
    /** A form of address of soldiers, clergy and the like. */
    rank: typed('TITLE', () => random.pick(RANKS)),
    job: typed('TITLE', jobCased),
    /** A position that somebody holds, as sentences name it. */
    post: typed('TITLE', () => (random.chance(0.3) ? jobCased() : job())),
    /** The same in small letters. */
    craft: typed('TITLE', () => job().toLowerCase()),
    role: plain(() => (random.chance(0.4) ? `${random.pick(adjectives)} ` : '') + job().toLowerCase()),
    city: typed('GPE', places.city),
    country: typed('GPE', places.country),
    state: typed('GPE', places.state),
    /** A country as its initials. */
    initials: typed('GPE', () => random.pick(COUNTRY_INITIALS)),
    place: typed('GPE', () => (random.chance(0.5) ? places.city() : places.country())),
    nrp: typed('NRP', demonym),
    nrps: typed('NRP', () => {
      const name = demonym();
      return /(ese|sh|ch|ss)$/.test(name) ? `${name} people`.replace(' people', '') : `${name}s`;
    }),
    org: typed('ORGANIZATION', company),
    band: typed('ORGANIZATION', companies.band),
    brand: typed('ORGANIZATION', companies.brand),
    partners: typed('ORGANIZATION', companies.partners),
    institution: typed('ORGANIZATION', companies.institution),
    address: typed('STREET_ADDRESS', () => (random.chance(0.5) ? addresses.whole() : places.address())),
    pieces: addresses.pieces,
    blockpieces: addresses.block,
    lineaddress: typed('STREET_ADDRESS', places.lineAddress),
    street: typed('STREET_ADDRESS', () => (random.chance(0.4) ? addresses.street() : places.street())),
    streetname: typed('STREET_ADDRESS', places.streetName),
    building: typed('STREET_ADDRESS', places.building),
    unit: typed('STREET_ADDRESS', places.unit),
    box: typed('STREET_ADDRESS', places.box),
    azip: typed('STREET_ADDRESS', places.postcode),
    zip: typed('ZIP_CODE', places.postcode),
    age: typed('AGE', numbers.age),
    child: typed('AGE', numbers.childAge),
    date: typed('DATE_TIME', dates.date),
    year: typed('DATE_TIME', dates.year),
    month: typed('DATE_TIME', dates.month),
    weekday: typed('DATE_TIME', dates.weekday),
    time: typed('DATE_TIME', dates.time),
    stamp: typed('DATE_TIME', dates.stamp),
    phone: typed('PHONE_NUMBER', numbers.phone),
    email: plain(numbers.email),
    url: plain(numbers.url),
    ip: plain(numbers.ip),
    card: plain(numbers.card),
    iban: plain(numbers.iban),
    ssn: plain(numbers.ssn),
    id: plain(numbers.id),
    money: plain(numbers.money),
    count: plain(numbers.count),
    pverb: plain(() => random.pick(PERSON_VERBS)),
    overb: plain(() => random.pick(COMPANY_VERBS)),
    relation: plain(() => random.pick(RELATIONS)),
    thing: plain(() => random.pick(THINGS)),
    hash: plain(numbers.hash),
    noun: plain(() => random.pick(nounList)),
    nouns: plain(() => `${random.pick(nounList)}s`),
    Noun: plain(() => upperFirst(random.pick(nounList))),
    adj: plain(() => random.pick(adjectives)),
    Adj: plain(() => upperFirst(random.pick(adjectives))),
    verb: faker('word', 'verb'),
    adv: faker('word', 'adverb'),
    song: faker('music', 'song_name'),
    book: faker('book', 'title'),
    genre: faker('music', 'genre'),
    dish: faker('food', 'dish'),
    department: faker('commerce', 'department'),
    product: plain(() => `${random.pick(fakerList('en', 'word', 'adjective'))} ${random.pick(nounList)}`),
    Title: plain(title),
    acronym: plain(() =>
      random.pick([
        'ATM',
        'PIN',
        'SMS',
        'API',
        'FAQ',
        'PDF',
        'URL',
        'VPN',
        'ID',
        'TV',
        'GPS',
        'HTML',
        'SQL',
        'JSON',
        'CPU',
        'USB',
        'CD',
        'DVD',
        'EP',
        'LP',
        'IBAN',
        'SSN',
        'CVV',
        'OTP',
        'KYC',
        'SEPA',
        'PoS',
        'ETA',
        'GDP',
        'DIY',
        'HR',
        'IT',
        'PR',
        'QA',
        'VIP',
        'RSVP',
        'ASAP',
        'FYI',
        'OK',
        'MRI',
        'ECG',
        'ICU',
        'DNA',
        'HIV',
        'BMI',
      ]),
    ),
  };
}
