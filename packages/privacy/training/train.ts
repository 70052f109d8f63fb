import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { encodeModel } from '../src/tagger/internal/model.ts';
import { makeTagger } from '../src/tagger/tagger.ts';
import { makeCorpus } from './corpus.ts';
import { averageOf, trainCrf } from './crf.ts';
import { makeEncoder } from './encode.ts';
import { measure, readLabelled } from './measure.ts';
import { quantise } from './quantise.ts';
import { makeRandom } from './random.ts';

const SEED = 20_261_121;
/** Rows of the weight table: 2 ** 16. More rows gave the same measures and a slower tagger. */
const ROW_BITS = 16;
/** Samples of one model; none is seen twice. */
const FULL_SAMPLES = 900_000;
const QUICK_SAMPLES = 36_000;
/** Models that are learned from samples of their own and averaged: what one picked up by chance the other did not. */
const MODELS = 2;
const RATE = 0.1;
const SHRINK = 8e-3;
const DROPOUT = 0.1;
const HOLDOUT_SAMPLES = 3000;
const MEASURE_SAMPLES = 1000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    holdout: { type: 'boolean', default: false },
    out: { type: 'string' },
    measure: { type: 'string', multiple: true, default: [] },
  },
});
const samples = values.quick ? QUICK_SAMPLES : FULL_SAMPLES;
const started = performance.now();
const report = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`;

const random = makeRandom(SEED);
const corpus = makeCorpus(random, values.holdout);
const { gazetteer } = corpus;
const encode = makeEncoder(gazetteer, ROW_BITS);
report(`${gazetteer.hashes.length} words and phrases, ${corpus.templateCount} templates, ${seconds()}`);

const settings = { rowCount: 2 ** ROW_BITS, samples, rate: RATE, shrink: SHRINK, dropout: DROPOUT };
const weights = averageOf(
  Array.from({ length: values.quick ? 1 : MODELS }, () =>
    trainCrf(() => encode(corpus.sample()), { ...settings, random, report }),
  ),
);
const model = quantise(weights, ROW_BITS, gazetteer);
const bytes = encodeModel(model);
const digest = createHash('sha256').update(bytes).digest('hex');
report(`${bytes.length} bytes, SHA-256 ${digest}, ${seconds()}`);

// A model that was not trained on everything or at length is only measured, unless the caller names a place for it.
const isCommittable = !values.quick && !values.holdout;
if (values.out !== undefined) writeFileSync(values.out, bytes);
else if (isCommittable) {
  mkdirSync(new URL('../model/', import.meta.url), { recursive: true });
  writeFileSync(new URL('../model/tagger.bin', import.meta.url), bytes);
}

const tagger = makeTagger(model);
const fresh = makeRandom(SEED + 1);
if (values.holdout) {
  const lines = Array.from({ length: HOLDOUT_SAMPLES }, () => corpus.heldOut(fresh));
  report(`templates held out\n${measure(lines, tagger)}`);
} else {
  const lines = Array.from({ length: MEASURE_SAMPLES }, () => corpus.sample());
  report(`further samples of the same templates\n${measure(lines, tagger)}`);
}
for (const path of values.measure) report(`${path}\n${measure(readLabelled(path), tagger)}`);
