import { dirname, resolve } from 'node:path';
import { ensurePrivateDir, writeFileAtomic } from '@tensorguard/core';
import type { CommandContext } from '../../command/command-context.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { flag } from '../../command/option.ts';
import { LOCAL_CONNECTION_FILE } from '../../connection.ts';
import { CliError } from '../../errors.ts';
import { loadPlatform, platformOptions } from './settings.ts';

/** Life of the token that `--connect` stores, days. */
const LOCAL_TOKEN_DAYS = 30;

export const platformStartCommand = defineCommand({
  name: 'start',
  summary: 'Run the platform in this process until it is told to stop',
  details:
    'Settings come from a file, from TG_PLATFORM_… variables and from these options, the last one wins. With ' +
    'TG_ENVIRONMENT=production it refuses to start with unsafe settings; `tensorguard doctor` lists them.',
  examples: ['tensorguard platform start --sign-in-link --connect'],
  prints: 'data',
  options: {
    ...platformOptions,
    signInLink: flag('Print a one-time link that signs the first owner in'),
    connect: flag(`Let commands in this working directory use it: writes ${LOCAL_CONNECTION_FILE}`),
  },
  async run(context) {
    const { io, options, output } = context;
    const { platform, settings } = await loadPlatform(context, options);
    const interrupted = io.interrupted();
    const running = await platform.startPlatform(settings);
    try {
      const { url, agentUrl, admin } = running;
      if (options.connect) await connect(io, url, await admin.createToken('tensorguard command', LOCAL_TOKEN_DAYS));
      const signInUrl = options.signInLink ? await admin.signInLink() : null;
      output.details({ url, agentUrl, signInUrl }, () => [
        ['Platform', url],
        ['For agents', agentUrl],
        ...(signInUrl === null ? [] : [['Sign in', signInUrl] as const]),
      ]);
      await interrupted;
    } finally {
      await running.stop();
    }
  },
});

async function connect(io: CommandContext['io'], url: string, token: string): Promise<void> {
  const path = resolve(io.cwd, LOCAL_CONNECTION_FILE);
  try {
    await ensurePrivateDir(dirname(path));
    await writeFileAtomic(path, `${JSON.stringify({ url, token }, undefined, 2)}\n`);
  } catch (cause) {
    throw new CliError('output_failed', `cannot write ${path}`, { cause });
  }
}
