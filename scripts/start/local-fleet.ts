import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { operatorRoutes, type Rollout } from '@tensorguard/contract';
import { ensurePrivateDir } from '@tensorguard/core';
import type { Platform } from '@tensorguard/platform';
import { directionClassifier, directionClassifierPath } from '@tensorguard/testkit';
import { ROOT } from '../run-command.ts';
import type { LocalOperator } from './operator.ts';
import { say } from './say.ts';

const FLEET = 'Local fleet';
const LINE = 'text-direction';
const PUBLISHER = 'Local publisher';
const AGENTS = ['agent-1', 'agent-2', 'agent-3'] as const;
/** Free dimensions of the model, for its self-test. */
const DIMENSIONS = ['p2o.DynamicDimension.0=1', 'p2o.DynamicDimension.1=48', 'p2o.DynamicDimension.2=192'];
/** Longest wait for the rollout to end, milliseconds. */
const ROLLOUT_TIMEOUT_MS = 120_000;
const POLL_MS = 300;

interface FleetOptions {
  readonly platform: Platform;
  readonly operator: LocalOperator;
  readonly dataDir: string;
  readonly signal: AbortSignal;
}

/** Three agent processes that run a real model which was packed, uploaded and rolled out to them. Continues where it stopped. */
export async function startLocalFleet(options: FleetOptions): Promise<{ stop(): Promise<void> }> {
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(stopChild));
  };
  try {
    const fleetId = await ensureFleet(options);
    for (const name of AGENTS) children.push(await startAgent(options, name, fleetId));
    const releaseId = await ensureRelease(options);
    await ensureRollout(options, fleetId, releaseId);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ensureFleet({ operator }: FleetOptions): Promise<string> {
  const { items } = await operator.api.call(operatorRoutes.listFleets, { query: { limit: 500 } });
  const known = items.find((fleet) => fleet.name === FLEET);
  if (known) return known.id;
  say(`Making the fleet "${FLEET}" …`);
  const body = { name: FLEET, environment: 'development', region: 'local' };
  return (await operator.api.call(operatorRoutes.createFleet, { body })).id;
}

async function startAgent(
  { platform, operator, dataDir }: FleetOptions,
  name: string,
  fleetId: string,
): Promise<ChildProcess> {
  const agentDir = join(dataDir, 'agents', name);
  const env: NodeJS.ProcessEnv = { ...process.env, TG_AGENT_LOG_LEVEL: process.env['TG_AGENT_LOG_LEVEL'] ?? 'warn' };
  if (!existsSync(join(agentDir, 'identity.json'))) {
    say(`Enrolling ${name} with a join token …`);
    const body = { fleetId, name, labels: { site: 'local', agent: name } };
    env['TG_AGENT_JOIN_TOKEN'] = (await operator.api.call(operatorRoutes.createJoinToken, { body })).secret;
  }
  await ensurePrivateDir(agentDir);
  const args = [
    join(ROOT, 'apps/cli/src/main.ts'),
    'agent',
    'start',
    '--platform',
    platform.agentUrl,
    '--data-dir',
    agentDir,
    '--name',
    name,
  ];
  // A group of its own: Ctrl-C reaches the agents through this process, in order.
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

async function ensureRelease({ operator, dataDir }: FleetOptions): Promise<string> {
  const { items } = await operator.api.call(operatorRoutes.listReleases, { query: { line: LINE, state: 'available' } });
  if (items[0]) return items[0].id;
  say('Packing a real model: signed with Ed25519 + ML-DSA-65, encrypted to X25519 + ML-KEM-768 …');
  const keys = join(dataDir, 'publisher-keys');
  const signing = {
    privateFile: join(keys, 'local.signing.key.json'),
    publicFile: join(keys, 'local.signing.pub.json'),
  };
  if (!existsSync(signing.publicFile)) {
    await operator.cli('package', 'keygen', '--out', keys, '--name', 'local', '--kind', 'signing');
  }
  const publishers = await operator.api.call(operatorRoutes.listPublishers, {});
  if (!publishers.items.some(({ name, removedAt }) => name === PUBLISHER && removedAt === null)) {
    await operator.cli('publisher', 'add', PUBLISHER, '--key', signing.publicFile);
  }
  const out = join(dataDir, `${LINE}-1.0.0.tgsp`);
  await rm(out, { force: true });
  await operator.cli(
    ...'package pack --version 1.0.0 --recipient platform --self-test-auto 2'.split(' '),
    ...Object.entries({
      '--name': LINE,
      '--model': directionClassifierPath(),
      '--licence': directionClassifier.licence,
      '--source': directionClassifier.source,
      '--signing-key': signing.privateFile,
      '--out': out,
    }).flat(),
    ...DIMENSIONS.flatMap((dimension) => ['--dimension', dimension]),
  );
  say('Uploading it …');
  const { release } = await operator.cli<{ release: { id: string } }>('release', 'upload', out);
  return release.id;
}

async function ensureRollout({ operator, signal }: FleetOptions, fleetId: string, releaseId: string): Promise<void> {
  const { items } = await operator.api.call(operatorRoutes.listRollouts, { query: { line: LINE, limit: 1 } });
  let rollout: Pick<Rollout, 'id' | 'state'> | undefined = items[0];
  if (!rollout) {
    say('Rolling it out: one agent first, then all …');
    const stages = [
      { kind: 'share' as const, percent: 10 },
      { kind: 'share' as const, percent: 100 },
    ];
    const body = { releaseId, fleetIds: [fleetId], stages, gate: { minAgents: 1, soakSeconds: 1 } };
    rollout = await operator.api.call(operatorRoutes.createRollout, { body });
  }
  const deadline = Date.now() + ROLLOUT_TIMEOUT_MS;
  while (rollout.state === 'running' && Date.now() < deadline && !signal.aborted) {
    await delay(POLL_MS);
    rollout = await operator.api.call(operatorRoutes.getRollout, { params: { rolloutId: rollout.id } });
  }
  if (rollout.state === 'completed') say(`The model answers on ${AGENTS.length} agents.`);
  else say(`The rollout is ${rollout.state}; see the console.`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
