import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Rollout } from '@tensorguard/contract';
import type { Clock } from '@tensorguard/core';
import { CliError } from '../../errors.ts';
import { FakeProblem, startFakeApi } from '../../testing/fake-api.ts';
import { run } from '../../testing/run-in-process.ts';
import { samples } from '../../testing/samples.ts';
import { formatReach, formatStage, parseStage } from './stage.ts';

const rollout = samples.rollout();
/** A clock whose waits are over at once. */
const hasty: Clock = { now: () => 0, sleep: () => turn() };

suite('a stage on the command line', () => {
  for (const text of ['5%', '100%', '0.5%', 'canary=true', 'canary=true, site=basel']) {
    test(`${text} is read and written back`, () =>
      assert.equal(formatStage(parseStage(text.replace(', ', ','))), text));
  }
  for (const text of ['', '0%', '101%', 'all', '-5%', '=x', 'Bad Key=x', 'a=1,a=2']) {
    test(`"${text}" is refused`, () => {
      assert.throws(
        () => parseStage(text),
        (error) => error instanceof CliError && error.code === 'input_invalid',
      );
    });
  }
});

suite('whom a stage reaches', () => {
  const share = (percent: number) => ({ kind: 'share' as const, percent });
  const group = { kind: 'group' as const, labels: { canary: 'true' } };
  for (const [name, stage, effectivePercent, words] of [
    ['was raised', share(10), 50.76, '10% asked, raised to 51% so that the gate has enough agents'],
    ['was raised by a fraction', share(50), 50.36, '50% asked, raised to 50.36% so that the gate has enough agents'],
    ['is what was asked', share(10), 10, '10%'],
    ['is a group', group, null, 'canary=true'],
  ] as const) {
    test(`of one that ${name}`, () => assert.equal(formatReach({ stage, effectivePercent }), words));
  }
});

suite('rollout commands', () => {
  test('create sends stages, gate and targets; what is not given is the default of the contract', async () => {
    const release = samples.release();
    const fleet = samples.fleet();
    await using api = await startFakeApi({
      listFleets: () => ({ items: [fleet], nextCursor: null }),
      listReleases: () => ({ items: [release], nextCursor: null }),
      createRollout: () => rollout,
    });
    const args = ['rollout', 'create', '--release', 'direction@latest', '--fleet', 'Line 3'];
    const full = [
      ...args,
      '--stage',
      'canary=true',
      '--stage',
      '25',
      '--stage',
      '100%',
      '--select',
      'site=basel',
      '--on-failure',
      'rollback',
      '--soak-seconds',
      '60',
      '--success-share',
      '0.9',
      '--max-concurrent-per-fleet',
      '3',
    ];
    const made = await run(full, { env: api.env });
    assert.equal(made.code, 0, made.stderr);
    assert.deepEqual(api.calls.at(-1)?.body, {
      releaseId: release.id,
      fleetIds: [fleet.id],
      selector: { site: 'basel' },
      stages: [
        { kind: 'group', labels: { canary: 'true' } },
        { kind: 'share', percent: 25 },
        { kind: 'share', percent: 100 },
      ],
      gate: {
        minAgents: 1,
        successShare: 0.9,
        maxFailures: 0,
        maxFailureShare: 0.02,
        soakSeconds: 60,
        stallSeconds: 900,
      },
      onFailure: 'rollback',
      maxConcurrentPerFleet: 3,
    });
    await run(args, { env: api.env });
    assert.deepEqual((api.calls.at(-1)!.body as { stages: unknown }).stages, [{ kind: 'share', percent: 100 }]);
  });

  test('list, show and agents', async () => {
    const stuck = {
      agentId: samples.agent().id,
      name: 'press-07',
      fleetName: 'Line 3',
      stage: 0,
      state: 'failed' as const,
      since: null,
      code: 'disk_full',
      message: 'no space',
    };
    await using api = await startFakeApi({
      listRollouts: () => ({ items: [rollout], nextCursor: null }),
      getRollout: () => samples.rollout({ stuck: [stuck] }),
      listRolloutAgents: () => ({ items: [stuck], nextCursor: null }),
    });
    assert.match(
      (await run(['rollout', 'list'], { env: api.env })).stdout,
      /direction@3 +running +1 of 2 +3 of 10 \(30 %\)/,
    );
    const shown = (await run(['rollout', 'show', rollout.id], { env: api.env })).stdout;
    assert.match(shown, /1 +canary=true +waiting +4 +3 +0/);
    assert.match(shown, /2 +100% +– +0/);
    assert.match(shown, /press-07 +failed +disk_full +no space/);
    assert.match(
      (await run(['rollout', 'agents', rollout.id, '--state', 'failed'], { env: api.env })).stdout,
      /disk_full/,
    );
    assert.deepEqual(api.calls.at(-1)?.query, { limit: 50, state: 'failed' });
  });

  test('pause and resume act at once; abort and rollback ask and name who is hit', async () => {
    await using api = await startFakeApi({
      getRollout: () => rollout,
      pauseRollout: () => rollout,
      resumeRollout: () => rollout,
      abortRollout: () => rollout,
      rollbackRollout: () => rollout,
    });
    const change = (verb: string, ...more: string[]) =>
      run(['rollout', verb, rollout.id, '--reason', 'why', ...more], { env: api.env });
    for (const verb of ['pause', 'resume']) assert.equal((await change(verb)).code, 0);
    const abort = await change('abort');
    assert.deepEqual([abort.code, /3 agents keep the release, 7 agents will not get it/.test(abort.stderr)], [2, true]);
    const rollback = await change('rollback');
    assert.deepEqual([rollback.code, /4 agents go back to the earlier release/.test(rollback.stderr)], [2, true]);
    for (const verb of ['abort', 'rollback']) assert.equal((await change(verb, '--yes')).code, 0);
    assert.deepEqual(api.calls.at(-1), {
      id: 'rollbackRollout',
      params: { rolloutId: rollout.id },
      query: undefined,
      body: { reason: 'why' },
    });
  });
});

