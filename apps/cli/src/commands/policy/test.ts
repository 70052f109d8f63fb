import type { TestReport, TestResult } from '@tensorguard/rego';
import { defineCommand } from '../../command/command-spec.ts';
import { flag } from '../../command/option.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { formatShare } from '../../output/format.ts';
import type { Output } from '../../output/output.ts';
import { errorFacts, errorText, placeText } from './describe-error.ts';
import { readPolicyFiles } from './policy-files.ts';

export const policyTestCommand = defineCommand({
  name: 'test',
  summary: 'Run the tests of policies',
  details:
    'A test is a rule whose name begins with test_; it passes when it is true. Rules that begin with todo_test_ are skipped. ' +
    'The data.json files of the folders are merged at the root of data. Ends with exit code 1 when a test fails, or there is none.',
  examples: ['tensorguard policy test policies', 'tensorguard policy test policies/cost --coverage --json'],
  prints: 'data',
  args: { paths: { help: 'Files (.rego) or folders of policies', completes: 'file', variadic: true } },
  options: { coverage: flag('Say which lines no test reached') },
  async run({ args, io, options, output, path }) {
    const { runTests } = await import('@tensorguard/rego');
    const report = runTests(await readPolicyFiles(args.paths.map(path), io.cwd));
    const { tests, coverage, ...counts } = report;
    const facts = {
      ...counts,
      tests: tests.map((test) => ({ ...test, error: test.error === undefined ? null : errorFacts(test.error) })),
      ...(options.coverage ? { coverage } : {}),
    };
    output.result(facts, () => describe(report, output, options.coverage));
    return report.failed === 0 && tests.length > 0 ? EXIT_CODES.ok.code : EXIT_CODES.failure.code;
  },
});

function describe({ tests, passed, failed, skipped, coverage }: TestReport, output: Output, covered: boolean): string {
  const lines = tests.filter(({ outcome }) => outcome !== 'passed').map((test) => describeTest(test, output));
  if (covered) {
    const table = output.drawTable(coverage, [
      { title: 'FILE', value: ({ file }) => file },
      { title: 'REACHED', value: ({ reached, expressions }) => formatShare(reached, expressions), align: 'right' },
      { title: 'NOT REACHED, LINES', value: ({ uncoveredLines }) => uncoveredLines.join(', ') },
    ]);
    lines.push(table);
  }
  lines.push(output.style(failed === 0 ? 'good' : 'bad', `${passed} passed, ${failed} failed, ${skipped} skipped`));
  return lines.join('\n');
}

function describeTest({ name, location, outcome, error, prints }: TestResult, { style }: Output): string {
  const head = `${style(outcome === 'failed' ? 'bad' : 'warning', outcome.toUpperCase())} ${name} (${placeText(location)})`;
  const more = [...(error === undefined ? [] : [errorText(errorFacts(error))]), ...prints];
  return [head, ...more.map((line) => `  ${line}`)].join('\n');
}
