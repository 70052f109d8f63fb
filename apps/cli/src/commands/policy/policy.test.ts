import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { tempDir } from '@tensorguard/testkit';
import { run } from '../../testing/run-in-process.ts';

const POLICY =
  'package p\n\ndefault allow := false\n\nallow if input.role in data.roles\n\nbroken := 1 / input.zero\n\nx contains y if some y in input.xs\n';
const TESTS =
  'package p_test\n\ntest_admin if data.p.allow with input as {"role": "admin"}\n\ntodo_test_later if false\n';

/** A folder with a policy, its tests, data and an input. */
async function folder(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = await tempDir(t);
  await mkdir(join(cwd, 'p'));
  const all = {
    'p/p.rego': POLICY,
    'p/p_test.rego': TESTS,
    'p/data.json': '{"roles":["admin"]}',
    'in.json': '{"role":"admin","zero":0,"xs":[2,1]}',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(cwd, name), text);
  return cwd;
}

const evalArgs = ['policy', 'eval', '--data', 'p', '--input', 'in.json'];

suite('policy check', () => {
  test('accepts what compiles', async (t) => {
    const outcome = await run(['policy', 'check', 'p', '--json'], { cwd: await folder(t) });
    assert.deepEqual([outcome.code, outcome.json()], [0, { ok: true, files: 2, errors: [] }]);
  });

  test('names every file that does not parse, with line and column', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': 'package a\nx := [', 'p/b.rego': 'package b\n\ny := }' });
    const outcome = await run(['policy', 'check', 'p'], { cwd });
    assert.equal(outcome.code, 1, outcome.stderr);
    assert.match(outcome.stdout, /p\/a\.rego:2:\d+/);
    assert.match(outcome.stdout, /p\/b\.rego:3:\d+/);
    assert.match(outcome.stdout, /rego_parse_error/);
  });

  test('names what does not compile', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': 'package a\nx if y > 1' });
    const outcome = await run(['policy', 'check', 'p', '--json'], { cwd });
    const { errors } = outcome.json() as { errors: { code: string; location: { file: string; line: number } }[] };
    assert.deepEqual([outcome.code, errors[0]?.code, errors[0]?.location.line], [1, 'rego_unsafe_var_error', 2]);
  });

  test('names every statement of a file that does not parse', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': 'package a\n\nx := }\n\ny := 1\n\nz := )\n' });
    const { errors } = (await run(['policy', 'check', 'p', '--json'], { cwd })).json() as {
      errors: { location: { line: number } }[];
    };
    assert.deepEqual(
      errors.map(({ location: { line } }) => line),
      [3, 7],
    );
  });

  test('with --strict refuses what nothing uses', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': 'package a\n\nimport data.roles\n\nx := 1\n' });
    assert.equal((await run(['policy', 'check', 'p'], { cwd })).code, 0);
    const strict = await run(['policy', 'check', 'p', '--strict'], { cwd });
    assert.equal(strict.code, 1);
    assert.match(strict.stdout, /p\/a\.rego:3:1.*import data\.roles unused/s);
  });

  test('refuses what holds no policy', async (t) => {
    const cwd = await folder(t, { 'p/more.txt': '', 'list.json': '[]' });
    await mkdir(join(cwd, 'empty'));
    assert.equal((await run(['policy', 'check', 'empty'], { cwd })).code, 2);
    assert.equal((await run(['policy', 'check', 'p/more.txt'], { cwd })).code, 2);
    assert.equal((await run(['policy', 'check', 'missing'], { cwd })).code, 1);
  });
});

suite('policy eval', () => {
  test('prints a document', async (t) => {
    const cwd = await folder(t);
    assert.equal((await run([...evalArgs, '--path', 'p.allow'], { cwd })).stdout, 'true\n');
    const traced = await run([...evalArgs, '--path', 'p.allow', '--json', '--trace'], { cwd });
    const facts = traced.json() as { defined: boolean; value: unknown; trace: string[] };
    assert.deepEqual([facts.defined, facts.value], [true, true]);
    assert.ok(
      facts.trace.some((line) => line.startsWith('data.p.allow (p/p.rego:5:')),
      facts.trace.join(),
    );
  });

  test('prints the solutions of a query', async (t) => {
    const outcome = await run([...evalArgs, '--query', 'data.p.x[v]', '--json'], { cwd: await folder(t) });
    assert.deepEqual((outcome.json() as { bindings: unknown }).bindings, [{ v: 1 }, { v: 2 }]);
    assert.equal(outcome.code, 0);
  });

  test('takes more data, and none that contradicts', async (t) => {
    const cwd = await folder(t, { 'd.json': '{"n":{"a":1}}', 'e.json': '{"n":{"b":2}}', 'f.json': '{"roles":[]}' });
    const both = await run([...evalArgs, '--data', 'd.json', '--data', 'e.json', '--path', 'n', '--json'], { cwd });
    assert.deepEqual((both.json() as { value: unknown }).value, { a: 1, b: 2 });
    assert.equal((await run([...evalArgs, '--data', 'f.json', '--path', 'n'], { cwd })).code, 2);
  });

  test('tells undefined from false, and errors of builtins', async (t) => {
    const cwd = await folder(t);
    const lenient = await run([...evalArgs, '--path', 'p.broken'], { cwd });
    assert.deepEqual([lenient.code, lenient.stdout], [1, 'undefined\n']);
    assert.match(lenient.stderr, /eval_builtin_error/);
    const strict = await run([...evalArgs, '--path', 'p.broken', '--strict'], { cwd });
    assert.deepEqual([strict.code, strict.stdout, /eval_builtin_error/.test(strict.stderr)], [1, '', true]);
  });

  test('wants one thing to evaluate, and JSON', async (t) => {
    const cwd = await folder(t, { 'in.json': '{' });
    assert.equal((await run(evalArgs, { cwd })).code, 2);
    assert.equal((await run([...evalArgs, '--path', 'p', '--query', 'true'], { cwd })).code, 2);
    assert.equal((await run([...evalArgs, '--path', 'p'], { cwd })).code, 2);
  });
});

