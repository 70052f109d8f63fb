import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { TestkitError } from './errors.ts';

/** Where Debian and its relatives keep the server programs of each PostgreSQL version. */
const DEBIAN_POSTGRES_ROOT = '/usr/lib/postgresql';

interface Service {
  /** Debian package that brings the service. */
  readonly aptPackage: string;
  /** Finds the program, or nothing. */
  readonly find: (env?: NodeJS.ProcessEnv) => string | undefined;
}

/** The programs outside npm that tests use. */
export const SYSTEM_SERVICES = {
  postgres: { aptPackage: 'postgresql', find: findPostgres },
  chromium: { aptPackage: 'chromium', find: findChromium },
} as const satisfies Record<string, Service>;

export type SystemService = keyof typeof SYSTEM_SERVICES;

/** Services that are not installed. */
export function missingServices(services: readonly SystemService[]): SystemService[] {
  return services.filter((service) => SYSTEM_SERVICES[service].find() === undefined);
}

/**
 * Path of a service's program.
 *
 * @throws TestkitError `service_missing`, which says how to install it
 */
export function requireService(service: SystemService, env: NodeJS.ProcessEnv = process.env): string {
  const { aptPackage, find } = SYSTEM_SERVICES[service];
  const path = find(env);
  if (path !== undefined) return path;
  throw new TestkitError(
    'service_missing',
    `${service} is not installed; on Debian or Ubuntu: apt-get install ${aptPackage}`,
    {
      details: { service, aptPackage },
    },
  );
}

/** The server of the newest version on Debian, or the one on the path. `initdb` and `psql` lie beside it. */
function findPostgres(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const versions = listDir(DEBIAN_POSTGRES_ROOT).sort((a, b) => Number(b) - Number(a));
  const candidates = versions.map((version) => join(DEBIAN_POSTGRES_ROOT, version, 'bin', 'postgres'));
  return [...candidates, ...onPath('postgres', env)].find(
    (path) => isExecutable(path) && isExecutable(join(dirname(path), 'initdb')),
  );
}

function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  return ['/usr/bin/chromium', ...names.flatMap((name) => onPath(name, env))].find(isExecutable);
}

function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((dir) => join(dir, name));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function listDir(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
