import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { run } from './testing/run-in-process.ts';
import { FakeProblem, startFakeApi } from './testing/fake-api.ts';
import { samples } from './testing/samples.ts';

suite('a command line that makes no sense ends with exit code 2 and names the remedy', () => {
  const cases: [name: string, argv: string[], stderr: RegExp][] = [
    ['unknown command', ['fleets'], /usage_invalid: unknown command 'fleets'. Did you mean fleet\?/],
    ['unknown subcommand', ['fleet', 'lst'], /Did you mean list\?[\s\S]*Usage: tensorguard fleet/],
    ['unknown option', ['fleet', 'list', '--jsn'], /unknown option '--jsn'. Did you mean --json\?/],
    ['missing argument', ['fleet', 'show'], /missing required argument 'fleet'[\s\S]*Usage: tensorguard fleet show/],
    ['missing option', ['package', 'keygen'], /required option '--out <dir>' not specified/],
    ['too many arguments', ['whoami', 'x'], /too many arguments/],
    ['a word that is no choice', ['agent', 'list', '--connection', 'gone'], /Allowed choices are online, late/],
    [
      'a number that is none',
      ['fleet', 'list', '--limit', '1e'],
      /--limit <rows>' argument '1e' is invalid. It is not a/,
    ],
    ['a number too small', ['fleet', 'list', '--limit', '0'], /The least is 1/],
    ['a number too large', ['package', 'pack', '--self-test-auto', '65'], /The most is 64/],
    ['a bad label', ['agent', 'label', 'a', '--set', 'x'], /A label is written key=value, not "x"/],
    ['a bad stage', ['rollout', 'create', '--stage', '0%'], /A stage is a share such as 25%/],
    ['a group without its command', ['ledger'], /tensorguard ledger needs one of its commands/],
    ['nothing at all', [], /tensorguard needs one of its commands/],
  ];
  for (const [name, argv, expected] of cases) {
    test(name, async () => {
      const { code, stdout, stderr } = await run(argv);
      assert.equal(code, 2, stderr);
      assert.match(stderr, expected);
      assert.equal(stdout, '');
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }
});

test('--json tells errors as JSON, also those of the command line', async () => {
  const { code, stderr } = await run(['fleet', 'list', '--json', '--nope']);
  assert.equal(code, 2);
  const { error } = JSON.parse(stderr) as { error: Record<string, unknown> };
  assert.equal(error['code'], 'usage_invalid');
  assert.equal(error['exitCode'], 2);
});

test('a problem of the platform is told with code, title, detail, reason, fields and request id', async () => {
  await using api = await startFakeApi({
    listFleets: () => {
      throw new FakeProblem('request_invalid', {
        detail: 'one field',
        reason: 'because',
        issues: [{ path: 'limit', message: 'too large' }],
      });
    },
  });
  const { code, stderr } = await run(['fleet', 'list'], { env: api.env });
  assert.equal(code, 2);
  assert.equal(
    stderr,
    'request_invalid: The request does not fit the schema (one field), reason because, request id req-1\n  limit: too large\n',
  );
});

suite('the exit code says what kind of failure it was', () => {
  const cases = [
    ['package_refused', 3],
    ['not_permitted', 4],
    ['not_signed_in', 4],
    ['not_found', 1],
    ['internal', 1],
    ['unavailable', 5],
  ] as const;
  for (const [problem, expected] of cases) {
    test(`${problem}: ${expected}`, async () => {
      await using api = await startFakeApi({
        listFleets: () => {
          throw new FakeProblem(problem);
        },
      });
      const { code, stderr } = await run(['fleet', 'list'], { env: api.env });
      assert.equal(code, expected);
      assert.match(stderr, new RegExp(`^${problem}: `));
    });
  }

  test('a platform that does not answer: 5', async () => {
    const { code, stderr } = await run(['fleet', 'list', '--url', 'http://127.0.0.1:1']);
    assert.equal(code, 5);
    assert.match(stderr, /^unreachable: no answer from http:\/\/127\.0\.0\.1:1\n$/);
  });
});

test('input that does not fit the contract is refused before anything is sent', async () => {
  await using api = await startFakeApi({});
  const { code, stderr } = await run(['rollout', 'show', 'nonsense'], { env: api.env });
  assert.equal(code, 2);
  assert.match(stderr, /input_invalid: rolloutId: not a rollout id/);
  assert.deepEqual(api.calls, []);
});

test('--debug shows where an error comes from, and nothing else does', async () => {
  const quiet = await run(['package', 'inspect', '/nowhere']);
  assert.equal(quiet.code, 1);
  assert.equal(quiet.stderr, 'input_unreadable: cannot open the package (/nowhere, ENOENT)\n');
  const loud = await run(['package', 'inspect', '/nowhere', '--debug']);
  assert.match(loud.stderr, /caused by Error: ENOENT[\s\S]*\n\s+at /);
});

test('control characters from the platform do not reach the terminal', async () => {
  const name = 'evil\u001B[2Jname';
  await using api = await startFakeApi({
    listFleets: () => ({ items: [samples.fleet({ environment: name })], nextCursor: null }),
  });
  const { code, stdout } = await run(['fleet', 'list'], { env: api.env });
  assert.equal(code, 0);
  assert.ok(!stdout.includes('\u001B'));
  assert.ok(stdout.includes('evil�[2Jname'));
});

test('colours are for terminals that want them', async () => {
  await using api = await startFakeApi({ listFleets: () => ({ items: [samples.fleet()], nextCursor: null }) });
  const piped = await run(['fleet', 'list'], { env: api.env });
  const shown = await run(['fleet', 'list'], { env: api.env, terminal: true });
  const plain = await run(['fleet', 'list'], { env: { ...api.env, NO_COLOR: '1' }, terminal: true });
  assert.ok(!piped.stdout.includes('\u001B['));
  assert.ok(shown.stdout.includes('\u001B['));
  assert.ok(!plain.stdout.includes('\u001B['));
});
