import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { operatorRoutes, type Release } from '@tensorguard/contract';
import { setTimeout as delay } from 'node:timers/promises';
import { directionClassifierBytes, startPostgres, type PostgresServer } from '@tensorguard/testkit';
import { classify, type Classification } from './classify.ts';
import { filesUnder } from './files-under.ts';
import { entriesOf, exportBundle, verifyExport } from './log.ts';
import { LINE, uploadPackage } from './packages.ts';
import { rollOut, untilRollout, untilRunning } from './rollouts.ts';
import { openSite, type Site, type SiteAgent } from './site.ts';

const AGENTS = 3;
/** Pause between two requests of the load, milliseconds. */
const LOAD_PAUSE_MS = 5;
/** A part of the model so long that it cannot stand somewhere by chance, bytes. */
const READABLE_BYTES = 48;

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
  describe(`the main job with ${name}`, () => {
    let site: Site;
    let agents: SiteAgent[];
    const releases: Release[] = [];
    before(async () => {
      site = await openSite(await locate());
      agents = await site.startAgents(AGENTS);
    });
    after(() => site?.stop());

    const upload = async (version: string): Promise<Release> => {
      const release = await uploadPackage(site.api, await site.workshop.packBytes({ version }));
      releases.push(release);
      return release;
    };
    const directiveNumbers = (): number[] =>
      agents.map((agent) => agent.status().lines.find(({ line }) => line === LINE)!.directive.number);

    test('a release reaches the canary first, then everybody', async () => {
      const release = await upload('1.0.0');
      assert.equal(release.number, 1);
      const { id } = await rollOut(site.api, site.fleetId, release.id);
      const done = await untilRollout(site.api, id, 'completed');
      assert.equal(done.counts.applied, AGENTS);
      const [canary, everybody] = done.stages;
      const firstApplied = (await entriesOf(site.api, 'deployment.applied', { least: AGENTS })).at(-1)!;
      assert.ok(
        Date.parse(firstApplied.time) <= Date.parse(everybody!.startedAt!),
        'the canary applied before stage 2',
      );
      assert.ok(canary!.directiveNumber! < everybody!.directiveNumber!);
      const canaries = await site.api.call(operatorRoutes.listRolloutAgents, { params: { rolloutId: id } });
      assert.deepEqual(canaries.items.map(({ stage }) => stage).sort(ascending), [0, 1, 1]);
      for (const { agentId } of agents) await untilRunning(site.api, agentId, 1);
    });

    test('each agent answers right, whichever way up the text stands', async () => {
      for (const { apiUrl } of agents) {
        assert.deepEqual(await classify(apiUrl, false), answer(1, 'upright'));
        assert.deepEqual(await classify(apiUrl, true), answer(1, 'upside down'));
      }
    });

    test('the next release is swapped in under load without a failed request', async () => {
      const release = await upload('1.1.0');
      const answers = new Set<string>();
      const done = new AbortController();
      const load = agents.map(async ({ apiUrl }) => {
        while (!done.signal.aborted) {
          answers.add(JSON.stringify(await classify(apiUrl, true)));
          await delay(LOAD_PAUSE_MS);
        }
      });
      try {
        const { id } = await rollOut(site.api, site.fleetId, release.id);
        await untilRollout(site.api, id, 'completed');
        for (const { agentId } of agents) await untilRunning(site.api, agentId, 2);
      } finally {
        done.abort();
        await Promise.all(load);
      }
      const expected = [answer(1, 'upside down'), answer(2, 'upside down')].map((each) => JSON.stringify(each));
      assert.deepEqual([...answers].sort(), expected.sort());
      for (const { apiUrl } of agents) assert.equal((await classify(apiUrl)).release, 2);
    });

    test('a rollback brings release 1 back by a higher directive number', async () => {
      const before = directiveNumbers();
      const { items } = await site.api.call(operatorRoutes.listRollouts, { query: { line: LINE, limit: 1 } });
      const body = { reason: 'worse than before' };
      await site.api.call(operatorRoutes.rollbackRollout, { params: { rolloutId: items[0]!.id }, body });
      for (const { agentId } of agents) await untilRunning(site.api, agentId, 1);
      for (const { apiUrl } of agents) assert.deepEqual(await classify(apiUrl), answer(1, 'upright'));
      const after_ = directiveNumbers();
      assert.ok(
        after_.every((number, i) => number > before[i]!),
        `${after_.join()} after ${before.join()}`,
      );
    });

    test('the package comes back from the platform as it was uploaded', async () => {
      const [release] = releases;
      const params = { releaseId: release!.id };
      const verified = await site.api.call(operatorRoutes.verifyRelease, { params });
      assert.equal(verified.digest, release!.digest);
      const response = await site.api.raw(operatorRoutes.downloadRelease, { params });
      assert.equal((await response.arrayBuffer()).byteLength, release!.sizeBytes);
    });

    test('the exported log verifies offline, and one changed byte is found in its entry', async () => {
      await entriesOf(site.api, 'deployment.applied', { least: 3 * AGENTS });
      const bundle = await exportBundle(site.api);
      const report = await verifyExport(site.api, bundle);
      assert.ok(report.ok, JSON.stringify(report));
      const { byType } = report.entries;
      assert.equal(byType['agent.enrolled'], AGENTS);
      assert.equal(byType['release.created'], 2);
      assert.equal(byType['deployment.applied'], 3 * AGENTS);
      assert.ok(byType['key.released']! >= 2 * AGENTS, 'each agent was given the key of each release');
      assert.equal(byType['rollout.rolled_back'], 1);

      const [entry] = await entriesOf(site.api, 'rollout.rolled_back');
      const forged = Buffer.from(bundle.toString('utf8').replace('worse than before', 'worse than befora'));
      assert.equal(forged.length, bundle.length);
      const rejected = await verifyExport(site.api, forged);
      assert.ok(!rejected.ok);
      assert.deepEqual([rejected.finding.kind, rejected.finding.seq], ['entry_edited', entry!.seq]);
    });

    test('the disk of an agent holds no readable part of the model', async () => {
      const model = directionClassifierBytes();
      const parts = [0, 0.25, 0.5, 0.75].map((share) => Math.floor(share * model.length));
      const files = await filesUnder(agents[0]!.dataDir);
      assert.ok(files.some(({ path }) => path.endsWith('.tgsp')));
      for (const { path, bytes } of files) {
        for (const at of parts) assert.ok(!bytes.includes(model.subarray(at, at + READABLE_BYTES)), path);
      }
    });
  });
}

const ascending = (a: number, b: number): number => a - b;

function answer(release: number, label: string): Classification {
  return { status: 200, code: undefined, release, label };
}
