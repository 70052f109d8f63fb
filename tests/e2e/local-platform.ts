import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitFor } from '@tensorguard/testkit';

const ROOT = join(import.meta.dirname, '../..');
/** Building the console, enrolling three agents and a rollout take this long at most, milliseconds. */
const START_TIMEOUT_MS = 180_000;

/** What `npm start` runs, with its own folder and ports. */
export interface LocalPlatform {
  readonly url: string;
  readonly signInLink: string;
  readonly dataDir: string;
  /** Everything it printed. */
  output(): string;
  /** Origins of the agents' local APIs by agent id, of those that have started so far. */
  agentApis(): ReadonlyMap<string, string>;
  /** Sends Ctrl-C and waits for the end; gives the exit code. */
  stop(): Promise<number | null>;
  remove(): Promise<void>;
}

/** Starts it and waits until it says that it runs. */
export async function startLocal(
  options: { dataDir?: string; ports?: [number, number]; args?: string[] } = {},
): Promise<LocalPlatform & { ports: [number, number] }> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'tensorguard-e2e-')));
  const ports = options.ports ?? [await freePort(), await freePort()];
  const env = {
    ...process.env,
    TG_PLATFORM_PORT: String(ports[0]),
    TG_PLATFORM_AGENT_PORT: String(ports[1]),
    // At this level an agent tells where its local API listens.
    TG_AGENT_LOG_LEVEL: 'info',
  };
  const child = spawn(process.execPath, ['scripts/start.ts', '--data-dir', dataDir, ...(options.args ?? [])], {
    cwd: ROOT,
    env,
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('utf8')));
  const output = (): string => chunks.join('');
  await waitFor(() => output().includes('Running.') || child.exitCode !== null, { timeoutMs: START_TIMEOUT_MS });
  const signInLink = /http:\S+\/sign-in#token=\S+/.exec(output())?.[0];
  if (signInLink === undefined) throw new Error(`it did not start:\n${output()}`);
  return {
    url: new URL(signInLink).origin,
    signInLink,
    dataDir,
    ports,
    output,
    agentApis: () => startedAgents(output()),
    stop: () => stopChild(child),
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

/** What the agents logged when they had started, among everything else that was printed. */
function startedAgents(output: string): Map<string, string> {
  const lines = output.split('\n').filter((line) => line.includes('"event":"agent.started"'));
  return new Map(
    lines.map((line) => {
      const { agentId, apiUrl } = JSON.parse(line) as { agentId: string; apiUrl: string };
      return [agentId, apiUrl];
    }),
  );
}

async function stopChild(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGINT');
  return ended;
}
