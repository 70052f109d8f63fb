import { ENTITY_TYPES, type EntityType } from '../entity-types.ts';
import type { DetectHint, Finding, Recogniser } from '../finding.ts';
import { createPatternRecogniser } from '../patterns/patterns.ts';
import { createSecretRecogniser } from '../secrets/secrets.ts';
import { loadTagger } from '../tagger/tagger.ts';
import { normalise } from '../text/normalise.ts';
import { resolveOverlaps } from './resolve-overlaps.ts';
import { weighTagged } from './weigh-tagged.ts';

/** How a detector differs from the one that finds everything. */
export interface DetectorOptions {
  /** Types that are looked for; all when absent. */
  readonly types?: readonly EntityType[];
  /** Lowest score that counts, 0 to 1. Default {@link DEFAULT_THRESHOLD}. */
  readonly threshold?: number;
  /** Names, places and other things that only the statistical tagger finds. Default true. */
  readonly tagger?: boolean;
  /** See through full-width digits, invisible characters, look-alike letters and entities of HTML. Default true. */
  readonly normalise?: boolean;
  /** ISO 3166 codes of the countries whose numbers are looked for; all when absent. */
  readonly regions?: readonly string[];
  /** More recognisers. */
  readonly recognisers?: readonly Recogniser[];
}

/** Finds what is personal or secret in texts. Immutable; one can serve all callers. */
export interface Detector {
  /**
   * Findings in the order of the text; they do not overlap. The key of a hint, such as `phone`, is read as words before the text.
   */
  readonly find: (text: string, hint?: DetectHint) => Finding[];
  /** What may become a finding when more text follows or a lower score counts: of any score, and overlapping. */
  candidates(text: string): Finding[];
  /** The findings among candidates of a text. */
  choose(text: string, candidates: readonly Finding[]): Finding[];
}

/** Score from which a finding counts. */
export const DEFAULT_THRESHOLD = 0.5;

/** As much of a key as is looked at, UTF-16 code units. */
const MAX_KEY_CHARACTERS = 64;

/** Makes a detector of all recognisers. The file of the tagger is loaded at the first text. */
export function createDetector(options: DetectorOptions = {}): Detector {
  const threshold = options.threshold ?? DEFAULT_THRESHOLD;
  const wanted = new Set<EntityType>(options.types ?? (Object.keys(ENTITY_TYPES) as EntityType[]));
  const recognisers: Recogniser[] = [
    createPatternRecogniser(options.regions === undefined ? {} : { regions: options.regions }),
    createSecretRecogniser(),
    ...(options.recognisers ?? []),
  ];
  if (options.tagger !== false) {
    recognisers.push({ name: 'tagger', find: (text) => weighTagged(text, loadTagger().find(text)) });
  }
  const candidates = (text: string): Finding[] => {
    const plain = options.normalise === false ? undefined : normalise(text);
    const found = recognisers.flatMap((recogniser) => recogniser.find(plain?.text ?? text));
    const asked = found.filter(({ type }) => wanted.has(type));
    if (plain === undefined || !plain.isChanged) return asked;
    return asked.map((finding) => ({ ...finding, ...plain.toOriginal(finding.start, finding.end) }));
  };
  const choose = (text: string, found: readonly Finding[]): Finding[] =>
    resolveOverlaps(
      text,
      found.filter(({ score }) => score >= threshold),
    );
  const find = (text: string): Finding[] => choose(text, candidates(text));
  return {
    find: (text, hint) => (hint?.key === undefined || hint.key === '' ? find(text) : findAfter(hint.key, text, find)),
    candidates,
    choose,
  };
}

/** Finds with words before the text that are not part of it. */
function findAfter(key: string, text: string, find: (text: string) => Finding[]): Finding[] {
  const prefix = `${key.slice(-MAX_KEY_CHARACTERS)}: `;
  return find(prefix + text)
    .filter(({ end }) => end > prefix.length)
    .map((finding) => ({
      ...finding,
      start: Math.max(0, finding.start - prefix.length),
      end: finding.end - prefix.length,
    }));
}
