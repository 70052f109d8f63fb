import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One case of OPA's conformance suite. */
export interface ConformanceCase {
  readonly suite: string;
  readonly note: string;
  readonly query: string;
  readonly modules?: readonly string[];
}

const PROJECT = join(import.meta.dirname, '../../../..');

/** Where the public test data lie beside the project, when they do. */
export const conformanceFile: string = join(dirname(PROJECT), 'shared', 'data', 'rego', 'opa-conformance.jsonl');

/** The cases, when the public test data lie beside the project; for tests. */
export const conformanceCases: readonly ConformanceCase[] | undefined = existsSync(conformanceFile)
  ? readFileSync(conformanceFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ConformanceCase)
  : undefined;
