import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegoError } from '../errors.ts';
import { runTests, type TestOptions } from './run-tests.ts';

const POLICY = {
  file: 'p.rego',
  text: 'package p\nallow if input.role == "admin"\nallow if {\n\tinput.day > 1\n\tinput.guest\n}',
};

function outcomes(body: string, options: Partial<TestOptions> = {}): Record<string, string> {
  const report = runTests({ modules: [POLICY, { file: 't.rego', text: `package t\n${body}` }], ...options });
  return Object.fromEntries(report.tests.map(({ name, outcome }) => [name, outcome]));
}

describe('a test of a policy', () => {
  const TABLE: readonly (readonly [string, string, string])[] = [
    ['passes when it is true', 'test_x if data.p.allow with input as {"role": "admin"}', 'passed'],
    ['fails when it is undefined', 'test_x if data.p.allow with input as {"role": "user"}', 'failed'],
    ['fails when it is false', 'test_x := false', 'failed'],
    ['fails when it is another value', 'test_x := 1', 'failed'],
    ['fails when its rules are in conflict', 'test_x := true\ntest_x := false', 'failed'],
    ['fails when a builtin fails', 'test_x if 1 / 0 == 1', 'failed'],
    ['passes when one of the rules of its name holds', 'test_x if false\ntest_x if true', 'passed'],
  ];
  for (const [title, body, outcome] of TABLE) {
    it(title, () => assert.deepEqual(outcomes(body), { 'data.t.test_x': outcome }));
  }

  it('is skipped when it is still to do, and other rules are none', () => {
    const body = 'todo_test_x if false\nhelper := 1\ntest_f(x) := x\nmytest_x if false';
    assert.deepEqual(outcomes(body), { 'data.t.todo_test_x': 'skipped' });
  });

  it('is run when the filter takes its name', () => {
    const filter = (name: string): boolean => name.endsWith('_b');
    assert.deepEqual(outcomes('test_a if true\ntest_b if true', { filter }), { 'data.t.test_b': 'passed' });
  });

  it('sees the base documents', () => {
    assert.deepEqual(outcomes('test_x if data.n == 1', { data: { n: 1 } }), { 'data.t.test_x': 'passed' });
  });

  it('ends at its limits without ending the others', () => {
    const body = `xs := [${'1,'.repeat(50)}1]\ntest_a if {\n\tcount([1 | xs[_]; xs[_]; xs[_]]) > 0\n}\ntest_b if true`;
    const limits = { maxSteps: 2_000 };
    assert.deepEqual(outcomes(body, { limits }), { 'data.t.test_a': 'failed', 'data.t.test_b': 'passed' });
  });
});

describe('a report of tests', () => {
  it('names code and place of an error, and counts', () => {
    const report = runTests({
      modules: [{ file: 't.rego', text: 'package t\ntest_x if {\n\t1 / 0 == 1\n}\ntest_y if true' }],
    });
    assert.deepEqual([report.passed, report.failed, report.skipped], [1, 1, 0]);
    const [failed, passed] = report.tests;
    assert.deepEqual([failed?.error?.code, failed?.error?.location?.line], ['eval_builtin_error', 3]);
    assert.equal(failed?.location.line, 2);
    assert.equal(passed?.error, undefined);
  });

  it('tells which lines no test reached', () => {
    const text = [
      'package t',
      'test_x if data.p.allow with input as {"role": "admin"}',
      'test_y if not data.p.allow with input as {"role": "user", "day": 0, "guest": true}',
    ].join('\n');
    const { coverage } = runTests({ modules: [POLICY, { file: 't.rego', text }] });
    assert.deepEqual(
      coverage.map(({ file, expressions, reached, uncoveredLines }) => [file, expressions, reached, uncoveredLines]),
      [
        ['p.rego', 3, 2, [5]],
        ['t.rego', 2, 2, []],
      ],
    );
  });

  it('is refused for modules that do not compile', () => {
    assert.throws(() => runTests({ modules: [{ file: 't.rego', text: 'package t\ntest_x if {' }] }), RegoError);
  });
});
