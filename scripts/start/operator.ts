import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, operatorRoutes, type ApiClient } from '@tensorguard/contract';
import { ensurePrivateDir, writeFileAtomic } from '@tensorguard/core';
import type { Platform } from '@tensorguard/platform';
import { ROOT, runCommand } from '../run-command.ts';

/** The operator of the local platform: the API, and the same `tensorguard` commands that a person would type. */
export interface LocalOperator {
  readonly api: ApiClient;
  /** Runs a command and returns what `--json` printed. */
  cli<Result>(...args: string[]): Promise<Result>;
}

/** Life of the token that the command line uses on this machine, days. */
const TOKEN_DAYS = 30;

/** Lets the command line on this machine reach the platform: `<data dir>/cli.json` holds address and token. */
export async function connectCli(platform: Platform, dataDir: string): Promise<LocalOperator> {
  const file = join(dataDir, 'cli.json');
  const token =
    (await knownToken(file, platform.url)) ?? (await platform.admin.createToken('local command line', TOKEN_DAYS));
  await ensurePrivateDir(dataDir);
  await writeFileAtomic(file, `${JSON.stringify({ url: platform.url, token }, undefined, 2)}\n`);
  const env = { TENSORGUARD_URL: platform.url, TENSORGUARD_TOKEN: token };
  return {
    api: createClient({ baseUrl: platform.url, token }),
    async cli<Result>(...args: string[]): Promise<Result> {
      const { exitCode, output, stdout } = await runCommand(
        'node',
        [join(ROOT, 'apps/cli/src/main.ts'), ...args, '--json'],
        {
          env,
        },
      );
      if (exitCode !== 0) throw new Error(`tensorguard ${args.join(' ')}\n${output}`);
      return JSON.parse(stdout) as Result;
    },
  };
}

/** The token of an earlier start, while it works. */
async function knownToken(file: string, baseUrl: string): Promise<string | undefined> {
  try {
    const { token } = JSON.parse(await readFile(file, 'utf8')) as { token: string };
    await createClient({ baseUrl, token }).call(operatorRoutes.listFleets, { query: { limit: 1 } });
    return token;
  } catch {
    return undefined;
  }
}
