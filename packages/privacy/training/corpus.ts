import type { Gazetteer } from '../src/tagger/internal/gazetteer.ts';
import { hashText } from '../src/tagger/internal/hash.ts';
import { alikeWords, augment, concatenate, swapWords } from './augment.ts';
import { pickCode, readCode } from './code.ts';
import { makeFillers } from './fillers.ts';
import { buildGazetteer } from './gazetteer.ts';
import { ownWords, WORD_CLASSES } from './lists.ts';
import { commonWords, plainSentences, readProse } from './prose.ts';
import type { Random } from './random.ts';
import type { Sample } from './sample.ts';
import { fillTemplate, quoteLines, readTemplates } from './templates.ts';

/** Part of the samples that is prose without names. */
const PROSE_SHARE = 0.1;
/** Part of the samples that is code. */
const CODE_SHARE = 0.06;
/** Part of the templates whose lines all begin with a sign, as in answers to mails and lists. */
const QUOTE_SHARE = 0.08;
/** Chance that another text follows in the same sample. */
const MORE_CHANCE = 0.2;
/** Part of the samples in which everyday words are swapped. */
const SWAP_SHARE = 0.4;
/** Sources of prose that must use a word before it counts as everyday. */
const LEAST_SOURCES = 2;
/** With a part held out, one template in this many. */
const HOLDOUT_PART = 5;

/** Everything to learn from. */
export interface Corpus {
  readonly gazetteer: Gazetteer;
  readonly templateCount: number;
  /** The next training sample. */
  readonly sample: () => Sample;
  /** A sample of a template that `sample` never uses. */
  readonly heldOut: (random: Random) => Sample;
}

/** Puts lists, templates, prose and code together; with `isHoldingOut` a fifth of the templates is kept back. */
export function makeCorpus(random: Random, isHoldingOut: boolean): Corpus {
  const sources = readProse();
  const everyday = ownWords('common.txt');
  const alike = alikeWords(WORD_CLASSES);
  const gazetteer = buildGazetteer([...everyday, ...commonWords(sources, LEAST_SOURCES)]);
  const prose = plainSentences(sources);
  const code = readCode();
  const all = readTemplates();
  const isKeptBack = (template: string): boolean => isHoldingOut && hashText(template) % HOLDOUT_PART === 0;
  const templates = all.filter((template) => !isKeptBack(template));
  const keptBack = all.filter(isKeptBack);
  const fillers = makeFillers(random);
  const one = (): Sample => {
    if (random.chance(PROSE_SHARE)) return { text: random.pick(prose), spans: [] };
    if (random.chance(CODE_SHARE)) return { text: pickCode(code, random), spans: [] };
    const template = random.pick(templates);
    const filled = fillTemplate(template, fillers, random);
    return random.chance(QUOTE_SHARE) ? quoteLines(filled, random) : filled;
  };
  const sample = (): Sample => {
    let made = one();
    while (random.chance(MORE_CHANCE)) made = concatenate(made, one(), random.pick([' ', ' ', '\n', '. ']));
    if (random.chance(SWAP_SHARE)) made = swapWords(made, everyday, alike, random);
    return augment(made, random);
  };
  const heldOut = (other: Random): Sample =>
    augment(fillTemplate(other.pick(keptBack), makeFillers(other), other), other);
  return { gazetteer, templateCount: templates.length, sample, heldOut };
}
