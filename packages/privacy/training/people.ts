import { NAME_SETS, type NameSet } from './lists.ts';
import type { Random } from './random.ts';

const WEIGHTS: Readonly<Record<string, number>> = {
  en: 14,
  en_US: 4,
  en_GB: 4,
  en_AU: 3,
  es: 2,
  de: 2,
  it: 2,
  fr: 2,
  fr_BE: 2,
};
const OTHER_SCRIPTS = new Set([
  'ar',
  'dv',
  'fa',
  'he',
  'hy',
  'ja',
  'ka_GE',
  'ko',
  'ku_ckb',
  'mk',
  'ne',
  'th',
  'ur',
  'zh_CN',
  'zh_TW',
]);

const weighted: readonly NameSet[] = NAME_SETS.flatMap((set) => {
  const weight = OTHER_SCRIPTS.has(set.locale) ? 0 : (WEIGHTS[set.locale] ?? 1) * 4;
  return Array.from({ length: Math.max(1, weight) }, () => set);
});

function splice(random: Random, list: readonly string[]): string {
  const [a, b] = [random.pick(list), random.pick(list)];
  const head = a.slice(0, random.int(2, Math.max(2, Math.ceil(a.length * 0.6))));
  return head + b.slice(Math.min(b.length - 2, Math.floor(b.length / 2))).toLowerCase();
}

/** A part of a name that is in no list with this chance, made of two that are. */
const UNLISTED_CHANCE = 0.3;

function part(random: Random, list: readonly string[]): string {
  return random.chance(UNLISTED_CHANCE) ? splice(random, list) : random.pick(list);
}

/** Makes up people of many countries. */
export interface People {
  readonly first: () => string;
  readonly last: () => string;
  readonly full: () => string;
  /** Family name, comma, given name. */
  readonly filed: () => string;
}

/** People drawn by `random`. */
export function makePeople(random: Random): People {
  const initial = (): string => String.fromCharCode(65 + random.int(0, 25));
  const last = (set: NameSet): string => {
    const name = part(random, set.last);
    if (random.chance(0.04)) return `${name}-${part(random, set.last)}`;
    if (random.chance(0.02))
      return `${random.pick(['van', 'de', 'von', 'van der', 'di', 'da', 'de la', 'del', 'al', 'Mc', "O'", 'St.', 'bin', 'ben', 'Mac', 'ten', 'ter', 'du', 'le', 'la', 'af', 'ibn', 'Abu', 'El', 'dos', 'Du', 'De', 'Van', 'Von', 'Di', 'Ó', 'den', 'van den', 'St'])} ${name}`.replace(
        /(Mc|Mac|O') /,
        '$1',
      );
    if (['es', 'es_MX', 'pt_BR', 'pt_PT'].includes(set.locale) && random.chance(0.4))
      return `${name} ${part(random, set.last)}`;
    return name;
  };
  const full = (): string => {
    const set = random.pick(weighted);
    const first = part(random, set.first);
    const roll = random.next();
    if (roll < 0.62) return `${first} ${last(set)}`;
    if (roll < 0.8) return `${first} ${initial()}. ${last(set)}`;
    if (roll < 0.83) return `${first} ${initial()} ${last(set)}`;
    if (roll < 0.87) return `${first} ${part(random, set.first)} ${last(set)}`;
    if (roll < 0.9) return `${initial()}. ${last(set)}`;
    if (roll < 0.92) return `${initial()}.${random.pick(['', ' '])}${initial()}. ${last(set)}`;
    if (roll < 0.93) return `${first} "${part(random, set.first)}" ${last(set)}`;
    if (roll < 0.95) return `${first} ${last(set)} ${random.pick(['Jr.', 'Sr.', 'III', 'II', 'Jr'])}`;
    if (roll < 0.97) return `${first}-${part(random, set.first)} ${last(set)}`;
    return `${first} ${last(random.pick(weighted))}`;
  };
  return {
    first: () => part(random, random.pick(weighted).first),
    last: () => last(random.pick(weighted)),
    full,
    filed: () => {
      const set = random.pick(weighted);
      return `${last(set)}, ${part(random, set.first)}${random.chance(0.2) ? ` ${initial()}.` : ''}`;
    },
  };
}
