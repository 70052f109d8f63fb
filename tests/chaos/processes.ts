import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { createClient, type ApiClient } from '@tensorguard/contract';
import { freePort } from '@tensorguard/testkit';
import { startTestPlatform } from '../integration/harness.ts';
import { eventually } from '../integration/rollouts.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Lines of a process that are kept for the message when it does not start. */
const KEPT_LINES = 30;

/** A process of the product that this test started and may kill. */
export interface ProductProcess {
  readonly pid: number;
  /** What it printed so far, line by line, standard output and standard error. */
  readonly lines: readonly string[];
  /** Ends it without giving it a chance, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and gives its exit code. */
  stop(): Promise<number | null>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `node <args>` in the repository. */
export function startProcess(args: readonly string[], env: Readonly<Record<string, string>>): ProductProcess {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (line) => lines.push(line));
  return {
    pid: child.pid!,
    lines,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A platform that can be killed and started again in the same place. */
export interface CrashingPlatform {
  readonly url: string;
  readonly agentUrl: string;
  readonly token: string;
  readonly api: ApiClient;
  readonly dataDir: string;
  /** Starts the process and waits until it is ready. */
  start(): Promise<ProductProcess>;
  /** The process of the last start. */
  readonly process: ProductProcess;
}

/** Prepares a platform on free ports with an operator's token; it does not run yet. */
export async function preparePlatform(options: { dataDir: string; databaseUrl?: string }): Promise<CrashingPlatform> {
  const { dataDir, databaseUrl } = options;
  const [port, agentPort] = [await freePort(), await freePort()];
  // What only the process of the platform can do: make the first token.
  const first = await startTestPlatform({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const { token } = first;
  await first.stop();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    TG_PLATFORM_DATA_DIR: dataDir,
    TG_PLATFORM_PORT: String(port),
    TG_PLATFORM_AGENT_PORT: String(agentPort),
    TG_PLATFORM_HEARTBEAT_SECONDS: '1',
    TG_PLATFORM_POLL_SECONDS: '2',
    ...(databaseUrl === undefined ? {} : { TG_PLATFORM_DATABASE_URL: databaseUrl }),
  };
  let latest: ProductProcess | undefined;
  return {
    url,
    agentUrl: `https://127.0.0.1:${agentPort}`,
    token,
    dataDir,
    api: createClient({ baseUrl: url, token }),
    get process() {
      if (latest === undefined) throw new TypeError('it was not started');
      return latest;
    },
    async start() {
      const started = startProcess([join(ROOT, 'apps/platform/src/main.ts')], env);
      latest = started;
      await eventually(() => isReady(url), `the platform is ready:\n${started.lines.slice(-KEPT_LINES).join('\n')}`);
      return started;
    },
  };
}

/** Whether a platform says that it can do its work. */
export async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`)).status === 200;
}

/** An agent process, and what it said when it had started. */
export interface AgentProcess extends ProductProcess {
  readonly agentId: string;
  /** Origin of its local inference API. */
  readonly apiUrl: string;
}

/** Starts an agent by the command line and waits until it runs. The join token is needed once. */
export async function startAgentProcess(options: {
  agentUrl: string;
  dataDir: string;
  joinToken?: string;
}): Promise<AgentProcess> {
  const { agentUrl, dataDir, joinToken } = options;
  const args = ['agent', 'start', '--platform', agentUrl, '--data-dir', dataDir, '--name', 'edge', '--json'];
  const env = joinToken === undefined ? {} : { TG_AGENT_JOIN_TOKEN: joinToken };
  const started = startProcess([join(ROOT, 'apps/cli/src/main.ts'), ...args], {
    TG_AGENT_DISK_RESERVE_BYTES: '0',
    ...env,
  });
  const facts = await eventually(() => factsOf(started.lines), 'the agent runs');
  return { ...started, ...facts };
}

/** The result that the command printed among its log lines. */
function factsOf(lines: readonly string[]): { agentId: string; apiUrl: string } | undefined {
  const text = lines.join('\n');
  const agentId = /"agentId": "(agt_\w+)"/.exec(text)?.[1];
  const apiUrl = /"apiUrl": "(http:[^"]+)"/.exec(text)?.[1];
  return agentId === undefined || apiUrl === undefined ? undefined : { agentId, apiUrl };
}
