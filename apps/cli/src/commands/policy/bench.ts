import { defineCommand } from '../../command/command-spec.ts';
import { numberOr, requiredText } from '../../command/option.ts';
import { loadPolicy, policyOptions } from './load-policy.ts';

/** Decisions before the clock starts, so that the engine is warm. */
const WARM_UP_DECISIONS = 1_000;
/** Most decisions whose time is kept. */
const MAX_SAMPLES = 1_000_000;
const MIN_SECONDS = 0.01;
const MAX_SECONDS = 60;
const MS_PER_SECOND = 1_000;
const US_PER_MS = 1_000;

export const policyBenchCommand = defineCommand({
  name: 'bench',
  summary: 'Measure how fast a policy decides on this machine',
  examples: ['tensorguard policy bench --data policies/cost --input call.json --path tensorguard.cost.allow'],
  prints: 'data',
  options: {
    ...policyOptions,
    path: requiredText('path', 'Path of the document without data'),
    seconds: numberOr(1, 'n', 'How long to measure', { min: MIN_SECONDS, max: MAX_SECONDS }),
  },
  async run({ io, options, output, path }) {
    const { policy, input } = await loadPolicy(options, path, io.cwd);
    const given = input === undefined ? {} : { input };
    const decide = (): void => void policy.evaluate(options.path, given);
    const until = performance.now() + options.seconds * MS_PER_SECOND;
    for (let i = 0; i < WARM_UP_DECISIONS && performance.now() < until; i++) decide();
    const started = performance.now();
    const end = started + options.seconds * MS_PER_SECOND;
    const samples: number[] = [];
    let now = started;
    do {
      const before = now;
      decide();
      now = performance.now();
      samples.push(now - before);
    } while (now < end && samples.length < MAX_SAMPLES);
    samples.sort((a, b) => a - b);
    const quantile = (share: number): number => samples[Math.floor((samples.length - 1) * share)]! * US_PER_MS;
    const facts = {
      decisions: samples.length,
      decisionsPerSecond: Math.round((samples.length / (now - started)) * MS_PER_SECOND),
      p50Microseconds: quantile(0.5),
      p99Microseconds: quantile(0.99),
    };
    output.details(facts, () => [
      ['Decisions', facts.decisions],
      ['Decisions/s', facts.decisionsPerSecond],
      ['p50', `${facts.p50Microseconds.toFixed(2)} µs`],
      ['p99', `${facts.p99Microseconds.toFixed(2)} µs`],
    ]);
  },
});
