import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatModule } from '../src/format/format-module.ts';
import { compile, RegoError } from '../src/index.ts';
import { createMutator } from '../src/internal/mutate.ts';

const USAGE = `usage: node packages/rego/bin/fuzz.ts FILE [--count N] [--seed N]

Changes the modules of a file of conformance cases at random, then parses, formats, compiles and evaluates them. Anything but a
value or a coded error is a failure and is printed with its module. Default: 1000000 inputs, seed 1.
`;

const LIMITS = { maxSteps: 20_000, maxMilliseconds: 2_000 };
/** Longer than this for one input is a hang, milliseconds. */
const HANG_MS = 5_000;
const SHOWN_FAILURES = 10;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  });
  const [file] = positionals;
  if (file === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const modules = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as { modules?: string[] }).modules ?? []);
  const mutate = createMutator(modules, Number(values.seed));
  const outcomes = new Map<string, number>();
  let failed = 0;
  for (let i = 0; i < Number(values.count); i++) {
    const text = mutate();
    const started = performance.now();
    let outcome = outcomeOf(text);
    if (performance.now() - started > HANG_MS) outcome = 'HANG';
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcome !== 'CRASH' && outcome !== 'HANG') continue;
    failed++;
    if (failed <= SHOWN_FAILURES) process.stdout.write(`${outcome} of input ${i}:\n${text}\n`);
  }
  for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a)) {
    process.stdout.write(`${outcome.padEnd(28)} ${count}\n`);
  }
  process.stdout.write(`${Number(values.count) - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function outcomeOf(text: string): string {
  try {
    const version = text.length % 4 === 0 ? 'v0' : 'v1';
    formatModule(text, { file: 'fuzz.rego', version });
    const policy = compile({ modules: [{ file: 'fuzz.rego', text, version }], limits: LIMITS });
    policy.evaluate([], { input: { x: [1, 'a', null, { k: true }] } });
    return 'value';
  } catch (error) {
    if (error instanceof RegoError) return error.code;
    process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return 'CRASH';
  }
}

process.exitCode = main();
