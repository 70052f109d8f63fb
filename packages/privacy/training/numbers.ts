import { allLocales } from '@faker-js/faker';
import { fakerList } from './lists.ts';
import type { Random } from './random.ts';

/** Makes up telephone numbers and other things that computers count. None of the latter is for the tagger to find. */
export interface Numbers {
  readonly phone: () => string;
  readonly email: () => string;
  readonly url: () => string;
  readonly ip: () => string;
  readonly card: () => string;
  readonly iban: () => string;
  readonly ssn: () => string;
  readonly id: () => string;
  /** Addresses of networks and devices, digests, keys: digits and letters that mean nothing. */
  readonly hash: () => string;
  readonly money: () => string;
  readonly count: () => string;
  readonly age: () => string;
  /** Years, or months, of somebody under age. */
  readonly childAge: () => string;
}

const PHONE_FORMATS: readonly (readonly string[])[] = Object.keys(allLocales).flatMap((name) => {
  const formats = fakerPhones(name);
  return formats.length > 0 ? [formats] : [];
});

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const MORE_PHONES = [
  '###-###-####',
  '(###) ###-####',
  '(###)###-####',
  '### ### ####',
  '+1-###-###-####',
  '001-###-###-####',
  '+1 ### ### ####',
  '###.###.####',
  '##########',
  '### ####',
  '###-####',
  '0## ### ## ##',
  '0### ## ## ##',
  '(##) ###-###',
  '(##) ####-####',
  '+## ## ### ## ##',
  '+44 #### ######',
  '0#### ######',
  '+44(0)##########',
  '+46 (0)# ### ### ##',
  '0##-### ## ##',
  '## ### ## ##',
  '### ## ###',
  '##.##.##.##.##',
  '(0#) #### ####',
  '(##) ### ####',
  '(0##) ### ## ##',
  '## ## ## ##',
  '#### ####',
  '0### ### ####',
  '0####/######',
  '(###) ###-####x###',
  '###-###-####x#####',
  '+##########',
  '+61 # #### ####',
  '0## #### ####',
  '+36 ## ### ###',
  '0## ####-####',
  '+354 ### ####',
  '### ## ##',
  '0#########',
];

function fakerPhones(name: string): string[] {
  const definitions = allLocales[name as keyof typeof allLocales] as {
    phone_number?: { format?: { human?: string[] } };
  };
  return definitions.phone_number?.format?.human ?? [];
}

/** Numbers drawn by `random`. */
export function makeNumbers(random: Random): Numbers {
  const fill = (format: string): string => format.replaceAll('!', '').replaceAll('#', () => String(random.int(0, 9)));
  const word = (): string =>
    random.pick(random.chance(0.5) ? fakerList('en', 'word', 'noun') : fakerList('en', 'person', 'first_name'));
  const domain = (): string =>
    `${word()
      .toLowerCase()
      .replaceAll(
        /[^a-z]/g,
        '',
      )}.${random.pick(['com', 'org', 'net', 'io', 'co.uk', 'de', 'fr', 'info', 'us', 'com.br'])}`;
  const letters = (count: number): string =>
    Array.from({ length: count }, () => String.fromCharCode(65 + random.int(0, 25))).join('');
  return {
    phone: () => fill(random.chance(0.5) ? random.pick(random.pick(PHONE_FORMATS)) : random.pick(MORE_PHONES)),
    email: () =>
      `${random.pick([word() + random.pick(['', '.', '_', '-']) + word(), `${word()}.${word()}${random.pick(['', '+news', '+shop', '.work', '99'])}`, word() + String(random.int(1, 99)), word()]).replaceAll(/[^\w.+-]/g, '')}@${domain()}`,
    url: () =>
      `${random.pick(['http://', 'https://', 'www.', 'https://www.', ''])}${random.chance(0.4) ? word() + domain() : domain()}${random.pick(['', '/', `/${word()}`, `/${word()}/${random.int(1, 999)}`])}`,
    ip: () => Array.from({ length: 4 }, () => random.int(0, 255)).join('.'),
    card: () =>
      fill(
        random.pick([
          '################',
          '################',
          '#### #### #### ####',
          '####-####-####-####',
          '####-####-####-####',
          '###############',
          '#############',
          '##################',
          '############',
          '#### ###### #####',
          '####-######-#####',
          '####-######-####',
          '#### ###### ####',
          '####-####-####-####',
        ]),
      ),
    iban: () =>
      `${random.pick(['GB', 'DE', 'FR', 'ES', 'IT', 'NL'])}${fill('##')}${random.chance(0.5) ? letters(4) : ''}${fill(random.pick(['##############', '##################', ' #### #### #### ####']))}`,
    ssn: () => fill(random.pick(['###-##-####', '###-##-####', '#########', '### ## ####'])),
    id: () =>
      random.pick([
        letters(random.int(1, 3)) + fill('######'),
        fill('########'),
        `#${fill('#####')}`,
        letters(2) + '-' + fill('####'),
        fill('####-####'),
      ]),
    hash: () => {
      const base64 = (count: number): string =>
        Array.from({ length: count }, () => BASE64.charAt(random.int(0, 63))).join('');
      const hex = (count: number): string =>
        Array.from({ length: count }, () => '0123456789abcdef'.charAt(random.int(0, 15))).join('');
      const groups = (count: number, size: number, sign: string): string =>
        Array.from({ length: count }, () => hex(size)).join(sign);
      return random.pick([
        groups(8, 4, ':'),
        groups(6, 2, ':'),
        groups(6, 2, '-').toUpperCase(),
        `${hex(8)}-${groups(3, 4, '-')}-${hex(12)}`,
        hex(32),
        hex(40),
        hex(7),
        base64(random.int(20, 90)),
        `sha512-${base64(86)}==`,
        groups(8, random.int(1, 4), ':'),
      ]);
    },
    money: () =>
      random.pick(['$', '€', '£', 'USD ', '']) +
      random.pick([
        String(random.int(1, 999)),
        `${random.int(1, 99)},${fill('###')}`,
        `${random.int(1, 99)}.${fill('##')}`,
      ]) +
      random.pick(['', '', ' dollars', ' euros', ' million', 'k']),
    count: () =>
      random.chance(0.7)
        ? String(random.int(2, random.chance(0.6) ? 31 : 2500))
        : random.pick([
            'two',
            'three',
            'four',
            'five',
            'six',
            'ten',
            'a few',
            'several',
            'twenty',
            '16%',
            '3.5',
            '8+',
            '100',
            '1,000',
          ]),
    age: () => String(random.chance(0.9) ? random.int(15, 95) : random.int(1, 14)),
    childAge: () => String(random.int(1, 18)),
  };
}
