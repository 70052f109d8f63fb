import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { startPostgres, type PostgresServer } from '@tensorguard/testkit';
import { filesUnder } from '../integration/files-under.ts';
import { newPublisher, PackageWorkshop, uploadPackage } from '../integration/packages.ts';
import { eventually } from '../integration/rollouts.ts';
import { createFleetsUntilRefused } from './acknowledged.ts';
import { preparePlatform, type CrashingPlatform } from './processes.ts';
import { assertWholeLog, fleetNames } from './whole-log.ts';

/** Acknowledged changes after which the platform is killed. */
const CHANGES_BEFORE_KILL = [25, 60];
const PADDING_BYTES = 8 * 1024 * 1024;

let server: PostgresServer | undefined;
after(() => server?.stop());

const DATABASES: Readonly<Record<string, () => Promise<{ databaseUrl?: string }>>> = {
  PGlite: async () => ({}),
  PostgreSQL: async () => {
    server ??= await startPostgres();
    return { databaseUrl: (await server.createDatabase()).url };
  },
};

for (const [name, locate] of Object.entries(DATABASES)) {
  describe(`kill -9 of the platform with ${name}`, () => {
    let dir: string;
    let platform: CrashingPlatform;
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'tensorguard-crash-'));
      platform = await preparePlatform({ dataDir: join(dir, 'platform'), ...(await locate()) });
      await platform.start();
    });
    after(async () => {
      await platform?.process.kill();
      await rm(dir, { recursive: true, force: true });
    });

    test('while changes are made and sequenced: each acknowledged one is there, with its entry, and the log has no gap', async () => {
      const acknowledged: string[] = [];
      for (const changes of CHANGES_BEFORE_KILL) {
        const prefix = `before kill ${changes}`;
        const creating = createFleetsUntilRefused(platform.api, prefix, acknowledged);
        const enough = acknowledged.length + changes;
        await eventually(() => acknowledged.length >= enough, 'enough changes were acknowledged');
        await platform.process.kill();
        assert.ok((await creating).every((code) => code === 'unreachable'));
        await platform.start();
      }
      const stored = await fleetNames(platform.api);
      assert.deepEqual(
        acknowledged.filter((fleet) => !stored.has(fleet)),
        [],
      );
      const log = await assertWholeLog(platform.api, (byType) => byType['fleet.created'] === stored.size);
      assert.equal(log.entries.withheld, 0);
      assert.equal(log.entries.disclosed, log.checkpoint.size);
    });

    test('during an upload: nothing of it is a release, and the whole package is taken afterwards', async () => {
      const publisher = newPublisher();
      const body = { name: 'Acme', publicKey: publisher.publicKey };
      await platform.api.call(operatorRoutes.createPublisher, { body });
      const { publicKey } = await platform.api.call(operatorRoutes.getPackagingKey, {});
      const bytes = await new PackageWorkshop(dir, publisher, publicKey).packBytes({ paddingBytes: PADDING_BYTES });

      const half = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytes.subarray(0, bytes.length / 2)),
      });
      const upload = platform.api.raw(operatorRoutes.uploadRelease, { rawBody: half });
      const refused = assert.rejects(upload, { code: 'unreachable' });
      const incoming = join(platform.dataDir, 'blobs', 'incoming');
      await eventually(async () => {
        const [file] = await filesUnder(incoming);
        return file !== undefined && file.bytes.length > bytes.length / 4;
      }, 'a part of the upload arrived');
      await platform.process.kill();
      await refused;

      await platform.start();
      assert.deepEqual((await platform.api.call(operatorRoutes.listReleases, {})).items, []);
      const release = await uploadPackage(platform.api, bytes);
      assert.equal(release.number, 1);
      await platform.api.call(operatorRoutes.verifyRelease, { params: { releaseId: release.id } });
      await assertWholeLog(platform.api, (byType) => byType['release.created'] === 1);
    });

    test('a damaged package in the place of the broken upload is still refused', async () => {
      const upload = uploadPackage(platform.api, Buffer.from(randomBytes(1000)));
      await assert.rejects(upload, { code: 'package_refused' });
    });

    test('it ends cleanly when it is asked to, and what it did last is in the log', async () => {
      await platform.api.call(operatorRoutes.createFleet, { body: { name: 'the last one' } });
      assert.equal(await platform.process.stop(), 0);
      await platform.start();
      const stored = await fleetNames(platform.api);
      assert.ok(stored.has('the last one'));
      await assertWholeLog(platform.api, (byType) => byType['fleet.created'] === stored.size);
    });
  });
}
