import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { newId } from '@tensorguard/core';
import { startFakeApi } from '../../testing/fake-api.ts';
import { run } from '../../testing/run-in-process.ts';
import { samples } from '../../testing/samples.ts';

const fleet = samples.fleet();

suite('fleet commands', () => {
  test('list follows pages up to the limit, and to the end with --all', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => samples.fleet({ name: `fleet ${i}` }));
    await using api = await startFakeApi({
      listFleets({ query: { limit, cursor } }) {
        const at = Number(cursor ?? 0);
        const end = at + limit;
        return { items: rows.slice(at, end), nextCursor: end < rows.length ? String(end) : null };
      },
    });
    const names = (value: unknown): string[] => (value as { items: { name: string }[] }).items.map(({ name }) => name);
    const all = await run(['fleet', 'list', '--all', '--json'], { env: api.env });
    assert.deepEqual(
      names(all.json()),
      rows.map(({ name }) => name),
    );
    const some = await run(['fleet', 'list', '--limit', '700', '--json'], { env: api.env });
    assert.equal(names(some.json()).length, 700);
    assert.equal((some.json() as { nextCursor: string }).nextCursor, '700');
    const rest = await run(['fleet', 'list', '--cursor', '1190', '--json'], { env: api.env });
    assert.equal(names(rest.json()).length, 10);
    const people = await run(['fleet', 'list', '--limit', '2'], { env: api.env });
    assert.match(people.stderr, /There is more: --cursor 2, or --all/);
  });

  test('list says so when there is nothing', async () => {
    await using api = await startFakeApi({ listFleets: () => ({ items: [], nextCursor: null }) });
    assert.equal((await run(['fleet', 'list'], { env: api.env })).stdout, 'nothing yet\n');
  });

  test('create sends what is given and leaves defaults to the platform', async () => {
    await using api = await startFakeApi({ createFleet: ({ body }) => samples.fleet(body) });
    const made = await run(['fleet', 'create', 'Line 4', '--region', 'us'], { env: api.env });
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /Line 4/);
    assert.deepEqual(api.calls[0]?.body, { name: 'Line 4', environment: 'production', region: 'us' });
  });

  test('show takes an id or a name', async () => {
    await using api = await startFakeApi({
      listFleets: () => ({ items: [fleet, samples.fleet({ name: 'Line 33' })], nextCursor: null }),
      getFleet: () => fleet,
    });
    for (const given of [fleet.id, fleet.name]) {
      const shown = await run(['fleet', 'show', given, '--json'], { env: api.env });
      assert.deepEqual(shown.json(), fleet);
    }
    assert.deepEqual(
      api.calls.map(({ id }) => id),
      ['getFleet', 'listFleets', 'getFleet'],
    );
    const none = await run(['fleet', 'show', 'Line'], { env: api.env });
    assert.deepEqual([none.code, none.stderr], [1, 'no_such_name: there is no fleet "Line"\n']);
  });
});

suite('fleet revoke, the kill switch', () => {
  const start = () => startFakeApi({ getFleet: () => fleet, revokeFleet: () => ({ revoked: 12 }) });
  const args = ['fleet', 'revoke', fleet.id, '--reason', 'stolen'];
  const revoked = (calls: readonly { id: string }[]): boolean => calls.some(({ id }) => id === 'revokeFleet');

  test('asks on a terminal and names who is hit', async () => {
    await using api = await start();
    const yes = await run(args, { env: api.env, terminal: true, stdin: 'y' });
    assert.equal(yes.code, 0, yes.stderr);
    assert.match(yes.stderr, /Revoke the fleet "Line 3"\? 12 live agents \(9 online\) will stop for good\. \[y\/N\]/);
    assert.match(yes.stdout, /Revoked 12 agents of "Line 3"/);
    assert.deepEqual(api.calls.at(-1)?.body, { reason: 'stolen' });
  });

  for (const answer of ['', 'n', 'yup', 'no']) {
    test(`does nothing when the answer is "${answer}"`, async () => {
      await using api = await start();
      const no = await run(args, { env: api.env, terminal: true, stdin: answer });
      assert.deepEqual(
        [no.code, /^cancelled: nothing was done$/m.test(stripVTControlCharacters(no.stderr))],
        [1, true],
      );
      assert.equal(revoked(api.calls), false);
    });
  }

  test('refuses without a terminal unless --yes is said', async () => {
    await using api = await start();
    const refused = await run(args, { env: api.env, stdin: 'y\n' });
    assert.deepEqual([refused.code, /^confirmation_required: .*12 live agents/.test(refused.stderr)], [2, true]);
    assert.equal(revoked(api.calls), false);
    assert.equal((await run([...args, '--yes'], { env: api.env })).code, 0);
    assert.equal(revoked(api.calls), true);
  });
});

suite('join-token commands', () => {
  test('create prints the secret alone on standard output', async () => {
    const joinToken = samples.joinToken({ maxUses: 20 });
    await using api = await startFakeApi({
      createJoinToken: () => ({ joinToken, secret: 'tgj1.secret.pin', agentUrl: 'https://guard.example:8443' }),
    });
    const args = [
      'join-token',
      'create',
      '--fleet',
      fleet.id,
      '--uses',
      '20',
      '--label',
      'site=basel',
      '--label',
      'a=b=c',
    ];
    const made = await run(args, { env: api.env });
    assert.equal(made.stdout, 'tgj1.secret.pin\n');
    assert.match(made.stderr, /20 uses[\s\S]*https:\/\/guard\.example:8443/);
    assert.deepEqual(api.calls[0]?.body, {
      fleetId: fleet.id,
      name: 'join token',
      labels: { site: 'basel', a: 'b=c' },
      maxUses: 20,
      expiresInSeconds: 3600,
    });
    const twice = await run([...args, '--label', 'site=x'], { env: api.env });
    assert.deepEqual([twice.code, /the label site is given twice/.test(twice.stderr)], [2, true]);
  });

  test('list and revoke', async () => {
    const joinToken = samples.joinToken();
    await using api = await startFakeApi({
      listJoinTokens: () => ({ items: [joinToken], nextCursor: null }),
      revokeJoinToken: () => '',
    });
    assert.match((await run(['join-token', 'list', '--fleet', fleet.id], { env: api.env })).stdout, /0 of 1/);
    assert.deepEqual(api.calls[0]?.query, { limit: 50, fleetId: fleet.id });
    const revoke = await run(['join-token', 'revoke', joinToken.id, '--yes', '--json'], { env: api.env });
    assert.deepEqual(revoke.json(), { revoked: joinToken.id });
    assert.equal((await run(['join-token', 'revoke', newId('flt'), '--yes'], { env: api.env })).code, 2);
  });
});
