import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ROLE_PERMISSIONS } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { startFakeApi } from '../../testing/fake-api.ts';
import { run } from '../../testing/run-in-process.ts';
import { samples } from '../../testing/samples.ts';

const TIME = '2026-11-20T10:00:00.000Z';

suite('access commands', () => {
  test('sign-in-link is for oneself, or for somebody by id or address', async () => {
    const session = samples.session();
    const bob = { id: newId('usr'), name: 'Bob', email: 'Bob@acme.example', role: 'viewer' as const, createdAt: TIME };
    await using api = await startFakeApi({
      getSession: () => session,
      listUsers: () => ({ items: [bob], nextCursor: null }),
      createSignInLink: ({ body }) => ({ url: `https://guard.example/sign-in#${body.userId}`, expiresAt: TIME }),
    });
    const url = async (...args: string[]): Promise<string> =>
      (await run(['sign-in-link', ...args], { env: api.env })).stdout;
    assert.equal(await url(), `https://guard.example/sign-in#${session.user.id}\n`);
    assert.equal(await url('--user', bob.id), `https://guard.example/sign-in#${bob.id}\n`);
    assert.equal(await url('--user', 'bob@ACME.example'), `https://guard.example/sign-in#${bob.id}\n`);
    const nobody = await run(['sign-in-link', '--user', 'eve@acme.example'], { env: api.env });
    assert.deepEqual([nobody.code, nobody.stderr.startsWith('no_such_name')], [1, true]);
    assert.match((await run(['user', 'list'], { env: api.env })).stdout, /Bob@acme\.example +viewer/);
  });

  test('token create takes permissions and roles that exist, and prints the secret alone', async () => {
    const apiToken = samples.apiToken();
    await using api = await startFakeApi({ createApiToken: () => ({ apiToken, secret: 'tgp_secret' }) });
    const args = ['token', 'create', 'ci', '--permission', 'releases:write', '--role', 'viewer', '--expires-days', '7'];
    const made = await run(args, { env: api.env });
    assert.equal(made.stdout, 'tgp_secret\n');
    const body = api.calls[0]?.body as { permissions: string[]; expiresInDays: number };
    assert.deepEqual([...body.permissions].sort(), [...ROLE_PERMISSIONS.viewer, 'releases:write'].sort());
    assert.equal(body.expiresInDays, 7);
    const unknown = await run(['token', 'create', 'ci', '--permission', 'all'], { env: api.env });
    assert.deepEqual([unknown.code, /there is no permission all/.test(unknown.stderr)], [2, true]);
    assert.equal((await run(['token', 'create', 'ci'], { env: api.env })).code, 2);
    assert.equal(api.calls.length, 1);
  });

  test('token list and revoke', async () => {
    const apiToken = samples.apiToken({ revokedAt: TIME });
    await using api = await startFakeApi({
      listApiTokens: () => ({ items: [apiToken], nextCursor: null }),
      revokeApiToken: () => '',
    });
    assert.match((await run(['token', 'list'], { env: api.env })).stdout, /revoked/);
    assert.equal((await run(['token', 'revoke', apiToken.id], { env: api.env })).code, 2);
    assert.equal((await run(['token', 'revoke', apiToken.id, '--yes'], { env: api.env })).code, 0);
    assert.deepEqual(api.calls.at(-1), {
      id: 'revokeApiToken',
      params: { apiTokenId: apiToken.id },
      query: undefined,
      body: undefined,
    });
  });

  test('tenant create and list', async () => {
    const id = newId('ten');
    await using api = await startFakeApi({
      createTenant: ({ body }) => ({ id, name: body.name, signInUrl: 'https://guard.example/sign-in#x' }),
      listTenants: () => ({ items: [{ id, name: 'Acme', createdAt: TIME }], nextCursor: null }),
    });
    const args = ['tenant', 'create', 'Acme', '--owner-name', 'Ada', '--owner-email'];
    assert.match((await run([...args, 'ada@acme.example'], { env: api.env })).stdout, /sign-in#x/);
    const bad = await run([...args, 'ada'], { env: api.env });
    assert.deepEqual([bad.code, /owner\.email: /.test(bad.stderr)], [2, true]);
    assert.match((await run(['tenant', 'list'], { env: api.env })).stdout, /Acme/);
  });
});
