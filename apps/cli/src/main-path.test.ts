import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { AgentSummary, Rollout } from '@tensorguard/contract';
import type { VerifiedLog } from '@tensorguard/ledger';
import { directionClassifier, directionClassifierPath, tempDir, waitFor } from '@tensorguard/testkit';
import { MAIN_PATH } from './testing/run-child.ts';
import { run, type Outcome } from './testing/run-in-process.ts';

const START_TIMEOUT_MS = 90_000;
const ENV = {
  TG_PLATFORM_PORT: '0',
  TG_PLATFORM_AGENT_PORT: '0',
  TG_PLATFORM_HEARTBEAT_SECONDS: '1',
  TG_PLATFORM_POLL_SECONDS: '1',
  TG_PLATFORM_LOG_LEVEL: 'error',
  TG_AGENT_LOG_LEVEL: 'error',
};

/** Starts a command that goes on, and waits for the JSON that says it is ready. */
async function start(
  t: TestContext,
  cwd: string,
  argv: string[],
): Promise<{ child: ChildProcess; ready: Record<string, string> }> {
  const child = spawn(process.execPath, [MAIN_PATH, ...argv, '--json'], {
    cwd,
    env: { ...process.env, ...ENV },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await waitFor(() => printed.trimEnd().endsWith('}') || child.exitCode !== null, { timeoutMs: START_TIMEOUT_MS });
  return { child, ready: JSON.parse(printed) as Record<string, string> };
}

async function stop(child: ChildProcess): Promise<unknown> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  return (await exited)[0];
}

test('an operator brings a real model to a real agent and proves it, by commands alone', async (t) => {
  const cwd = await tempDir(t);
  const env = { XDG_CONFIG_HOME: cwd };
  const command = async (...argv: string[]): Promise<Outcome> => {
    const outcome = await run(argv, { cwd, env });
    assert.equal(outcome.code, 0, `${argv.join(' ')}: ${outcome.stderr}`);
    return outcome;
  };
  const platform = await start(t, cwd, ['platform', 'start', '--data-dir', 'platform', '--connect']);

  await command('package', 'keygen', '--out', 'keys', '--name', 'acme');
  await command('publisher', 'add', 'Acme', '--key', 'keys/acme.signing.pub.json');
  const facts = [
    '--licence',
    directionClassifier.licence,
    '--source',
    directionClassifier.source,
    '--self-test-auto',
    '1',
  ];
  const pack = ['package', 'pack', '--name', 'direction', '--model', directionClassifierPath(), ...facts];
  const keys = ['--signing-key', 'keys/acme.signing.key.json', '--recipient', 'platform'];
  await command(...pack, ...keys, '--version', '1.0.0', '--out', 'd.tgsp');
  await command('release', 'upload', 'd.tgsp');
  await command('release', 'verify', 'direction@latest');
  await command('release', 'download', 'direction@1', '--out', 'copy.tgsp');
  assert.deepEqual(await readFile(join(cwd, 'copy.tgsp')), await readFile(join(cwd, 'd.tgsp')));

  await command('fleet', 'create', 'Line 3');
  const join1 = (await command('join-token', 'create', '--fleet', 'Line 3', '--json')).json() as Record<string, string>;
  const agentArgs = ['agent', 'start', '--data-dir', 'agent', '--name', 'press-07'];
  const enrol = ['--platform', join1['agentUrl']!, '--join-token', join1['secret']!];
  const agent = await start(t, cwd, [...agentArgs, ...enrol]);
  await waitFor(
    async () => {
      const { items } = (await command('agent', 'list', '--json')).json() as { items: AgentSummary[] };
      return items[0]?.connection === 'online';
    },
    { timeoutMs: START_TIMEOUT_MS },
  );
  const rollout = await command(
    'rollout',
    'create',
    '--release',
    'direction@1',
    '--fleet',
    'Line 3',
    '--watch',
    '--json',
  );
  const last = JSON.parse(rollout.stdout.trimEnd().split('\n').at(-1)!) as Rollout;
  assert.deepEqual([last.state, last.counts.applied], ['completed', 1]);
  assert.match((await command('agent', 'show', 'press-07')).stdout, /direction +applied/);

  const { verifierKeys } = (await (await fetch(`${platform.ready['url']}/v1/ledger/keys`)).json()) as {
    verifierKeys: string[];
  };
  await writeFile(join(cwd, 'vkeys'), verifierKeys.join('\n'));
  await waitFor(
    async () => {
      await command('ledger', 'export', 'audit.tgbundle', '--force');
      const log = (
        await command('ledger', 'verify', 'audit.tgbundle', '--keys', 'vkeys', '--json')
      ).json() as VerifiedLog;
      return 'deployment.applied' in log.entries.byType && 'key.released' in log.entries.byType;
    },
    { timeoutMs: START_TIMEOUT_MS },
  );
  const { items } = (await command('ledger', 'list', '--type', 'key.released', '--json')).json() as {
    items: { seq: number }[];
  };
  await command('ledger', 'show', String(items[0]!.seq), '--keys', 'vkeys');
  await command('ledger', 'proof', String(items[0]!.seq), '--keys', 'vkeys');

  const revoked = once(agent.child, 'exit');
  await command('agent', 'revoke', 'press-07', '--reason', 'sold', '--yes');
  assert.deepEqual((await revoked)[0], 6, 'a revoked agent ends');
  assert.equal(await stop(platform.child), 0);
});
