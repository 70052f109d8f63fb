import { readFileSync } from 'node:fs';
import { PrivacyError } from '../errors.ts';
import type { Finding, Recogniser } from '../finding.ts';
import { spanConfidence } from './internal/confidence.ts';
import { emissionScorer } from './internal/emissions.ts';
import { typeOfLabel } from './internal/labels.ts';
import { decodeModel, type Model } from './internal/model.ts';
import { packWeights } from './internal/packed-weights.ts';
import { isPlausible } from './internal/plausible.ts';
import { makeTokens, tokenise } from './internal/tokenise.ts';
import { allowedTransitions, viterbiDecoder } from './internal/viterbi.ts';
import { type ScoredWord, wordScorer } from './internal/word-scores.ts';
import { wordText } from './internal/words.ts';

/** Finds names, places, organisations, titles, addresses, ages, dates and telephone numbers by their context. */
export interface Tagger extends Recogniser {
  readonly name: 'tagger';
}

/** Tokens that are labelled together; text is read in such stretches, so memory does not grow with it. */
const STRETCH_TOKENS = 1024;
/** Tokens at the end of a stretch that are labelled again with what follows, and at the beginning with what went before. */
const OVERLAP_TOKENS = 32;

const TRAINED_FILE = new URL('../../model/tagger.bin', import.meta.url);

/** Makes a tagger of a model in memory. */
export function makeTagger(model: Model): Tagger {
  const packed = packWeights(model);
  const { gazetteer, scale } = model;
  const { wordOf, makeRoom, edge } = wordScorer(packed, gazetteer);
  const tokens = makeTokens(STRETCH_TOKENS);
  const scoreOf = emissionScorer({ packed, scale, gazetteer, edge, capacity: STRETCH_TOKENS });
  const transitions = allowedTransitions(model.transitions);
  const decode = viterbiDecoder(transitions, STRETCH_TOKENS);
  const confidenceOf = spanConfidence(transitions);
  const words: ScoredWord[] = [];

  const find = (text: string): Finding[] => {
    const findings: Finding[] = [];
    let from = 0;
    let skip = 0;
    let done = 0;
    for (;;) {
      const stop = tokenise(text, from, tokens);
      const { count } = tokens;
      const isLast = stop >= text.length;
      const coreEnd = isLast ? count : count - OVERLAP_TOKENS;
      words.length = count;
      makeRoom(count);
      for (let at = 0; at < count; at++)
        words[at] = wordOf(wordText(text, tokens.starts[at] as number, tokens.ends[at] as number));
      const emissions = scoreOf(words, tokens);
      const labels = decode(emissions, count);
      for (let first = skip; first < coreEnd; first++) {
        const label = labels[first] ?? 0;
        const type = typeOfLabel(label);
        if (type === undefined || label % 2 === 0) continue;
        let last = first;
        while (last + 1 < count && labels[last + 1] === label + 1) last++;
        let begin = first;
        let end = last;
        while (begin < end && words[begin]?.isNewline === true) begin++;
        while (end > begin && words[end]?.isNewline === true) end--;
        const start = tokens.starts[begin] ?? 0;
        const stopUnit = tokens.ends[end] ?? start;
        if (start >= done && isPlausible(type, text, start, stopUnit)) {
          const score = confidenceOf(emissions, labels, { first, last, count });
          done = stopUnit;
          findings.push({
            type,
            start,
            end: done,
            score,
            recogniser: 'tagger',
            why: `tagger, confidence ${score.toFixed(2)}`,
          });
        }
        first = last;
      }
      if (isLast) return findings;
      skip = OVERLAP_TOKENS;
      from = tokens.starts[coreEnd - OVERLAP_TOKENS] ?? stop;
    }
  };
  return { name: 'tagger', find };
}

const loaded = new Map<string, Tagger>();

/**
 * The trained tagger, read once from `file` (the committed `model/tagger.bin` when absent) and kept. Throws `model_invalid`
 * when the file is absent, damaged or of another version.
 */
export function loadTagger(file: URL = TRAINED_FILE): Tagger {
  const known = loaded.get(file.href);
  if (known !== undefined) return known;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new PrivacyError('model_invalid', 'the tagger file cannot be read', { cause });
  }
  const tagger = makeTagger(decodeModel(bytes));
  loaded.set(file.href, tagger);
  return tagger;
}
