import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { tempDir } from '@tensorguard/testkit';
import { checkUrl, findConnection, loginPath, writeLogin } from './connection.ts';
import { CliError } from './errors.ts';
import { run } from './testing/run-in-process.ts';
import { startFakeApi } from './testing/fake-api.ts';
import { samples } from './testing/samples.ts';

const coded = (code: string) => (error: unknown) => error instanceof CliError && error.code === code;

suite('the platform is found', () => {
  test('by options, then environment, then login, then the working directory', async (t) => {
    const cwd = await tempDir(t);
    const env = { XDG_CONFIG_HOME: join(cwd, 'config') };
    await assert.rejects(findConnection({ env, cwd }, {}), coded('not_configured'));

    await mkdir(join(cwd, '.tensorguard'));
    await writeFile(join(cwd, '.tensorguard/cli.json'), JSON.stringify({ url: 'http://127.0.0.1:1', token: 'local' }));
    const local = await findConnection({ env, cwd }, {});
    assert.deepEqual([local.url, local.token], ['http://127.0.0.1:1', 'local']);

    await writeLogin(env, { url: 'https://login.example', token: 'stored' });
    const login = await findConnection({ env, cwd }, {});
    assert.deepEqual([login.url, login.token], ['https://login.example', 'stored']);

    const told = { ...env, TENSORGUARD_URL: 'https://env.example', TENSORGUARD_TOKEN: 'env' };
    const fromEnv = await findConnection({ env: told, cwd }, {});
    assert.deepEqual([fromEnv.url, fromEnv.token], ['https://env.example', 'env']);
    const flags = await findConnection({ env: told, cwd }, { url: 'https://flag.example/', token: 'flag' });
    assert.deepEqual([flags.url, flags.token], ['https://flag.example', 'flag']);
  });

  test('and a stored token goes to its own address only', async (t) => {
    const cwd = await tempDir(t);
    const env = { XDG_CONFIG_HOME: cwd };
    await writeLogin(env, { url: 'https://login.example', token: 'stored' });
    assert.equal((await findConnection({ env, cwd }, { url: 'https://other.example' })).token, undefined);
    assert.equal((await findConnection({ env, cwd }, { url: 'https://login.example' })).token, 'stored');
  });

  test('unless a file is broken, and then its content is not quoted', async (t) => {
    const cwd = await tempDir(t);
    const env = { XDG_CONFIG_HOME: cwd };
    await mkdir(join(cwd, 'tensorguard'));
    for (const content of ['{"token":"secret"', '{"url":1,"token":"secret"}', 'null', 'x'.repeat(20_000)]) {
      await writeFile(loginPath(env), content);
      await assert.rejects(findConnection({ env, cwd }, {}), (error: Error) => {
        return coded('connection_file_invalid')(error) && !error.message.includes('secret');
      });
    }
  });
});

suite('an address', () => {
  for (const url of ['https://a.example', 'http://localhost:80', 'http://127.8.0.1:1', 'http://[::1]:1']) {
    test(`${url} is taken`, () => assert.equal(checkUrl(url), new URL(url).origin));
  }
  for (const url of ['', 'a.example', 'ftp://a.example', 'https://a.example/x', 'https://u@a.example', 'file:///x']) {
    test(`"${url}" is refused`, () => assert.throws(() => checkUrl(url), coded('url_invalid')));
  }
  for (const url of ['http://a.example', 'http://127.0.0.1.a.example', 'http://localhost.a.example']) {
    test(`${url} is refused without --allow-http`, () => {
      assert.throws(() => checkUrl(url), coded('url_insecure'));
      assert.equal(checkUrl(url, true), url);
    });
  }
});

suite('login', () => {
  test('tries the token, then stores it for the owner only; logout forgets it', async (t) => {
    await using api = await startFakeApi({ getSession: samples.session });
    const env = { XDG_CONFIG_HOME: await tempDir(t) };
    const login = await run(['login', '--url', api.url, '--token-stdin'], { env, stdin: `${api.token}\n` });
    assert.equal(login.code, 0, login.stderr);
    assert.match(login.stdout, /as Ada, tenant Acme/);
    assert.ok(!login.stdout.includes(api.token));
    const { mode } = await stat(loginPath(env));
    assert.equal(mode & 0o777, 0o600);
    assert.deepEqual(JSON.parse(await readFile(loginPath(env), 'utf8')), { url: api.url, token: api.token });

    assert.match((await run(['whoami'], { env })).stdout, /Ada <ada@acme\.example>/);
    const who = await run(['whoami', '--json'], { env });
    assert.equal((who.json() as { user: { name: string } }).user.name, 'Ada');
    assert.deepEqual((await run(['logout', '--json'], { env })).json(), { removed: true });
    assert.deepEqual((await run(['logout', '--json'], { env })).json(), { removed: false });
    assert.equal((await run(['whoami'], { env, cwd: env.XDG_CONFIG_HOME })).code, 4);
  });

  test('takes a token that is typed and shows it nowhere', async (t) => {
    await using api = await startFakeApi({ getSession: samples.session });
    const env = { XDG_CONFIG_HOME: await tempDir(t) };
    const login = await run(['login', '--url', api.url], { env, terminal: true, stdin: api.token });
    assert.equal(login.code, 0, login.stderr);
    assert.ok(!(login.stdout + login.stderr).includes(api.token));
  });

  test('stores nothing when the platform refuses the token, or there is none', async (t) => {
    await using api = await startFakeApi({ getSession: samples.session });
    const env = { XDG_CONFIG_HOME: await tempDir(t) };
    assert.equal((await run(['login', '--url', api.url, '--token-stdin'], { env, stdin: 'wrong' })).code, 4);
    assert.equal((await run(['login', '--url', api.url, '--token-stdin'], { env, stdin: '\n' })).code, 2);
    assert.equal((await run(['login', '--url', api.url], { env })).code, 2);
    await assert.rejects(stat(loginPath(env)));
  });
});
