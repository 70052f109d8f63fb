import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startFakeApi } from '../../testing/fake-api.ts';
import { run } from '../../testing/run-in-process.ts';
import { samples } from '../../testing/samples.ts';

const agent = samples.agent();

suite('agent commands', () => {
  test('list shows state, releases and labels, and sends its filters', async () => {
    const gone = samples.agentSummary({ name: 'press-08', status: 'revoked', connection: 'never', releases: [] });
    await using api = await startFakeApi({
      listAgents: () => ({ items: [agent, gone], nextCursor: null }),
    });
    const args = [
      '--fleet',
      agent.fleetId,
      '--status',
      'active',
      '--connection',
      'late',
      '--label',
      'site=basel',
      '--label',
      'x',
    ];
    const listed = await run(['agent', 'list', ...args], { env: api.env });
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /press-07 .*online .*direction@3 .*site=basel/);
    assert.match(listed.stdout, /press-08 .*revoked/);
    assert.deepEqual(api.calls[0]?.query, {
      limit: 50,
      fleetId: agent.fleetId,
      status: 'active',
      connection: 'late',
      label: 'site=basel,x',
    });
  });

  test('show tells why trust is not full and why a release is not applied', async () => {
    await using api = await startFakeApi({
      listAgents: () => ({ items: [agent], nextCursor: null }),
      getAgent: () => agent,
    });
    const shown = await run(['agent', 'show', 'press-07'], { env: api.env });
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /10 +not_attested +no TPM quote/);
    assert.match(shown.stdout, /direction +failed +4 +3 +self_test_failed +output differs/);
  });

  test('show wants an id when two agents share a name', async () => {
    await using api = await startFakeApi({
      listAgents: () => ({ items: [agent, samples.agentSummary()], nextCursor: null }),
    });
    const shown = await run(['agent', 'show', 'press-07'], { env: api.env });
    assert.equal(shown.code, 2);
    assert.ok(shown.stderr.startsWith('ambiguous_name') && shown.stderr.includes(agent.id));
  });

  test('label changes what is named and keeps the rest', async () => {
    const before = samples.agent({ labels: { site: 'basel', old: 'x' } });
    await using api = await startFakeApi({
      getAgent: () => before,
      updateAgent: ({ body }) => samples.agent({ labels: body.labels ?? {} }),
    });
    const args = ['agent', 'label', before.id, '--set', 'canary=true', '--unset', 'old', '--name', 'press-9'];
    assert.equal((await run(args, { env: api.env })).code, 0);
    assert.deepEqual(api.calls.at(-1)?.body, { name: 'press-9', labels: { site: 'basel', canary: 'true' } });
    assert.equal((await run(['agent', 'label', before.id], { env: api.env })).code, 2);
  });

  test('revoke names the agent and what it runs', async () => {
    await using api = await startFakeApi({ getAgent: () => agent, revokeAgent: () => agent });
    const args = ['agent', 'revoke', agent.id, '--reason', 'sold'];
    const asked = await run(args, { env: api.env, terminal: true, stdin: 'yes' });
    assert.equal(asked.code, 0, asked.stderr);
    assert.match(asked.stderr, /Revoke the agent "press-07" of fleet "Line 3"\? It is online, runs direction@3/);
  });

  test('revoke-group counts and names who is hit', async () => {
    const hit = Array.from({ length: 7 }, (_, i) => samples.agentSummary({ name: `press-${i}` }));
    await using api = await startFakeApi({
      listAgents: () => ({ items: hit, nextCursor: null }),
      revokeAgents: () => ({ revoked: 7 }),
    });
    const args = ['agent', 'revoke-group', '--label', 'site=basel', '--label', 'line=3', '--reason', 'closed'];
    const refused = await run(args, { env: api.env });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /7 live agents \(press-0, press-1, press-2, press-3, press-4, …\) will stop for good/);
    assert.deepEqual(api.calls[0]?.query, { limit: 500, label: 'site=basel,line=3', status: 'active' });
    const done = await run([...args, '--yes'], { env: api.env });
    assert.equal(done.stdout, 'Revoked 7 agents with line=3, site=basel\n');
    assert.deepEqual(api.calls.at(-1)?.body, { labels: { site: 'basel', line: '3' }, reason: 'closed' });
    assert.equal((await run(['agent', 'revoke-group', '--reason', 'x', '--yes'], { env: api.env })).code, 2);
  });
});
