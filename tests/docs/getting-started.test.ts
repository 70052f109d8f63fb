import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, waitFor } from '@tensorguard/testkit';
import { shellBlocks } from './shell-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Patience with a busy machine, milliseconds. Building the console may be part of a start. */
const PATIENCE_MS = 120_000;

/** What a command has printed, and how it ended. */
interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

const running: Run[] = [];
let folder: string;
let ports: readonly [number, number];
/** The join token that was printed last. */
let joinToken = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensorguard-docs-'));
  ports = [await freePort(), await freePort()];
  // The pages are read in the folder of the repository, where packages are installed.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
after(async () => {
  for (const { child, ended } of running.reverse()) {
    child.kill('SIGINT');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

/** How a command differs here from what the page says; the first pattern that fits counts for each. */
const SUBSTITUTIONS: readonly (readonly [pattern: RegExp | string, replacement: () => string])[] = [
  // Everything is installed.
  [/^npm ci$/, () => 'true'],
  // Started in this folder instead of the repository.
  [/^npm start --/, () => `exec node ${ROOT}/scripts/start.ts --data-dir ${folder}/.tensorguard`],
  // An alias does not live in a script; each command has a function of that name, see `shell`.
  [/^alias tensorguard=.*$/, () => 'true'],
  ['npm run tensorguard --', () => 'tensorguard'],
  [':8443', () => `:${ports[1]}`],
  ['<token>', () => joinToken],
];

/** What each command of the pages must bring about. A command without a row fails the test. */
const OUTCOMES: readonly (readonly [command: RegExp, output: RegExp, staysUp?: 'stays up'])[] = [
  [/^npm ci$/, /^$/],
  [/^npm start -- --bare$/, /Sign in, once +http:\S+#token=\S+[\s\S]*Running\./, 'stays up'],
  [/^alias /, /^$/],
  [/fleet create/, /Line 3/],
  [/join-token create/, /tgj1\./],
  [/agent start/, /Agent agt_\w+ is running/, 'stays up'],
  [/package keygen/, /acme\.signing\.key\.json/],
  [/publisher add/, /Acme models/],
  [/package pack/, /text-direction\.tgsp/],
  [/package verify/, /^Signatures are valid \(Ed25519 and ML-DSA-65\)/],
  [/release upload/, /text-direction/],
  [/rollout create/, /completed/],
  [/agent list/, /text-direction/],
  [/rollout list/, /text-direction[\s\S]*completed/],
  [/ledger list/, /rollout\.completed|Rollout completed/],
  [/ledger keys/, /2 keys of tensorguard\.local\/ledger/],
  [/ledger export/, /entries, .* in .*audit\.tgbundle/],
  [/ledger verify/, /^Verified: \d+ entries, none missing/],
  [/fleet revoke/, /revoked/i],
];

for (const [number, block] of shellBlocks('docs/getting-started.md').entries()) {
  for (const command of block) {
    test(`getting started, block ${number + 1}: ${command}`, () => follow(command, folder));
  }
}

test('the agent that was revoked has ended, and says why', async () => {
  const agent = running.at(-1)!;
  assert.notEqual(await agent.ended, 0);
  assert.match(agent.output(), /agent_ended.*identity_revoked/);
});

test('a changed byte in the middle of the exported bundle is named', async () => {
  const bytes = await readFile(join(folder, 'audit.tgbundle'));
  const middle = bytes.indexOf('"time":"20', bytes.length / 2) + '"time":"20'.length;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  await writeFile(join(folder, 'changed.tgbundle'), bytes);
  const verify = start('tensorguard ledger verify changed.tgbundle --keys platform.vkeys', folder);
  assert.equal(await verify.ended, 3);
  assert.match(verify.output(), /REJECTED: entry_edited at entry \d+/);
});

test('the README’s commands for a second terminal work as they stand', async () => {
  const [block, ...more] = shellBlocks('README.md').filter(([first]) => first?.startsWith('npm run tensorguard'));
  assert.deepEqual(more, []);
  const second = join(folder, 'second');
  await mkdir(join(second, '.tensorguard'), { recursive: true });
  await copyFile(join(folder, '.tensorguard/cli.json'), join(second, '.tensorguard/cli.json'));
  assert.ok(block!.length >= 5);
  for (const command of block!) await follow(command, second);
});

test('Ctrl-C stops the platform cleanly', async () => {
  const platform = running[0]!;
  platform.child.kill('SIGINT');
  assert.equal(await platform.ended, 0, platform.output());
});

/** Runs a command of a page and checks what the table says about it. */
async function follow(command: string, cwd: string): Promise<void> {
  const [, expected, staysUp] = OUTCOMES.find(([pattern]) => pattern.test(command)) ?? [];
  assert.ok(expected, `no outcome is known for: ${command}`);
  const run = start(command, cwd);
  if (staysUp) {
    running.push(run);
    const exit = run.ended.then((code) => `it ended with ${code}: ${run.output()}`);
    const ready = waitFor(() => expected.test(run.output()), { timeoutMs: PATIENCE_MS, what: command });
    assert.equal(await Promise.race([exit, ready]), true);
    return;
  }
  assert.equal(await run.ended, 0, run.output());
  assert.match(run.output(), expected);
  joinToken = /tgj1\.\S+/.exec(run.output())?.[0] ?? joinToken;
}

function start(command: string, cwd: string): Run {
  const line = SUBSTITUTIONS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), command);
  const tensorguard = `tensorguard() { ${line.includes('agent start') ? 'exec ' : ''}node ${ROOT}/apps/cli/src/main.ts "$@"; }`;
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    TG_PLATFORM_PORT: String(ports[0]),
    TG_PLATFORM_AGENT_PORT: String(ports[1]),
  };
  const child = spawn('bash', ['-euc', `${tensorguard}\n${line}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output: () => chunks.join(''), ended };
}
