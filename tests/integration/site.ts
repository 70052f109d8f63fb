import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAgent, type AgentConfigInput, type RunningAgent } from '@tensorguard/agent';
import { operatorRoutes } from '@tensorguard/contract';
import type { PlatformConfig } from '@tensorguard/platform';
import { collectingLogger } from '@tensorguard/testkit';
import { startTestPlatform, type TestPlatform } from './harness.ts';
import { newPublisher, PackageWorkshop } from './packages.ts';

/** Waits between an agent's attempts that a test can sit out. */
const FAST_RETRY = { initialMs: 50, maxMs: 500 };

/** An agent in this process, with the folder that it works in. */
export interface SiteAgent extends RunningAgent {
  readonly dataDir: string;
  readonly name: string;
}

/** A platform with one fleet, a publisher that it trusts, and agents that are stopped with it. */
export interface Site extends TestPlatform {
  readonly fleetId: string;
  readonly publisherId: string;
  readonly workshop: PackageWorkshop;
  /** Folder for packages and agents. */
  readonly workDir: string;
  /** Makes a join token for one agent. */
  joinToken(): Promise<string>;
  /** Enrols and starts an agent with the real model runtime. */
  startAgent(name: string, change?: Partial<AgentConfigInput>): Promise<SiteAgent>;
  startAgents(count: number): Promise<SiteAgent[]>;
}

/** Opens a site; `stop` ends everything in it. */
export async function openSite(overrides: Partial<PlatformConfig> = {}): Promise<Site> {
  const platform = await startTestPlatform(overrides);
  const workDir = await mkdtemp(join(tmpdir(), 'tensorguard-site-'));
  const agents: RunningAgent[] = [];
  const { api } = platform;
  const fleet = await api.call(operatorRoutes.createFleet, { body: { name: 'Line 3' } });
  const publisher = newPublisher();
  const { publicKey } = publisher;
  const trusted = await api.call(operatorRoutes.createPublisher, { body: { name: 'Acme models', publicKey } });
  const packagingKey = await api.call(operatorRoutes.getPackagingKey, {});

  const joinToken = async (): Promise<string> =>
    (await api.call(operatorRoutes.createJoinToken, { body: { fleetId: fleet.id } })).secret;
  const start = async (name: string, change: Partial<AgentConfigInput> = {}): Promise<SiteAgent> => {
    const dataDir = join(workDir, 'agents', name);
    const config = { dataDir, name, platformUrl: platform.platform.agentUrl, diskReserveBytes: 0, ...change };
    const joined = change.joinToken === undefined ? { ...config, joinToken: await joinToken() } : config;
    const agent = await startAgent(joined, { logger: collectingLogger(), retry: FAST_RETRY });
    agents.push(agent);
    return Object.assign(agent, { dataDir, name });
  };

  return {
    ...platform,
    fleetId: fleet.id,
    publisherId: trusted.id,
    workshop: new PackageWorkshop(workDir, publisher, packagingKey.publicKey),
    workDir,
    joinToken,
    startAgent: start,
    startAgents: (count) => Promise.all(Array.from({ length: count }, (_, i) => start(`agent-${i + 1}`))),
    async stop() {
      await Promise.all(agents.map((agent) => agent.stop()));
      await platform.stop();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}
