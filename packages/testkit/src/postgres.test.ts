import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { missingServices, requireService } from './system-services.ts';
import { waitFor } from './wait-for.ts';

const skip = missingServices(['postgres']).length > 0 && 'PostgreSQL is not installed';

function query(url: string, statement: string): string {
  const psql = join(dirname(requireService('postgres')), 'psql');
  return execFileSync(psql, ['-X', '-At', '-v', 'ON_ERROR_STOP=1', '-c', statement, url], { encoding: 'utf8' }).trim();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a private PostgreSQL', { skip }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  test('it answers on loopback only and keeps its data private', () => {
    assert.equal(query(server.url, 'show listen_addresses'), '127.0.0.1');
    assert.equal(statSync(server.socketDir).mode & 0o077, 0);
    assert.equal(query(server.url, 'show data_directory').startsWith(server.socketDir), true);
  });

  test('a paused server is away, and comes back on its port with its data', async () => {
    const database = await server.createDatabase();
    query(database.url, 'create table t (x int); insert into t values (7)');
    const { pid, port } = server;
    await server.pause();
    assert.equal(isAlive(pid), false);
    assert.throws(() => query(database.url, 'select 1'));
    await server.resume();
    assert.notEqual(server.pid, pid);
    assert.equal(server.port, port);
    assert.equal(query(database.url, 'select x from t'), '7');
  });

  test('a database made from a template has its tables and rows, and a life of its own', async () => {
    const template = await server.createDatabase();
    query(template.url, 'create table t (x int); insert into t values (42)');
    const copy = await server.createDatabase(template.name);
    query(copy.url, 'insert into t values (43)');
    assert.equal(query(copy.url, 'select sum(x) from t'), '85');
    assert.equal(query(template.url, 'select sum(x) from t'), '42');
  });

  test('a dropped database is gone', async () => {
    const { name } = await server.createDatabase();
    await server.dropDatabase(name);
    assert.equal(query(server.url, `select count(*) from pg_database where datname = '${name}'`), '0');
  });

  test('an unknown template is refused with a code, a strange name is a mistake', async () => {
    await assert.rejects(server.createDatabase('absent'), { code: 'database_failed' });
    await assert.rejects(server.createDatabase('x; drop table t'), TypeError);
  });
});

test('stopping ends the server and removes its data, once or twice', { skip }, async () => {
  const server = await startPostgres({ durable: true });
  assert.equal(query(server.url, 'show fsync'), 'on');
  await server.stop();
  await server.stop();
  assert.equal(isAlive(server.pid), false);
  assert.equal(existsSync(server.socketDir), false);
});

for (const [name, ending, leavesFolder] of [
  ['ends without stopping it', 'exit', false],
  ['is interrupted', 'SIGINT', false],
  ['is killed', 'SIGKILL', true],
] as const) {
  test(`the server ends with the process that started it when that ${name}`, { skip }, async () => {
    const { pid, socketDir } = await startElsewhere(ending);
    await waitFor(() => !isAlive(pid), { timeoutMs: 10_000, what: 'the end of the server' });
    assert.equal(existsSync(socketDir), leavesFolder);
    if (leavesFolder) execFileSync('rm', ['-rf', socketDir]);
  });
}

/** Starts a server in another process, lets that end in the given way and returns what it had started. */
async function startElsewhere(ending: 'exit' | NodeJS.Signals): Promise<{ pid: number; socketDir: string }> {
  const source = `
    const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)});
    const { pid, socketDir } = await startPostgres();
    console.log(JSON.stringify({ pid, socketDir }));
    if (${ending !== 'exit'}) setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  if (ending !== 'exit') child.kill(ending);
  await exited;
  return JSON.parse(line) as { pid: number; socketDir: string };
}
