import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TestkitError } from './errors.ts';
import { missingServices, SYSTEM_SERVICES, type SystemService } from './system-services.ts';

/** Debian makes and starts a database cluster when PostgreSQL is installed, unless this file says otherwise. */
const CREATE_CLUSTER_CONFIG = '/etc/postgresql-common/createcluster.conf';
const NO_MAIN_CLUSTER = 'create_main_cluster = false\n';

/** What installation needs from the machine; a test passes its own. */
export interface InstallEnvironment {
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  /** Runs a program to its end; rejects when it fails. */
  readonly run: (command: string, args: readonly string[], env: Readonly<Record<string, string>>) => Promise<void>;
  /** Writes a file unless there is one. */
  readonly writeNew: (path: string, text: string) => Promise<void>;
}

/** The `apt-get install` call for packages; existing configuration files are kept and nothing is asked. */
export function aptInstallArgs(packages: readonly string[]): string[] {
  return ['install', '--yes', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...packages];
}

/**
 * Installs those of the services that are missing with apt and returns their names. No server is left running.
 *
 * @throws TestkitError `service_missing` when that needs another user or another system, and says what to do;
 * `service_failed` when apt fails
 */
export async function installServices(
  services: readonly SystemService[],
  missing: readonly SystemService[] = missingServices(services),
  environment: InstallEnvironment = thisMachine,
): Promise<readonly SystemService[]> {
  if (missing.length === 0) return missing;
  const packages = missing.map((service) => SYSTEM_SERVICES[service].aptPackage);
  if (!environment.hasApt) {
    throw new TestkitError('service_missing', `please install: ${missing.join(', ')} (this system has no apt-get)`, {
      details: { missing },
    });
  }
  if (!environment.isRoot) {
    throw new TestkitError(
      'service_missing',
      `please run as root: apt-get update && apt-get install ${packages.join(' ')}`,
      {
        details: { missing },
      },
    );
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' };
  if (missing.includes('postgres')) await environment.writeNew(CREATE_CLUSTER_CONFIG, NO_MAIN_CLUSTER);
  await environment.run('apt-get', ['update'], env);
  await environment.run('apt-get', aptInstallArgs(packages), env);
  return missing;
}

const thisMachine: InstallEnvironment = {
  isRoot: process.getuid?.() === 0,
  hasApt: existsSync('/usr/bin/apt-get'),
  run: runToEnd,
  writeNew: async (path, text) => {
    if (existsSync(path)) return;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx', mode: 0o644 });
  },
};

async function runToEnd(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  // Standard output stays free for what the caller prints.
  const child = spawn(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });
  const [exitCode] = await once(child, 'exit').catch((error: unknown) => [error]);
  if (exitCode === 0) return;
  throw new TestkitError('service_failed', `${command} ${args[0] ?? ''} failed`, {
    details: { command, args: [...args], exitCode: String(exitCode) },
  });
}