suite('policy test', () => {
  test('runs tests and says what was not reached', async (t) => {
    const outcome = await run(['policy', 'test', 'p', '--coverage', '--json'], { cwd: await folder(t) });
    assert.equal(outcome.code, 0, outcome.stderr);
    const report = outcome.json() as { passed: number; skipped: number; coverage: { uncoveredLines: number[] }[] };
    assert.deepEqual([report.passed, report.skipped], [1, 1]);
    assert.deepEqual(report.coverage[0]?.uncoveredLines, [9]);
    const people = await run(['policy', 'test', 'p', '--coverage'], { cwd: await folder(t) });
    assert.match(
      people.stdout,
      /SKIPPED data\.p_test\.todo_test_later[\s\S]*p\/p\.rego[\s\S]*1 passed, 0 failed, 1 skipped/,
    );
  });

  test('ends with exit code 1 when a test fails, or there is none', async (t) => {
    const cwd = await folder(t, { 'p/p_test.rego': 'package p_test\n\ntest_x if 1 / 0 == 1\n' });
    const failed = await run(['policy', 'test', 'p'], { cwd });
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /FAILED data\.p_test\.test_x \(p\/p_test\.rego:3:1\)\n.*eval_builtin_error/);
    assert.equal((await run(['policy', 'test', 'p/p.rego'], { cwd })).code, 1);
  });
});

test('policy bench measures decisions', async (t) => {
  const args = ['policy', 'bench', '--data', 'p', '--input', 'in.json', '--path', 'p.allow', '--seconds', '0.05'];
  const outcome = await run([...args, '--json'], { cwd: await folder(t) });
  assert.equal(outcome.code, 0, outcome.stderr);
  const facts = outcome.json() as Record<string, number>;
  assert.ok(facts['decisions']! > 0 && facts['decisionsPerSecond']! > 0);
  assert.ok(facts['p50Microseconds']! <= facts['p99Microseconds']!);
});

suite('policy fmt', () => {
  const UGLY = 'package   a\n# why\nx   :=  [1,2]   # two\n';
  const NEAT = 'package a\n\n# why\nx := [1, 2] # two\n';

  test('writes files in the usual form, with their rights and through links, and names them', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': UGLY, 'b.txt': UGLY });
    await chmod(join(cwd, 'b.txt'), 0o640);
    await symlink('../b.txt', join(cwd, 'p', 'b.rego'));
    const outcome = await run(['policy', 'fmt', 'p', '--json'], { cwd });
    assert.deepEqual(
      [outcome.code, outcome.json()],
      [0, { files: 4, changed: ['p/a.rego', 'p/b.rego'], errors: [] }],
      outcome.stderr,
    );
    assert.equal(await readFile(join(cwd, 'p/a.rego'), 'utf8'), NEAT);
    assert.equal(await readFile(join(cwd, 'b.txt'), 'utf8'), NEAT);
    assert.equal((await stat(join(cwd, 'b.txt'))).mode & 0o777, 0o640);
    assert.match((await run(['policy', 'fmt', 'p'], { cwd })).stdout, /^4 files, 0 changed/);
  });

  test('only tells with --check', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': UGLY });
    const outcome = await run(['policy', 'fmt', 'p', '--check'], { cwd });
    assert.equal(outcome.code, 1);
    assert.match(outcome.stdout, /^p\/a\.rego\n3 files, 1 would change/);
    assert.equal(await readFile(join(cwd, 'p/a.rego'), 'utf8'), UGLY);
  });

  test('leaves what does not parse, and says where', async (t) => {
    const cwd = await folder(t, { 'p/a.rego': 'package a\nx := [', 'p/b.rego': UGLY });
    const outcome = await run(['policy', 'fmt', 'p'], { cwd });
    assert.equal(outcome.code, 1);
    assert.match(outcome.stdout, /p\/a\.rego:2:\d+/);
    assert.equal(await readFile(join(cwd, 'p/a.rego'), 'utf8'), 'package a\nx := [');
    assert.equal(await readFile(join(cwd, 'p/b.rego'), 'utf8'), NEAT);
  });
});