suite('rollout show --watch', () => {
  const at = (state: Rollout['state'], applied: number): Rollout =>
    samples.rollout({ id: rollout.id, state, counts: { ...rollout.counts, applied } });
  const watch = async (steps: (Rollout | 'away')[], world: Parameters<typeof run>[1] = {}, ...more: string[]) => {
    let step = 0;
    await using api = await startFakeApi({
      getRollout() {
        const now = steps[Math.min(step++, steps.length - 1)]!;
        if (now === 'away') throw new FakeProblem('unavailable');
        return now;
      },
    });
    return await run(['rollout', 'show', rollout.id, '--watch', ...more], { env: api.env, clock: hasty, ...world });
  };

  test('tells each change once and ends with 0 when it completed', async () => {
    const done = await watch([at('running', 1), at('running', 1), at('paused', 2), at('completed', 10)]);
    assert.equal(done.code, 0, done.stderr);
    const lines = done.stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.split(',')[0]),
      ['running', 'paused', 'completed'],
    );
  });

  test('gives one JSON document a line', async () => {
    const done = await watch([at('running', 1), at('completed', 10)], {}, '--json');
    const states = done.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Rollout).state);
    assert.deepEqual(states, ['running', 'completed']);
  });

  test('ends with 1 when it was aborted or rolled back', async () => {
    const aborted = await watch([samples.rollout({ state: 'aborted', stateReason: 'too slow' })]);
    assert.deepEqual(
      [aborted.code, aborted.stderr],
      [1, 'rollout_not_completed: the rollout ended as aborted: too slow\n'],
    );
    assert.equal((await watch([at('rolled_back', 0)])).code, 1);
  });

  test('draws over itself on a terminal', async () => {
    const done = await watch([at('running', 1), at('completed', 10)], { terminal: true });
    assert.match(done.stdout.replaceAll('\u001B', 'ESC'), /ESC\[\d+AESC\[J/);
  });

  test('goes on after a short outage and gives up after a long one', async () => {
    const back = await watch(['away', 'away', at('completed', 10)]);
    assert.equal(back.code, 0, back.stderr);
    assert.equal((await watch(['away'])).code, 5);
  });

  test('stops when it is told to', async () => {
    const stopped = await watch([at('running', 1)], { interrupted: turn() });
    assert.equal(stopped.code, 0);
  });
});
