import { writeFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/** Where the summary of a run goes; named by `TENSORGUARD_TEST_SUMMARY`. */
export interface TestSummary {
  passed: number;
  failed: number;
  skipped: number;
  /** Lines of product code that ran, in percent; null when it was not measured. */
  lineCoveragePercent: number | null;
}

/** Reporter of `node --test`: prints failures in full and skipped tests by name, writes the counts to a file. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const summary: TestSummary = { passed: 0, failed: 0, skipped: 0, lineCoveragePercent: null };
  for await (const event of source) {
    switch (event.type) {
      case 'test:pass':
        if (event.data.details.type === 'suite') break;
        if (event.data.skip !== undefined) {
          summary.skipped++;
          yield `skipped  ${event.data.name}: ${String(event.data.skip)}\n`;
        } else {
          summary.passed++;
        }
        break;
      case 'test:fail': {
        if (event.data.details.type === 'suite') break;
        summary.failed++;
        const { error } = event.data.details;
        const cause = error.cause instanceof Error ? error.cause : error;
        yield `FAILED  ${event.data.file ?? ''} > ${event.data.name}\n${cause.stack ?? cause.message}\n\n`;
        break;
      }
      case 'test:stderr':
      case 'test:stdout':
        yield event.data.message;
        break;
      case 'test:coverage': {
        summary.lineCoveragePercent = event.data.summary.totals.coveredLinePercent;
        const low = event.data.summary.files
          .filter((file) => file.coveredLinePercent < 60)
          .map((file) => `  ${file.coveredLinePercent.toFixed(0)} %  ${file.path}\n`);
        if (low.length > 0) yield `Files with less than 60 % of their lines covered:\n${low.join('')}`;
        break;
      }
      default:
    }
  }
  const file = process.env['TENSORGUARD_TEST_SUMMARY'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(summary));
}
