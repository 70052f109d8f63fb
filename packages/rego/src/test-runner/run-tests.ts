import type { Capabilities } from '../builtins/capabilities.ts';
import type { ResolvedRule } from '../compiler/resolve-rule.ts';
import { RegoError, type Location } from '../errors.ts';
import type { Limits } from '../evaluator/budget.ts';
import { compile, type Policy, type PolicySource } from '../policy.ts';
import { lineCoverage, type FileCoverage } from './line-coverage.ts';

/** What {@link runTests} takes. */
export interface TestOptions {
  /** Policies and their tests. */
  readonly modules: readonly PolicySource[];
  /** Base documents: an object, plain data of JavaScript. */
  readonly data?: unknown;
  /** Runs the tests only whose full name (`data.pkg.test_x`) it accepts. Default all. */
  readonly filter?: (name: string) => boolean;
  readonly capabilities?: Capabilities;
  /** Limits of each single test. */
  readonly limits?: Partial<Limits>;
}

/** What became of one test. */
export interface TestResult {
  /** Path such as `data.authz_test.test_admin_allowed`. */
  readonly name: string;
  /** Where the (first) rule of that name stands. */
  readonly location: Location;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed, when it ended with an error or a builtin failed on the way. */
  readonly error: RegoError | undefined;
  readonly milliseconds: number;
  /** Messages of `print`. */
  readonly prints: readonly string[];
}

/** Result of {@link runTests}. */
export interface TestReport {
  readonly tests: readonly TestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of every file with expressions, in order of name. */
  readonly coverage: readonly FileCoverage[];
}

const TEST_PREFIX = 'test_';
const SKIPPED_PREFIX = 'todo_test_';

/**
 * Runs every rule named `test_…`; one that is `true` passes, anything else (undefined, another value, an error) fails.
 * Rules named `todo_test_…` are skipped.
 *
 * @throws RegoError when the modules do not compile or the data are no object; never for a test that fails
 */
export function runTests(options: TestOptions): TestReport {
  const { modules, data, capabilities, limits, filter = () => true } = options;
  const policy = compile({
    modules,
    coverage: true,
    ...(data === undefined ? {} : { data }),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(limits === undefined ? {} : { limits }),
  });
  const reached = new Set<number>();
  const tests: TestResult[] = [];
  for (const [name, { path, location }] of testsOf(policy.rules)) {
    if (!filter(name)) continue;
    const skipped = path.at(-1)!.startsWith(SKIPPED_PREFIX);
    if (skipped) tests.push({ name, location, outcome: 'skipped', error: undefined, milliseconds: 0, prints: [] });
    else tests.push({ name, location, ...runTest(policy, path, reached) });
  }
  const count = (outcome: TestResult['outcome']): number => tests.filter((test) => test.outcome === outcome).length;
  return {
    tests,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    coverage: lineCoverage(policy.expressions, reached),
  };
}

interface FoundTest {
  readonly path: readonly string[];
  readonly location: Location;
}

/** Tests by name; rules that share a name are one test. */
function testsOf(rules: readonly ResolvedRule[]): Map<string, FoundTest> {
  const found = new Map<string, FoundTest>();
  for (const rule of rules) {
    const own = rule.path[rule.package.length];
    if (rule.kind !== 'value' || rule.path.length !== rule.package.length + 1 || own?.kind !== 'constant') continue;
    if (typeof own.value !== 'string') continue;
    if (!own.value.startsWith(TEST_PREFIX) && !own.value.startsWith(SKIPPED_PREFIX)) continue;
    const path = [...rule.package, own.value];
    const name = `data.${path.join('.')}`;
    if (!found.has(name)) found.set(name, { path, location: rule.location });
  }
  return found;
}

function runTest(policy: Policy, path: readonly string[], reached: Set<number>): Omit<TestResult, 'name' | 'location'> {
  const prints: string[] = [];
  const observer = {
    reached: (expression: number): void => void reached.add(expression),
    print: (message: string): void => void prints.push(message),
  };
  const started = performance.now();
  const result = (passed: boolean, error: RegoError | undefined): Omit<TestResult, 'name' | 'location'> => ({
    outcome: passed ? 'passed' : 'failed',
    error: passed ? undefined : error,
    milliseconds: performance.now() - started,
    prints,
  });
  try {
    const { value, errors } = policy.evaluate(path, { observer });
    return result(value === true, errors[0]);
  } catch (error) {
    if (error instanceof RegoError) return result(false, error);
    throw error;
  }
}
