import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { arch, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchResult } from './bench-result.ts';

const USAGE = `Usage: npm run bench -- [case …] [--json] [--quick] [--list]

Runs the named benchmarks, or all of them, one after another.
`;

/** What a file under cases/ exports. */
interface BenchCase {
  run(options: { quick: boolean }): Promise<readonly BenchResult[]>;
}

const CASES_DIR = join(import.meta.dirname, 'cases');
const names = readdirSync(CASES_DIR)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const unknown = positionals.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
  process.stdout.write(`${USAGE}\nThere are: ${names.join(', ')}\n`);
  process.exit(values.help ? 0 : 2);
}
if (values.list) {
  process.stdout.write(`${names.join('\n')}\n`);
  process.exit(0);
}

const results: Record<string, readonly BenchResult[]> = {};
for (const name of positionals.length > 0 ? positionals : names) {
  if (!values.json) process.stdout.write(`── ${name}\n`);
  const benchCase = (await import(join(CASES_DIR, `${name}.ts`))) as BenchCase;
  const measured = await benchCase.run({ quick: values.quick });
  results[name] = measured;
  if (!values.json) for (const result of measured) process.stdout.write(`${lineOf(result)}\n`);
}
if (values.json)
  process.stdout.write(`${JSON.stringify({ machine: machine(), quick: values.quick, results }, undefined, 2)}\n`);

function lineOf({ name, value, unit, peer, ratio, note }: BenchResult): string {
  const beside =
    peer === undefined
      ? ''
      : `   ${peer.name}: ${round(peer.value)}   ratio ${ratio === undefined ? '' : ratio.toFixed(2)}`;
  return `${name.padEnd(52)} ${round(value).padStart(12)} ${unit}${beside}${note === undefined ? '' : `   (${note})`}`;
}

function round(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}

/** What a reader must know to compare numbers. */
function machine(): Record<string, unknown> {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    architecture: arch(),
    memoryBytes: totalmem(),
    node: process.version,
    date: new Date().toISOString(),
    commit: commit(),
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
