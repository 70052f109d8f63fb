import { parseArgs } from 'node:util';
import { CodedError } from '@tensorguard/core';
import { readPlatformConfig, startPlatform } from '@tensorguard/platform';
import { join } from 'node:path';
import { buildConsole } from './start/build-console.ts';
import { startLocalFleet } from './start/local-fleet.ts';
import { connectCli } from './start/operator.ts';
import { say } from './start/say.ts';

const USAGE = `Usage: npm start [-- --bare]

Starts a platform with the embedded database, and three agents that run a real model.

  --bare            Only the platform, empty
  --data-dir <dir>  Where everything is kept (default: .tensorguard)
`;

const { values } = parseArgs({
  options: {
    bare: { type: 'boolean', default: false },
    'data-dir': { type: 'string', default: '.tensorguard' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const dataDir = values['data-dir'];
const stopping = new AbortController();
const started: { stop(): Promise<void> }[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

try {
  await buildConsole();
  const overrides = { dataDir: join(dataDir, 'platform'), logLevel: process.env['TG_PLATFORM_LOG_LEVEL'] ?? 'warn' };
  const platform = await startPlatform(readPlatformConfig(process.env, overrides));
  started.push(platform);
  const operator = await connectCli(platform, dataDir);
  say(`Mission Control   ${platform.url}`);
  say(`Sign in, once     ${await platform.admin.signInLink()}`);
  if (!values.bare && !stopping.signal.aborted) {
    started.push(await startLocalFleet({ platform, operator, dataDir, signal: stopping.signal }));
  }
  say('Running. Ctrl-C stops everything.');
  if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
} catch (error) {
  if (!stopping.signal.aborted) {
    process.exitCode = 1;
    process.stderr.write(`${explain(error)}\n`);
  }
} finally {
  for (const part of started.reverse()) await part.stop();
}

function explain(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    const { port } = error as { port?: number };
    return `Port ${port} is taken. Choose others: TG_PLATFORM_PORT=8081 TG_PLATFORM_AGENT_PORT=8444 npm start`;
  }
  if (error instanceof CodedError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
