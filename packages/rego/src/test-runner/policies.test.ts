import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { RegoError } from '../errors.ts';
import { compile } from '../policy.ts';
import { runTests } from './run-tests.ts';

/** Least share of the expressions of a policy that its tests reach. */
const MIN_COVERAGE = 0.9;
const MIN_TESTS = 6;
const MIN_POLICIES = 12;

const folder = new URL('../../../../policies/', import.meta.url);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (name: string, file: string): string => readFileSync(new URL(`${name}/${file}`, folder), 'utf8');

describe('the library of policies', () => {
  it(`has at least ${MIN_POLICIES} policies, each in the table of the README`, () => {
    assert.ok(names.length >= MIN_POLICIES, `${names.length}`);
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    for (const name of names) assert.ok(readme.includes(`](${name}/policy.rego)`), name);
  });

  for (const name of names) {
    it(`${name} passes its tests, which reach what it says`, () => {
      const modules = ['policy.rego', 'policy_test.rego'].map((file) => ({
        file: `${name}/${file}`,
        text: read(name, file),
      }));
      const { tests, coverage } = runTests({ modules, data: JSON.parse(read(name, 'data.json')) as unknown });
      const failed = tests.filter(({ outcome }) => outcome !== 'passed');
      assert.deepEqual(
        failed.map((test) => [test.name, test.error?.message]),
        [],
      );
      assert.ok(tests.length >= MIN_TESTS, `${tests.length} tests`);
      const own = coverage.find(({ file }) => file === `${name}/policy.rego`)!;
      const share = own.reached / own.expressions;
      assert.ok(share >= MIN_COVERAGE, `${share} reached, not lines ${own.uncoveredLines.join(', ')}`);
    });

    it(`${name} allows nothing without input, without data, or with hostile names`, () => {
      const policy = compile({ modules: [{ file: name, text: read(name, 'policy.rego') }] });
      const hostile: unknown = JSON.parse('{"__proto__":{"constructor":1},"constructor":[]}');
      for (const input of [undefined, null, true, 0, '', [], {}, hostile]) {
        for (const data of [{}, JSON.parse(read(name, 'data.json')) as unknown]) {
          const { value } = policy.withData(data).evaluate(`tensorguard.${name}`, { input });
          assert.equal((value as { allow: boolean }).allow, false, JSON.stringify(input));
          assert.ok((value as { deny: unknown[] }).deny.length > 0, JSON.stringify(input));
        }
      }
    });

    it(`${name} says what it is`, () => {
      const text = read(name, 'policy.rego');
      for (const field of ['title', 'description', 'severity', 'frameworks']) {
        assert.match(text, new RegExp(`^# +${field}: \\S`, 'm'));
      }
      assert.match(text, /^#   severity: (low|medium|high|critical)$/m);
    });
  }

  it('would show a policy that does not do what its tests say', () => {
    const modules = ['policy.rego', 'policy_test.rego'].map((file) => ({ file, text: read('cost', file) }));
    const broken = modules.map(({ file, text }) => ({
      file,
      text: text.replace('<= tenant.daily', '>= tenant.daily'),
    }));
    assert.ok(runTests({ modules: broken, data: JSON.parse(read('cost', 'data.json')) as unknown }).failed > 0);
    assert.throws(() => runTests({ modules: [{ file: 'p', text: 'package' }] }), RegoError);
  });
});
