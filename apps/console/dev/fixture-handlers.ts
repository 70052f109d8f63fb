import type { AgentSummary, Overview } from '@tensorguard/contract';
import { FakeProblem, type FakeHandlers } from './fake-api.ts';
import { fixtureApiTokens, fixtureSession, fixtureUsers } from './fixtures/access.ts';
import {
  FIXTURE_PACKAGING_KEY,
  fixtureAgent,
  fixtureAgents,
  fixtureFleets,
  fixtureJoinTokens,
} from './fixtures/fleets.ts';
import { fixtureDigest, fixtureId } from './fixtures/ids.ts';
import { buildFixtureLedger } from './fixtures/ledger.ts';
import { fixtureLines, fixturePublishers, fixtureRelease, fixtureReleases } from './fixtures/releases.ts';
import { fixtureRollout, fixtureRolloutAgents, fixtureRollouts } from './fixtures/rollouts.ts';
import { ago, later } from './fixtures/times.ts';

/** A page of a list whose cursor is an offset. */
function pageOf<Item>(items: readonly Item[], { limit, cursor }: { limit: number; cursor?: string | undefined }) {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}

function one<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new FakeProblem('not_found');
  return item;
}

/** A platform with a small world in it: reading works for every page, writing answers without remembering. */
export async function fixtureHandlers(): Promise<FakeHandlers> {
  const agents = fixtureAgents();
  const fleets = fixtureFleets(agents);
  const releases = fixtureReleases();
  const rollouts = fixtureRollouts();
  const rolloutAgents = fixtureRolloutAgents(agents);
  const ledger = await buildFixtureLedger();
  const live = agents.filter(({ status }) => status === 'active');
  const connected = (...states: string[]) => live.filter(({ connection }) => states.includes(connection)).length;
  const trusted = (from: number, to: number) =>
    live.filter((agent) => agent.trustScore >= from && agent.trustScore < to).length;
  const agentOf = (id: string) => fixtureAgent(one(agents.find((agent) => agent.id === id)));
  const rolloutOf = (id: string) => fixtureRollout(one(rollouts.find((rollout) => rollout.id === id)), rolloutAgents);

  const overview: Overview = {
    agents: {
      total: live.length,
      online: connected('online'),
      late: connected('late'),
      offline: connected('offline', 'never'),
      revoked: agents.length - live.length,
    },
    averageTrust: live.reduce((sum, { trustScore }) => sum + trustScore, 0) / live.length,
    trustBands: { high: trusted(80, 101), medium: trusted(50, 80), low: trusted(0, 50) },
    fleets: fleets.length,
    releases: 11,
    activeRollouts: rollouts.filter(({ state }) => state === 'running' || state === 'paused'),
    ledger: { size: ledger.entries.length, checkpointAt: ago(9), pending: 0 },
    recentEntries: ledger.entries.slice(0, 12),
  };
  const passes = (agent: AgentSummary, query: { fleetId?: string | undefined; search?: string | undefined }) =>
    (query.fleetId === undefined || agent.fleetId === query.fleetId) &&
    (query.search === undefined || agent.name.includes(query.search));

  return {
    getOverview: () => overview,
    openSession: () => fixtureSession(),
    getSession: () => fixtureSession(),
    closeSession: () => undefined,
    listFleets: ({ query }) => pageOf(fleets, query),
    createFleet: ({ body }) => ({ ...fleets[0]!, ...body, id: fixtureId('fleet', 9) }),
    revokeFleet: () => ({ revoked: 208 }),
    listJoinTokens: ({ query }) => pageOf(fixtureJoinTokens(), query),
    createJoinToken: ({ body }) => ({
      joinToken: {
        ...fixtureJoinTokens()[0]!,
        fleetId: body.fleetId,
        name: body.name,
        labels: body.labels,
        maxUses: body.maxUses,
        expiresAt: later(body.expiresInSeconds),
      },
      secret: `tgj1.${'k3vQ9'.repeat(12)}`,
      agentUrl: 'https://platform.plant.example:8444',
    }),
    revokeJoinToken: () => undefined,
    listAgents: ({ query }) =>
      pageOf(
        agents.filter(
          (agent) =>
            passes(agent, query) &&
            (query.status === undefined || agent.status === query.status) &&
            (query.connection === undefined || agent.connection === query.connection),
        ),
        query,
      ),
    getAgent: ({ params }) => agentOf(params.agentId),
    updateAgent: ({ params, body }) => ({
      ...agentOf(params.agentId),
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.labels === undefined ? {} : { labels: body.labels }),
    }),
    revokeAgent: ({ params, body }) => ({
      ...agentOf(params.agentId),
      status: 'revoked',
      revokedAt: ago(0),
      revokedReason: body.reason,
    }),
    listPublishers: ({ query }) => pageOf(fixturePublishers(), query),
    createPublisher: ({ body }) => ({ ...fixturePublishers()[0]!, name: body.name, keyId: body.publicKey.keyId }),
    removePublisher: () => undefined,
    getPackagingKey: () => FIXTURE_PACKAGING_KEY,
    listLines: ({ query }) => pageOf(fixtureLines(releases), query),
    listReleases: ({ query }) =>
      pageOf(
        releases.filter(
          (release) =>
            (query.state === undefined || release.state === query.state) &&
            (query.line === undefined || release.line === query.line) &&
            (query.search === undefined || `${release.line} ${release.version}`.includes(query.search)),
        ),
        query,
      ),
    getRelease: ({ params }) => fixtureRelease(one(releases.find(({ id }) => id === params.releaseId))),
    verifyRelease: () => ({ verifiedAt: ago(0), digest: fixtureDigest(12), files: 2, bytes: 583_126 }),
    withdrawRelease: ({ params, body }) => ({
      ...fixtureRelease(one(releases.find(({ id }) => id === params.releaseId))),
      state: 'withdrawn',
      withdrawnReason: body.reason,
    }),
    listRollouts: ({ query }) =>
      pageOf(
        rollouts.filter(({ state }) => query.state === undefined || state === query.state),
        query,
      ),
    createRollout: () => rolloutOf(fixtureId('rollout', 3)),
    getRollout: ({ params }) => rolloutOf(params.rolloutId),
    listRolloutAgents: ({ query }) =>
      pageOf(
        rolloutAgents.filter(({ state }) => query.state === undefined || state === query.state),
        query,
      ),
    pauseRollout: ({ params, body }) => ({ ...rolloutOf(params.rolloutId), state: 'paused', stateReason: body.reason }),
    resumeRollout: ({ params }) => ({ ...rolloutOf(params.rolloutId), state: 'running' }),
    abortRollout: ({ params, body }) => ({
      ...rolloutOf(params.rolloutId),
      state: 'aborted',
      stateReason: body.reason,
    }),
    rollbackRollout: ({ params, body }) => ({
      ...rolloutOf(params.rolloutId),
      state: 'rolled_back',
      stateReason: body.reason,
    }),
    listLedgerEntries: ({ query }) => {
      const types = query.type?.split(',') ?? [];
      const found = ledger.entries.filter(
        (entry) =>
          (types.length === 0 ||
            types.some((type) => (type.endsWith('.') ? entry.type.startsWith(type) : entry.type === type))) &&
          (query.actor === undefined || entry.actor.id === query.actor) &&
          (query.subject === undefined || entry.subject.id === query.subject) &&
          (query.about === undefined || JSON.stringify(entry).includes(query.about)) &&
          (query.text === undefined || JSON.stringify(entry).includes(query.text)),
      );
      return pageOf(found, query);
    },
    getLedgerEntry: async ({ params }) => one(await ledger.proofOf(params.seq)),
    getLedgerKeys: () => ledger.keys,
    getCheckpoint: () => ledger.checkpoint,
    listUsers: ({ query }) => pageOf(fixtureUsers(), query),
    createSignInLink: () => ({ url: 'https://platform.plant.example/sign-in#token=one-time', expiresAt: later(900) }),
    listApiTokens: ({ query }) => pageOf(fixtureApiTokens(), query),
    createApiToken: ({ body }) => ({
      apiToken: { ...fixtureApiTokens()[0]!, name: body.name, permissions: body.permissions },
      secret: `tgp1.${'Zq81x'.repeat(10)}`,
    }),
    revokeApiToken: () => undefined,
  };
}
