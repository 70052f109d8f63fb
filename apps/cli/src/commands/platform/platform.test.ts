import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { tempDir } from '@tensorguard/testkit';
import { MAIN_PATH, runChild } from '../../testing/run-child.ts';
import { run } from '../../testing/run-in-process.ts';

const FREE_PORTS = { TG_PLATFORM_PORT: '0', TG_PLATFORM_AGENT_PORT: '0', TG_PLATFORM_LOG_LEVEL: 'error' };
const LINE_TIMEOUT_MS = 60_000;

suite('doctor', () => {
  test('lists what production refuses, each with its remedy, exit code 1', async () => {
    const report = (await run(['doctor', '--json'])).json() as { ready: boolean; violations: { setting: string }[] };
    assert.equal(report.ready, false);
    assert.ok(report.violations.some(({ setting }) => setting === 'databaseUrl'));
    const people = await run(['doctor']);
    assert.equal(people.code, 1);
    assert.match(people.stdout, /databaseUrl +The embedded database/);
  });

  test('reads the same settings as the platform: an unknown one is an error', async (t) => {
    const config = join(await tempDir(t), 'c.json');
    await writeFile(config, '{"databaseUrl":"postgres://db/x"}');
    const report = (await run(['doctor', '--json', '--config', config])).json() as {
      violations: { setting: string }[];
    };
    assert.ok(!report.violations.some(({ setting }) => setting === 'databaseUrl'));
    const unknown = await run(['doctor'], { env: { TG_PLATFORM_NONSENSE: '1' } });
    assert.deepEqual([unknown.code, unknown.stderr.startsWith('config_invalid: ')], [2, true]);
  });
});

test('platform start refuses production with unsafe settings and names them', async (t) => {
  const env = { TG_ENVIRONMENT: 'production', TG_PLATFORM_DATA_DIR: await tempDir(t) };
  const { code, stderr } = await run(['platform', 'start'], { env });
  assert.equal(code, 1);
  assert.match(stderr, /^production_refused: [\s\S]*databaseUrl: /);
});

test('platform start serves the commands of its working directory until it is told to stop', async (t) => {
  const cwd = await tempDir(t);
  const child = spawn(
    process.execPath,
    [MAIN_PATH, 'platform', 'start', '--data-dir', 'data', '--sign-in-link', '--connect', '--json'],
    { cwd, env: { ...process.env, ...FREE_PORTS }, stdio: ['ignore', 'pipe', 'inherit'], timeout: LINE_TIMEOUT_MS },
  );
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    printed += chunk.toString();
    if (printed.trimEnd().endsWith('}')) break;
  }
  const { url, signInUrl } = JSON.parse(printed) as { url: string; signInUrl: string };
  assert.ok(signInUrl.startsWith(url));
  assert.equal((await stat(join(cwd, '.tensorguard/cli.json'))).mode & 0o777, 0o600);
  const env = { XDG_CONFIG_HOME: cwd };

  const who = await runChild(['whoami'], { cwd, env });
  assert.equal(who.code, 0, who.stderr);
  assert.equal((await run(['fleet', 'create', 'Line 3'], { cwd, env })).code, 0);
  const secret = await run(['join-token', 'create', '--fleet', 'Line 3', '--json'], { cwd, env });
  assert.equal(secret.code, 0, secret.stderr);
  assert.match((await run(['fleet', 'list'], { cwd, env })).stdout, /Line 3 +production/);
  const { token } = JSON.parse(await readFile(join(cwd, '.tensorguard/cli.json'), 'utf8')) as { token: string };
  assert.ok(!printed.includes(token));

  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.deepEqual([code, signal], [0, null]);
});
