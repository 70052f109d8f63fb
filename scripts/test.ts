import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installServices } from '@tensorguard/testkit';
import { runChecks } from './check.ts';
import { ROOT, runCommand } from './run-command.ts';
import type { TestSummary } from './test-reporter.ts';

/** Lines of product code that the unit and integration tests must run, in percent. */
const MIN_LINE_COVERAGE_PERCENT = 85;

/** A test that runs for longer than this hangs, milliseconds. */
const TEST_TIMEOUT_MS = 300_000;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The parts of the suite, in the order in which they run. */
const STAGES: Readonly<Record<string, () => Promise<Counts>>> = {
  check: async () => ({ ...(await runChecks()), skipped: 0 }),
  unit: () =>
    nodeTests(
      [
        'packages/*/{src,training}/**/*.test.ts',
        'apps/{agent,cli,platform}/src/**/*.test.ts',
        'tests/integration/*.test.ts',
      ],
      {
        coverage: true,
      },
    ),
  console: consoleTests,
  e2e: () => nodeTests(['tests/{docs,e2e,chaos}/*.test.ts'], { concurrency: 1 }),
  peers: () => nodeTests(['tests/peers/*.test.ts'], { concurrency: 1 }),
};
/** `peers` needs other people's programs and runs on request. */
const DEFAULT_STAGES = ['check', 'unit', 'console', 'e2e'];

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const stages = values.only ?? DEFAULT_STAGES;
const unknown = stages.filter((name) => !Object.hasOwn(STAGES, name));
if (unknown.length > 0) {
  process.stderr.write(`unknown stage: ${unknown.join(', ')}; there are: ${Object.keys(STAGES).join(', ')}\n`);
  process.exit(2);
}

await installServices(['postgres', 'chromium']);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const name of stages) {
  const startedAt = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  const counts = await STAGES[name]!();
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  process.stdout.write(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s\n`,
  );
}
process.exitCode = total.failed === 0 ? 0 : 1;
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);

/** Runs tests with Node's own runner, each file in a process of its own. */
async function nodeTests(
  patterns: string[],
  options: { coverage?: boolean; concurrency?: number } = {},
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorguard-test-'));
  const summaryFile = join(folder, 'summary.json');
  const coverage = [
    '--experimental-test-coverage',
    '--test-coverage-include=packages/*/src/**/*.ts',
    '--test-coverage-include=apps/{agent,cli,platform}/src/**/*.ts',
    '--test-coverage-exclude=**/*.test.ts',
    '--test-coverage-exclude=**/testing/**',
    '--test-coverage-exclude=packages/testkit/**',
  ];
  const args = [
    '--test',
    `--test-reporter=${join(ROOT, 'scripts/test-reporter.ts')}`,
    '--test-reporter-destination=stdout',
    `--test-concurrency=${options.concurrency ?? availableParallelism()}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    ...(options.coverage ? coverage : []),
    ...patterns,
  ];
  try {
    const { exitCode } = await runCommand('node', args, { env: { TENSORGUARD_TEST_SUMMARY: summaryFile }, echo: true });
    const summary = JSON.parse(readFileSync(summaryFile, 'utf8')) as TestSummary;
    const counts = { passed: summary.passed, failed: summary.failed, skipped: summary.skipped };
    if (options.coverage) judgeCoverage(summary.lineCoveragePercent, counts);
    // A file that broke before its first test fails the run without a failed test.
    if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judgeCoverage(percent: number | null, counts: Counts): void {
  const enough = percent !== null && percent >= MIN_LINE_COVERAGE_PERCENT;
  if (enough) counts.passed++;
  else counts.failed++;
  process.stdout.write(
    `${enough ? 'ok' : 'FAILED'}  line coverage ${percent?.toFixed(1) ?? 'unknown'} % (at least ${MIN_LINE_COVERAGE_PERCENT} %)\n`,
  );
}

async function consoleTests(): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorguard-test-'));
  const file = join(folder, 'console.json');
  const args = ['run', '--reporter=json', `--outputFile=${file}`];
  const { exitCode, output } = await runCommand('vitest', args, { cwd: join(ROOT, 'apps/console') });
  let result: VitestResult;
  try {
    result = JSON.parse(readFileSync(file, 'utf8')) as VitestResult;
  } catch {
    process.stdout.write(output);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const suite of result.testResults) {
    if (suite.status !== 'passed' && suite.message) process.stdout.write(`FAILED  ${suite.name}\n${suite.message}\n`);
    for (const { status, fullName, failureMessages } of suite.assertionResults) {
      if (status === 'failed')
        process.stdout.write(`FAILED  ${suite.name} > ${fullName}\n${failureMessages.join('\n')}\n`);
    }
  }
  const failed = result.numFailedTests === 0 && exitCode !== 0 ? 1 : result.numFailedTests;
  return { passed: result.numPassedTests, failed, skipped: result.numPendingTests };
}

interface VitestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[];
  }[];
}
