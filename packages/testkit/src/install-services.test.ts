import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { aptInstallArgs, installServices, type InstallEnvironment } from './install-services.ts';
import { SYSTEM_SERVICES } from './system-services.ts';

interface Recorded extends InstallEnvironment {
  readonly calls: string[];
}

function machine(overrides: Partial<InstallEnvironment> = {}): Recorded {
  const calls: string[] = [];
  return {
    calls,
    isRoot: true,
    hasApt: true,
    run: async (command, args, env) => void calls.push(`${command} ${args.join(' ')} (${env['DEBIAN_FRONTEND']})`),
    writeNew: async (path, text) => void calls.push(`${path}: ${text.trim()}`),
    ...overrides,
  };
}

test('nothing is run when nothing is missing', async () => {
  const fake = machine();
  assert.deepEqual(await installServices(['postgres'], [], fake), []);
  assert.deepEqual(fake.calls, []);
});

test('missing services are installed with one update and one install, and no cluster is made for PostgreSQL', async () => {
  const fake = machine();
  assert.deepEqual(await installServices(['postgres', 'chromium'], ['postgres', 'chromium'], fake), [
    'postgres',
    'chromium',
  ]);
  assert.equal(fake.calls.length, 3);
  assert.match(fake.calls[0]!, /createcluster\.conf: create_main_cluster = false$/);
  assert.equal(fake.calls[1], 'apt-get update (noninteractive)');
  assert.match(fake.calls[2]!, /^apt-get install --yes .* postgresql chromium \(noninteractive\)$/);
});

for (const [name, overrides, message] of [
  ['another user than root', { isRoot: false }, /please run as root: apt-get update && apt-get install chromium/],
  ['a system without apt', { hasApt: false }, /please install: chromium/],
] as const) {
  test(`${name} is told what to do, and nothing is run`, async () => {
    const fake = machine(overrides);
    await assert.rejects(installServices(['chromium'], ['chromium'], fake), { code: 'service_missing', message });
    assert.deepEqual(fake.calls, []);
  });
}

test('apt knows the packages and accepts the call', { skip: !existsSync('/usr/bin/apt-get') }, () => {
  const packages = Object.values(SYSTEM_SERVICES).map(({ aptPackage }) => aptPackage);
  const output = execFileSync('apt-get', ['--dry-run', ...aptInstallArgs(packages)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  for (const name of packages) assert.match(output, new RegExp(`${name} is already the newest version|Inst ${name} `));
});
