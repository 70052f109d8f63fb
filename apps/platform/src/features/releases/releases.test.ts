import assert from 'node:assert/strict';
import { open as openFile, rm } from 'node:fs/promises';
import { it } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import { json } from '../../db/database.ts';
import type { PlatformError } from '../../errors.ts';
import { createPackagingKeys } from '../../keys/packaging-keys.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet } from '../../testing/fleet-rows.ts';
import { openReleaseDesk, type ReleaseDesk } from '../../testing/release-desk.ts';
import { openTestSecrets } from '../../testing/secrets.ts';
import { addAgent, addTenant, ledgerEvents } from '../../testing/tenants.ts';
import type { ReleaseQuery } from './service.ts';

/** Path of a stored package. */
function pathOf({ folder }: ReleaseDesk, digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return `${folder}/blobs/${hex.slice(0, 2)}/${hex}`;
}

/** Puts a rollout of a release into a state, by its rows, with a release to go back to; gives its id. */
async function addRollout(
  desk: ReleaseDesk,
  releaseId: string,
  state: 'running' | 'paused' | 'completed' | 'aborted',
  previousReleaseId: string | null = null,
): Promise<string> {
  const { database, operator, releases } = desk;
  const { lineId } = await releases.get(operator.tenantId, releaseId);
  const id = newId('rlt');
  const fleetId = await addFleet(database, operator.tenantId, id);
  await database.tenant(operator.tenantId, async (tx) => {
    const now = new Date(tx.now);
    await tx.sql
      .insertInto('rollouts')
      .values({
        id,
        tenant_id: operator.tenantId,
        line_id: lineId,
        release_id: releaseId,
        state,
        state_reason: null,
        selector: json({}),
        stages: json([]),
        gate: json({}),
        on_failure: 'pause',
        max_concurrent_per_fleet: null,
        current_stage: 0,
        created_by: operator.name,
        created_at: now,
        judged_from: now,
        finished_at: null,
      })
      .execute();
    await tx.sql
      .insertInto('rollout_fleets')
      .values({
        rollout_id: id,
        fleet_id: fleetId,
        tenant_id: operator.tenantId,
        previous_release_id: previousReleaseId,
      })
      .execute();
  });
  return id;
}

