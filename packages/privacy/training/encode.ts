import {
  CONTEXT_FEATURES,
  findPlaces,
  makePlaces,
  NEAR_KEY_NUMBERS,
  nearFeatures,
  nearKey,
  PLACE_KEY_NUMBERS,
  placeFeatures,
  placeKey,
  tripleFeatures,
} from '../src/tagger/internal/context.ts';
import type { Gazetteer } from '../src/tagger/internal/gazetteer.ts';
import { beginLabel } from '../src/tagger/internal/labels.ts';
import { makeTokens, tokenise } from '../src/tagger/internal/tokenise.ts';
import { describeWord, DISTANCES, type Word, wordFeatures } from '../src/tagger/internal/words.ts';
import type { Encoded } from './crf.ts';
import type { Sample } from './sample.ts';

const MAX_TOKENS = 1024;

/** Makes the function that turns samples into rows of features, with `2 ** rowBits` rows. */
export function makeEncoder(gazetteer: Gazetteer, rowBits: number): (sample: Sample) => Encoded {
  const mask = 2 ** rowBits - 1;
  const tokens = makeTokens(MAX_TOKENS);
  const places = makePlaces(MAX_TOKENS);
  const context = new Int32Array(CONTEXT_FEATURES);
  const place = new Int32Array(PLACE_KEY_NUMBERS);
  const near = new Int32Array(NEAR_KEY_NUMBERS);
  const known = new Map<string, { word: Word; rows: number[][] }>();
  const describe = (text: string): { word: Word; rows: number[][] } => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const word = describeWord(text, gazetteer);
    const rows = DISTANCES.map((distance) => {
      const features: number[] = [];
      wordFeatures(word, distance, features);
      return features.map((feature) => feature & mask);
    });
    const made = { word, rows };
    known.set(text, made);
    return made;
  };
  const edge = describe('');
  return (sample) => {
    tokenise(sample.text, 0, tokens);
    const { count } = tokens;
    const described = Array.from({ length: count }, (_, at) =>
      describe(sample.text.slice(tokens.starts[at], tokens.ends[at])),
    );
    const words = described.map(({ word }) => word);
    findPlaces(words, count, gazetteer, places);
    const rows: number[] = [];
    const offsets = new Int32Array(count + 1);
    for (let at = 0; at < count; at++) {
      DISTANCES.forEach((distance, index) => rows.push(...((described[at + distance] ?? edge).rows[index] ?? [])));
      tripleFeatures(words[at - 1] ?? edge.word, words[at] ?? edge.word, words[at + 1] ?? edge.word, context);
      placeKey(words, tokens.joined, places, at, edge.word, place);
      placeFeatures(place, context);
      nearKey(words, places, at, edge.word, near);
      nearFeatures(near, context);
      for (const feature of context) rows.push(feature & mask);
      offsets[at + 1] = rows.length;
    }
    const labels = new Uint8Array(count);
    for (const span of sample.spans) {
      let label = beginLabel(span.type);
      for (let at = 0; at < count; at++) {
        if ((tokens.starts[at] ?? 0) < span.start || (tokens.starts[at] ?? 0) >= span.end) continue;
        labels[at] = label;
        if (label % 2 === 1) label++;
      }
    }
    return { rows: rowBits <= 16 ? Uint16Array.from(rows) : Int32Array.from(rows), offsets, labels };
  };
}
