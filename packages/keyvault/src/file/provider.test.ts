import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
  copyFile,
  rename,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { testKeyProvider, withCode } from '../provider-contract.ts';
import { openFileKeyProvider } from './provider.ts';

const root = await mkdtemp(join(tmpdir(), 'tg-file-vault-'));
after(() => rm(root, { recursive: true, force: true }));
let count = 0;
const freshDir = (): string => join(root, `vault-${count++}`);

testKeyProvider({ name: 'file', open: () => openFileKeyProvider({ dir: freshDir(), create: true }) });

describe('file vault', () => {
  it('is marked as not fit for production', async () => {
    const provider = await openFileKeyProvider({ dir: freshDir(), create: true });
    assert.equal(provider.capabilities.productionReady, false);
  });

  it('keeps its files private and unwraps after a restart', async () => {
    const dir = freshDir();
    const first = await openFileKeyProvider({ dir, create: true });
    await first.createKey('kek');
    const wrapped = await first.wrap('kek', Buffer.from('secret'), {});
    const modes = await Promise.all(
      ['master.key', 'keys/kek/000001.json'].map(async (name) => (await stat(join(dir, name))).mode & 0o777),
    );
    assert.deepEqual(modes, [0o600, 0o600]);
    assert.equal((await stat(dir)).mode & 0o777, 0o700);
    for (const create of [false, true]) {
      const again = await openFileKeyProvider({ dir, create });
      assert.equal(String(await again.unwrap(wrapped, {})), 'secret');
    }
  });

  it('sees keys and rotations of another process that has the vault open', async () => {
    const dir = freshDir();
    const one = await openFileKeyProvider({ dir, create: true });
    const two = await openFileKeyProvider({ dir });
    await one.createKey('kek');
    assert.equal((await two.wrap('kek', Buffer.from('x'), {})).keyVersion, 1);
    await one.rotate('kek');
    assert.equal((await two.wrap('kek', Buffer.from('x'), {})).keyVersion, 2);
  });

  it('lets exactly one of several concurrent rotations win', async () => {
    const dir = freshDir();
    const providers = await Promise.all([1, 2, 3, 4].map(() => openFileKeyProvider({ dir, create: true })));
    await providers[0]!.createKey('kek');
    const outcomes = await Promise.allSettled(providers.map((provider) => provider.rotate('kek')));
    const versions = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.version] : []));
    assert.equal(new Set(versions).size, versions.length);
    assert.equal((await providers[0]!.listVersions('kek')).length, 1 + versions.length);
    for (const outcome of outcomes) if (outcome.status === 'rejected') withCode('key_exists')(outcome.reason);
  });

  it('refuses a master key or folder that others can use', async () => {
    for (const mode of [0o640, 0o604, 0o660]) {
      const dir = freshDir();
      await openFileKeyProvider({ dir, create: true });
      await chmod(join(dir, 'master.key'), mode);
      await assert.rejects(openFileKeyProvider({ dir }), withCode('vault_permissions'));
    }
    const dir = freshDir();
    await openFileKeyProvider({ dir, create: true });
    await chmod(dir, 0o777);
    await assert.rejects(openFileKeyProvider({ dir, create: true }), withCode('vault_permissions'));
  });

  it('does not follow a symbolic link to a master key', async () => {
    const dir = freshDir();
    await openFileKeyProvider({ dir, create: true });
    await rename(join(dir, 'master.key'), join(dir, 'elsewhere'));
    await symlink('elsewhere', join(dir, 'master.key'));
    await assert.rejects(openFileKeyProvider({ dir }), withCode('vault_permissions'));
  });

  it('says when there is no vault, and does not make one unasked', async () => {
    const dir = freshDir();
    await assert.rejects(openFileKeyProvider({ dir }), withCode('vault_missing'));
    await assert.rejects(stat(dir));
  });

  it('does not replace a lost master key while keys of it exist', async () => {
    const dir = freshDir();
    await (await openFileKeyProvider({ dir, create: true })).createKey('kek');
    await rm(join(dir, 'master.key'));
    await assert.rejects(openFileKeyProvider({ dir, create: true }), withCode('vault_missing'));
  });

  it('reports every kind of damage as corruption', async () => {
    const damages: [string, (dir: string) => Promise<void>][] = [
      ['truncated key file', async (dir) => writeFile(join(dir, 'keys/kek/000001.json'), '{"format":')],
      ['empty key file', async (dir) => writeFile(join(dir, 'keys/kek/000001.json'), '')],
      [
        'altered creation time',
        async (dir) => {
          const path = join(dir, 'keys/kek/000001.json');
          const key = JSON.parse(await readFile(path, 'utf8'));
          await writeFile(path, JSON.stringify({ ...key, createdAt: key.createdAt + 1 }));
        },
      ],
      [
        'version of another number',
        async (dir) => copyFile(join(dir, 'keys/kek/000001.json'), join(dir, 'keys/kek/000002.json')),
      ],
      [
        'missing first version',
        async (dir) => rename(join(dir, 'keys/kek/000001.json'), join(dir, 'keys/kek/000002.json')),
      ],
      ['unexpected file', async (dir) => writeFile(join(dir, 'keys/kek/README'), '')],
      ['file too large', async (dir) => writeFile(join(dir, 'keys/kek/000001.json'), Buffer.alloc(100_000, 32))],
    ];
    for (const [name, damage] of damages) {
      const dir = freshDir();
      const first = await openFileKeyProvider({ dir, create: true });
      await first.createKey('kek');
      await damage(dir);
      const provider = await openFileKeyProvider({ dir });
      await assert.rejects(provider.wrap('kek', Buffer.from('x'), {}), withCode('vault_corrupted'), name);
    }
  });

  it('reports a damaged master key as corruption', async () => {
    for (const content of ['', 'nonsense', 'tensorguard-master-key/1 short\n']) {
      const dir = freshDir();
      await openFileKeyProvider({ dir, create: true });
      await writeFile(join(dir, 'master.key'), content);
      await assert.rejects(openFileKeyProvider({ dir }), withCode('vault_corrupted'));
    }
  });

  it('does not open keys with another master key', async () => {
    const [mine, other] = [freshDir(), freshDir()];
    await (await openFileKeyProvider({ dir: mine, create: true })).createKey('kek');
    await openFileKeyProvider({ dir: other, create: true });
    await copyFile(join(other, 'master.key'), join(mine, 'master.key'));
    const provider = await openFileKeyProvider({ dir: mine });
    await assert.rejects(provider.wrap('kek', Buffer.from('x'), {}), withCode('vault_corrupted'));
  });

  it('turns unhealthy when the master key goes away, changes or opens up', async () => {
    const cases: [string, (dir: string) => Promise<void>][] = [
      ['vault_missing', (dir) => rm(join(dir, 'master.key'))],
      ['vault_permissions', (dir) => chmod(join(dir, 'master.key'), 0o644)],
      [
        'vault_corrupted',
        async (dir) => {
          const other = freshDir();
          await openFileKeyProvider({ dir: other, create: true });
          await copyFile(join(other, 'master.key'), join(dir, 'master.key'));
        },
      ],
    ];
    for (const [code, damage] of cases) {
      const dir = freshDir();
      const provider = await openFileKeyProvider({ dir, create: true });
      await damage(dir);
      const health = await provider.health();
      assert.equal(health.healthy, false);
      assert.equal(health.healthy ? '' : health.code, code);
    }
  });

  it('survives a kill at any moment of creating keys and rotating', async () => {
    const dir = freshDir();
    await (await openFileKeyProvider({ dir, create: true })).createKey('kek');
    const script = `
      import { openFileKeyProvider } from ${JSON.stringify(new URL('provider.ts', import.meta.url).href)};
      const provider = await openFileKeyProvider({ dir: ${JSON.stringify(dir)} });
      process.stdout.write('ready\\n');
      for (;;) process.stdout.write((await provider.rotate('kek')).version + '\\n');`;
    for (let round = 0; round < 3; round++) {
      const acknowledged = await runUntilKilled(script, 20 + 13 * round);
      const provider = await openFileKeyProvider({ dir });
      const versions = await provider.listVersions('kek');
      assert.ok(versions.length >= acknowledged, `${versions.length} versions, ${acknowledged} acknowledged`);
      const wrapped = await provider.wrap('kek', Buffer.from('secret'), {});
      assert.equal(String(await provider.unwrap(wrapped, {})), 'secret');
    }
  });

  it('reports I/O trouble as such', async () => {
    const dir = freshDir();
    await mkdir(dir, { mode: 0o700 });
    await writeFile(join(dir, 'keys'), '');
    await assert.rejects(openFileKeyProvider({ dir, create: true }), withCode('vault_unavailable'));
    assert.deepEqual(await readdir(dir), ['keys']);
  });
});

/** Runs a script, kills it some milliseconds after it is ready, and returns the last number it printed. */
async function runUntilKilled(script: string, killAfterMs: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    output += chunk.toString();
  });
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  assert.equal(signal, 'SIGKILL');
  return Number(output.trimEnd().split('\n').at(-1)) || 0;
}
