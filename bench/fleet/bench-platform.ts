import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, operatorRoutes, type ApiClient } from '@tensorguard/contract';
import { freePort, startPostgres, waitFor } from '@tensorguard/testkit';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'apps/cli/src/main.ts');
/** Agents of one process: each has a port of its own and several connections. */
const AGENTS_PER_PROCESS = 500;
const START_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 600_000;

/** A platform in a process of its own on PostgreSQL, with a fleet of real agents in further processes. */
export interface BenchPlatform {
  readonly url: string;
  readonly token: string;
  readonly api: ApiClient;
  readonly folder: string;
  readonly fleetId: string;
  readonly pid: number;
  /** Enrols and connects this many agents. */
  connectAgents(count: number): Promise<void>;
  /** Runs a command of the command line and returns what it printed as JSON. */
  cli(...args: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startBenchPlatform(): Promise<BenchPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'tensorguard-bench-'));
  const server = await startPostgres({ durable: true });
  const children: ChildProcess[] = [];
  const env = {
    ...process.env,
    TG_PLATFORM_DATABASE_URL: (await server.createDatabase()).url,
    TG_PLATFORM_PORT: String(await freePort()),
    TG_PLATFORM_AGENT_PORT: String(await freePort()),
    TG_PLATFORM_DATA_DIR: join(folder, 'platform'),
    TG_PLATFORM_LOG_LEVEL: 'error',
    // The limits of one operator are not what is measured.
    TG_PLATFORM_REQUESTS_PER_SECOND: '1000000',
    TG_PLATFORM_REQUEST_BURST: '1000000',
  };
  const run = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
  const platform = run([CLI, 'platform', 'start', '--connect', '--json']);
  const connection = join(folder, '.tensorguard/cli.json');
  const readConnection = async () => JSON.parse(await readFile(connection, 'utf8')) as { url: string; token: string };
  await waitFor(
    () =>
      readConnection().then(
        () => true,
        () => false,
      ),
    { timeoutMs: START_TIMEOUT_MS },
  );
  const { url, token } = await readConnection();
  const api = createClient({ baseUrl: url, token });
  const fleet = await api.call(operatorRoutes.createFleet, { body: { name: 'Bench' } });

  return {
    url,
    token,
    api,
    folder,
    fleetId: fleet.id,
    pid: platform.pid!,
    async connectAgents(count) {
      const body = { fleetId: fleet.id, maxUses: count, expiresInSeconds: 3600 };
      const { secret, agentUrl } = await api.call(operatorRoutes.createJoinToken, { body });
      const groups = Array.from({ length: Math.ceil(count / AGENTS_PER_PROCESS) }, (_, i) =>
        Math.min(AGENTS_PER_PROCESS, count - i * AGENTS_PER_PROCESS),
      );
      const started = groups.map(async (size, i) => {
        const args = [
          join(import.meta.dirname, 'agents.ts'),
          agentUrl,
          secret,
          join(folder, `agents-${i}`),
          String(size),
        ];
        const child = run(args);
        await once(child.stdout!, 'data');
      });
      await Promise.all(started);
      const allOnline = async () => (await api.call(operatorRoutes.getOverview, {})).agents.online === count;
      await waitFor(allOnline, { timeoutMs: CONNECT_TIMEOUT_MS });
    },
    async cli(...args) {
      const child = spawn(process.execPath, [CLI, ...args, '--json'], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      const [code] = (await once(child, 'close')) as [number];
      if (code !== 0) throw new Error(`tensorguard ${args.join(' ')} ended with ${code}`);
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
    },
    async stop() {
      for (const child of children.toReversed()) {
        if (child.exitCode !== null) continue;
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
