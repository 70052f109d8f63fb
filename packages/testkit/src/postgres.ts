import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TestkitError } from './errors.ts';
import { freePort } from './free-port.ts';
import { onProcessExit } from './internal/exit-guard.ts';
import { removeFolderSync } from './internal/remove-folder.ts';
import { ownDirectory, withAccount } from './internal/service-account.ts';
import { runProgram } from './internal/run-program.ts';
import { startService, type ServiceProcess } from './internal/service-process.ts';
import { requireService } from './system-services.ts';

const START_ATTEMPTS = 3;
const INIT_TIMEOUT_MS = 60_000;
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const SQL_TIMEOUT_MS = 60_000;
const MAX_CONNECTIONS = 200;

/** Superuser of a started server. Row-level security does not bind it: tests of that use a role of their own. */
export const POSTGRES_SUPERUSER = 'tensorguard';

/** How to run the server. */
export interface StartPostgresOptions {
  /** Writes reach the disk, as in production. Default false: a test's data may be lost in a crash of the machine. */
  readonly durable?: boolean;
}

/** A private PostgreSQL server. */
export interface PostgresServer {
  /** URL of the database `postgres`, over TCP on 127.0.0.1. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Folder of the Unix socket, for `host` in a connection string. */
  readonly socketDir: string;
  /** Makes a database, as a copy of `template` when one is named, and returns its URL. Nobody may be connected to the template. */
  readonly createDatabase: (template?: string) => Promise<{ readonly name: string; readonly url: string }>;
  /** Removes a database that {@link createDatabase} made, ending its connections. */
  readonly dropDatabase: (name: string) => Promise<void>;
  /** Stops the server as an outage would: connections end, data and port stay for {@link resume}. */
  readonly pause: () => Promise<void>;
  /** Starts the paused server again. @throws TestkitError `service_failed` */
  readonly resume: () => Promise<void>;
  /** Stops the server and removes all its data. May be called twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a PostgreSQL server of its own: new data in a temporary folder, a free port on 127.0.0.1, no passwords. It never
 * uses or stops a server that is there already, and it ends with this process.
 *
 * @throws TestkitError `service_missing`, `service_failed`
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const bin = dirname(requireService('postgres'));
  const home = mkdtempSync(join(tmpdir(), 'tg-pg-'));
  const removeHome = (): void => removeFolderSync(home);
  const forget = onProcessExit(removeHome);
  const cleanUp = (): void => {
    forget();
    removeHome();
  };
  try {
    await ownDirectory(home);
    const data = join(home, 'data');
    const durable = options.durable ?? false;
    await initialise(bin, home, data, durable);
    const { port, service } = await start({ bin, home, data, durable });
    let current = service;
    return server(bin, home, port, {
      pid: () => current.pid,
      pause: () => current.stop(),
      resume: async () => {
        current = await run({ bin, home, data, durable }, port);
      },
      stop: () => current.stop().finally(cleanUp),
    });
  } catch (error) {
    cleanUp();
    throw error;
  }
}

async function initialise(bin: string, home: string, data: string, durable: boolean): Promise<void> {
  const args = [
    '-D',
    data,
    '-U',
    POSTGRES_SUPERUSER,
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    ...(durable ? [] : ['--no-sync']),
  ];
  const { command, args: full } = withAccount(join(bin, 'initdb'), args);
  await runProgram(command, full, { cwd: home, timeoutMs: INIT_TIMEOUT_MS });
}

/** Where a server's programs and data are, and how it writes. */
interface Installation {
  readonly bin: string;
  readonly home: string;
  readonly data: string;
  readonly durable: boolean;
}

async function start(installation: Installation): Promise<{ port: number; service: ServiceProcess }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, service: await run(installation, port) };
    } catch (error) {
      // Somebody may have taken the port since it was found free.
      if (attempt >= START_ATTEMPTS || !String(error).includes('Address already in use')) throw error;
    }
  }
}

function run({ bin, home, data, durable }: Installation, port: number): Promise<ServiceProcess> {
  const { command, args } = withAccount(join(bin, 'postgres'), ['-D', data, ...settings(home, port, durable)]);
  return startService({
    name: 'postgres',
    command,
    args,
    cwd: home,
    env: { LC_ALL: 'C' },
    readyLine: /database system is ready to accept connections/,
    readyTimeoutMs: READY_TIMEOUT_MS,
    // "Fast shutdown" and "immediate shutdown" of PostgreSQL.
    stopSignal: 'SIGINT',
    killSignal: 'SIGQUIT',
    stopTimeoutMs: STOP_TIMEOUT_MS,
  });
}

function settings(socketDir: string, port: number, durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socketDir,
    max_connections: MAX_CONNECTIONS,
    shared_buffers: '64MB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** What can be done with the process of a server. */
interface ServerControl extends Pick<PostgresServer, 'pause' | 'resume' | 'stop'> {
  /** The pid since the last start. */
  readonly pid: () => number;
}

function server(bin: string, socketDir: string, port: number, control: ServerControl): PostgresServer {
  const urlOf = (database: string): string => `postgresql://${POSTGRES_SUPERUSER}@127.0.0.1:${port}/${database}`;
  const sql = async (statement: string): Promise<void> => {
    const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', statement, urlOf('postgres')];
    try {
      await runProgram(join(bin, 'psql'), args, { timeoutMs: SQL_TIMEOUT_MS });
    } catch (cause) {
      throw new TestkitError('database_failed', 'PostgreSQL refused the statement', { cause, details: { statement } });
    }
  };
  let made = 0;
  return {
    url: urlOf('postgres'),
    port,
    get pid() {
      return control.pid();
    },
    socketDir,
    createDatabase: async (template) => {
      const name = `test_${process.pid}_${++made}`;
      await sql(`create database ${name}${template === undefined ? '' : ` template ${identifier(template)}`}`);
      return { name, url: urlOf(name) };
    },
    dropDatabase: (name) => sql(`drop database ${identifier(name)} with (force)`),
    pause: control.pause,
    resume: control.resume,
    stop: control.stop,
  };
}

function identifier(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return name;
  throw new TypeError('a database name has lower-case letters, digits and underscores only');
}