eachDatabase('releases', (open) => {
  it('lists newest first, page by page, without gaps or repeats', async (t) => {
    const clock = new ManualClock(Date.now());
    const { pack, upload, releases, operator } = await openReleaseDesk(t, await open(clock), { clock });
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      made.push((await upload(await pack())).release.id);
      // Two of them have the same time: the id decides.
      if (i !== 2) await clock.advance(1);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await releases.list(operator.tenantId, { limit: 2, cursor });
      operatorRoutes.listReleases.success.body.parse(page);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual([...seen].sort(), [...made].sort());
    assert.deepEqual([seen[0], seen[1], seen[4]], [made[4], [made[2]!, made[3]!].sort()[1], made[0]]);
  });

  it('filters by line, state and a part of line or version, taken literally', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const { pack, upload, releases, operator } = desk;
    const names = ['pump', 'pump_2', 'valve'];
    for (const name of names) await upload(await pack({ fields: { name, version: `2.0.0-${name.length}` } }));
    const found = async (query: Partial<ReleaseQuery>) =>
      (await releases.list(operator.tenantId, { limit: 10, ...query })).items.map(({ line }) => line).sort();
    assert.deepEqual(await found({}), names);
    assert.deepEqual(await found({ line: 'pump' }), ['pump']);
    assert.deepEqual(await found({ search: 'PUMP' }), ['pump', 'pump_2']);
    assert.deepEqual(await found({ search: '_' }), ['pump_2']);
    assert.deepEqual(await found({ search: '%' }), []);
    assert.deepEqual(await found({ search: '\\' }), []);
    assert.deepEqual(await found({ search: '0-5' }), ['valve']);
    assert.deepEqual(await found({ state: 'withdrawn' }), []);
    const [newest] = (await releases.list(operator.tenantId, { limit: 1, line: 'valve' })).items;
    await releases.withdraw(operator, newest!.id, 'wrong data');
    assert.deepEqual(await found({ state: 'withdrawn' }), ['valve']);
    assert.deepEqual(await found({ state: 'available' }), ['pump', 'pump_2']);
  });

  const badCursors = [
    '',
    'nonsense',
    ...['["x","y"]', '[1e99,"y"]', '[8640000000000000,"y"]', '[-1,"y"]', '[1]'].map((key) =>
      Buffer.from(key).toString('base64url'),
    ),
  ];
  for (const cursor of badCursors) {
    it(`refuses the cursor "${cursor}"`, async (t) => {
      const { releases, operator } = await openReleaseDesk(t, await open());
      await assert.rejects(releases.list(operator.tenantId, { limit: 10, cursor }), { code: 'cursor_invalid' });
    });
  }

  it('lists lines by name with their newest release and the live agents that run one', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const { database, pack, upload, releases, operator } = desk;
    await upload(await pack({ fields: { name: 'b' } }));
    await upload(await pack({ fields: { name: 'a', version: '1.0.0' } }));
    const { release } = await upload(await pack({ fields: { name: 'a', version: '1.0.1' } }));
    for (const status of ['active', 'active', 'revoked'] as const) {
      const agent = await addAgent(database, operator.tenantId, 'none');
      await database.tenant(operator.tenantId, async (tx) => {
        const now = new Date(tx.now);
        await tx.sql.updateTable('agents').set({ status }).where('id', '=', agent.id).execute();
        await tx.sql
          .insertInto('deployments')
          .values({
            agent_id: agent.id,
            line_id: release.lineId,
            tenant_id: operator.tenantId,
            state: 'applied',
            directive_number: 1,
            rollout_id: null,
            desired_release_id: release.id,
            applied_release_id: release.id,
            code: null,
            message: null,
            updated_at: now,
            applied_at: now,
          })
          .execute();
      });
    }
    const page = await releases.listLines(operator.tenantId, { limit: 1 });
    operatorRoutes.listLines.success.body.parse(page);
    const rest = await releases.listLines(operator.tenantId, { limit: 1, cursor: page.nextCursor! });
    assert.deepEqual(
      [...page.items, ...rest.items].map((line) => [
        line.name,
        line.releases,
        line.latestRelease?.version,
        line.agentsRunning,
      ]),
      [
        ['a', 2, '1.0.1', 2],
        ['b', 1, '1.0.0', 0],
      ],
    );
    assert.equal(rest.nextCursor, null);
  });

  it('withdraws once, with the reason, and says so in the ledger', async (t) => {
    const { database, pack, upload, releases, operator } = await openReleaseDesk(t, await open());
    const { release } = await upload(await pack());
    const withdrawn = await releases.withdraw(operator, release.id, 'biased');
    assert.deepEqual([withdrawn.state, withdrawn.withdrawnReason], ['withdrawn', 'biased']);
    assert.deepEqual(await releases.get(operator.tenantId, release.id), withdrawn);
    await assert.rejects(releases.withdraw(operator, release.id, 'again'), { code: 'release_withdrawn' });
    assert.deepEqual((await ledgerEvents(database, operator.tenantId)).at(-1), {
      type: 'release.withdrawn',
      actor: operator.id,
      subject: release.id,
      data: { line: 'direction', number: 1, digest: release.digest, reason: 'biased' },
    });
  });

  for (const [state, code] of [
    ['running', 'release_in_use'],
    ['paused', 'release_in_use'],
    ['completed', undefined],
    ['aborted', undefined],
  ] as const) {
    it(`${code ? 'does not withdraw' : 'withdraws'} a release with a ${state} rollout`, async (t) => {
      const desk = await openReleaseDesk(t, await open());
      const { release } = await desk.upload(await desk.pack());
      await addRollout(desk, release.id, state);
      const withdrawing = desk.releases.withdraw(desk.operator, release.id, 'test');
      if (code) await assert.rejects(withdrawing, { code });
      else assert.equal((await withdrawing).state, 'withdrawn');
    });
  }

  it('does not withdraw a release that rollouts under way would go back to, and names them', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const { pack, upload, operator, releases } = desk;
    const { release: before } = await upload(await pack());
    const { release: newer } = await upload(await pack({ fields: { version: '2.0.0' } }));
    const under: string[] = [];
    for (const state of ['running', 'paused', 'completed', 'aborted'] as const) {
      const id = await addRollout(desk, newer.id, state, before.id);
      if (state === 'running' || state === 'paused') under.push(id);
    }
    await assert.rejects(releases.withdraw(operator, before.id, 'biased'), (error: PlatformError) => {
      assert.equal(error.code, 'release_in_use');
      assert.ok(error.detail!.startsWith(`${under.sort().join(', ')} would go back to this release.`));
      return true;
    });
    assert.equal((await releases.get(operator.tenantId, before.id)).state, 'available');
    await desk.database.tenant(operator.tenantId, (tx) =>
      tx.sql.updateTable('rollouts').set({ state: 'completed' }).where('id', 'in', under).execute(),
    );
    assert.equal((await releases.withdraw(operator, before.id, 'biased')).state, 'withdrawn');
  });

  it('verifies a stored package to the last byte', async (t) => {
    const { pack, upload, releases, operator, publishers, publisherId } = await openReleaseDesk(t, await open());
    const { release } = await upload(await pack());
    // The key it was accepted with counts, whether or not new packages of it are accepted.
    await publishers.remove(operator, publisherId);
    const report = await releases.verify(operator, release.id);
    operatorRoutes.verifyRelease.success.body.parse(report);
    assert.deepEqual([report.digest, report.files, report.bytes], [release.digest, 1, release.files[0]!.sizeBytes]);
  });

  const damages: { name: string; reason: string; damage: (path: string) => Promise<void> }[] = [
    { name: 'is gone', reason: 'blob_missing', damage: (path) => rm(path) },
    {
      name: 'has a flipped bit',
      reason: 'digest_mismatch',
      damage: async (path) => {
        await using file = await openFile(path, 'r+');
        const { size } = await file.stat();
        const byte = Buffer.alloc(1);
        await file.read(byte, 0, 1, size - 500);
        byte[0]! ^= 1;
        await file.write(byte, 0, 1, size - 500);
      },
    },
    {
      name: 'was cut',
      reason: 'digest_mismatch',
      damage: async (path) => {
        await using file = await openFile(path, 'r+');
        await file.truncate(1000);
      },
    },
  ];
  for (const { name, reason, damage } of damages) {
    it(`finds out that a stored package ${name}, and says so in the ledger`, async (t) => {
      const desk = await openReleaseDesk(t, await open());
      const { releases, operator } = desk;
      const { release } = await desk.upload(await desk.pack());
      await damage(pathOf(desk, release.digest));
      await assert.rejects(releases.verify(operator, release.id), { code: 'package_refused', reason });
      const { type, subject, data } = (await ledgerEvents(desk.database, operator.tenantId)).at(-1)!;
      assert.deepEqual([type, subject, data['reason']], ['release.refused', release.id, reason]);
    });
  }

  it('gives another tenant nothing: not in lists, not by id, not by verifying or withdrawing', async (t) => {
    const { database, pack, upload, releases, operator } = await openReleaseDesk(t, await open());
    const { release } = await upload(await pack());
    const stranger = await addTenant(database, 'stranger');
    assert.deepEqual((await releases.list(stranger.tenantId, { limit: 10 })).items, []);
    assert.deepEqual((await releases.listLines(stranger.tenantId, { limit: 10 })).items, []);
    const tries = [
      () => releases.get(stranger.tenantId, release.id),
      () => releases.verify(stranger, release.id),
      () => releases.withdraw(stranger, release.id, 'mine'),
    ];
    for (const attempt of tries) await assert.rejects(attempt, { code: 'not_found' });
    assert.equal((await releases.get(operator.tenantId, release.id)).state, 'available');
  });

  it('gives a tenant one packaging key, the same after a restart', async (t) => {
    const { database, folder, releases, operator } = await openReleaseDesk(t, await open());
    const key = await releases.packagingKey(operator.tenantId);
    operatorRoutes.getPackagingKey.success.body.parse(key);
    const restarted = createPackagingKeys(await openTestSecrets(database, folder));
    assert.deepEqual(await restarted.publicKey(operator.tenantId), key);
  });
});
