import { join } from 'node:path';
import {
  directionClassifier,
  directionClassifierInput,
  collectingLogger,
  tempDir,
  waitFor,
  type CleansUp,
} from '@tensorguard/testkit';
import { startAgent, type AgentOverrides } from '../compose.ts';
import type { AgentConfigInput } from '../config.ts';
import type { RunningAgent } from '../edge-agent.ts';
import { PackageWorkshop } from './fake-packages.ts';
import { FakePlatform } from './fake-platform.ts';

/** Waits between attempts that a test can sit out. */
export const FAST_RETRY = { initialMs: 20, maxMs: 200 };
const WAIT_MS = 15_000;

/** A platform, packages, and agents that are stopped when the test ends. */
export interface Harness {
  readonly platform: FakePlatform;
  readonly workshop: PackageWorkshop;
  readonly dataDir: string;
  readonly log: ReturnType<typeof collectingLogger>;
  readonly config: (change?: Partial<AgentConfigInput>) => AgentConfigInput;
  readonly start: (change?: Partial<AgentConfigInput>, overrides?: AgentOverrides) => Promise<RunningAgent>;
}

/** Starts a platform and prepares the rest. */
export async function harness(t: CleansUp): Promise<Harness> {
  const dir = await tempDir(t);
  const agents: RunningAgent[] = [];
  const workshop = new PackageWorkshop(dir);
  const platform = await FakePlatform.start(workshop);
  t.after(async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
    await platform.stop();
  });
  const log = collectingLogger();
  const dataDir = join(dir, 'agent');
  const config = (change: Partial<AgentConfigInput> = {}): AgentConfigInput => ({
    dataDir,
    platformUrl: platform.url,
    joinToken: platform.joinToken,
    name: 'edge one',
    diskReserveBytes: 0,
    ...change,
  });
  return {
    platform,
    workshop,
    dataDir,
    log,
    config,
    async start(change, overrides) {
      const agent = await startAgent(config(change), { logger: log, retry: FAST_RETRY, ...overrides });
      agents.push(agent);
      return agent;
    },
  };
}

/** Waits for a condition, longer than a busy machine needs. */
export function eventually<T>(condition: () => T | Promise<T>, what: string) {
  return waitFor(condition, { timeoutMs: WAIT_MS, what });
}

/** The answer of the local API to a picture. */
export interface Classification {
  readonly status: number;
  readonly code: string | undefined;
  readonly releaseId: string | undefined;
  /** `upright` or `upside down`. */
  readonly label: string | undefined;
}

/** Asks the agent's local API which way up a text stands. */
export async function classify(
  agent: RunningAgent,
  upsideDown = false,
  line = 'text-direction',
): Promise<Classification> {
  const { dtype, shape, data } = directionClassifierInput({ upsideDown });
  const response = await fetch(`${agent.apiUrl}/v1/models/${line}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      inputs: { [directionClassifier.input.name]: { dtype, shape, data: Buffer.from(data.buffer).toString('base64') } },
    }),
  });
  const body = (await response.json()) as {
    code?: string;
    release?: { id: string };
    outputs?: Record<string, { data: number[] }>;
  };
  const [upright = 0, turned = 0] = body.outputs?.[directionClassifier.output.name]?.data ?? [];
  return {
    status: response.status,
    code: body.code,
    releaseId: body.release?.id,
    label: body.outputs === undefined ? undefined : directionClassifier.classes[upright > turned ? 0 : 1],
  };
}
