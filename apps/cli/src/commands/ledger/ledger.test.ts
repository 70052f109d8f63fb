import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { RejectedLog, VerifiedLog } from '@tensorguard/ledger';
import { tempDir } from '@tensorguard/testkit';
import { startFakeApi } from '../../testing/fake-api.ts';
import { runChild } from '../../testing/run-child.ts';
import { run } from '../../testing/run-in-process.ts';
import { makeTestLog } from '../../testing/test-log.ts';

const log = await makeTestLog(12);
const keys = log.vkeys.flatMap((vkey) => ['--key', vkey]);

suite('ledger verify', () => {
  test('says what was verified, from keys in a file, as a process of its own', async (t) => {
    const cwd = await tempDir(t);
    await writeFile(join(cwd, 'audit.tgbundle'), await log.bundle());
    await writeFile(join(cwd, 'keys.txt'), `# platform\n\n${log.vkeys.join('\r\n')}\n`);
    const people = await runChild(['ledger', 'verify', 'audit.tgbundle', '--keys', 'keys.txt'], { cwd });
    assert.equal(people.code, 0, people.stderr);
    assert.match(people.stdout, /^Verified: 12 entries, none missing[\s\S]*agent\.enrolled {2}12/);
    await writeFile(join(cwd, 'kept.txt'), log.earlier);
    const args = [
      'ledger',
      'verify',
      'audit.tgbundle',
      '--keys',
      'keys.txt',
      '--json',
      '--known-checkpoint',
      'kept.txt',
    ];
    const report = (await runChild(args, { cwd })).json() as VerifiedLog;
    assert.deepEqual([report.ok, report.entries.total, report.known?.size], [true, 12, 6]);
  });

  test('takes an earlier bundle as the known checkpoint', async (t) => {
    const dir = await tempDir(t);
    await writeFile(join(dir, 'b'), await log.bundle());
    const outcome = await run(['ledger', 'verify', join(dir, 'b'), ...keys, '--known-checkpoint', join(dir, 'b')]);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(outcome.stdout, /12 entries, still the beginning of this log/);
  });

  const tampered: [name: string, change: (lines: string[]) => string[], kind: RegExp, seq: number | null][] = [
    ['an edited entry', (lines) => lines.with(4, lines[4]!.replace('"number":3', '"number":9')), /^entry_edited$/, 3],
    ['a deleted entry', (lines) => lines.toSpliced(6, 1), /^entry_deleted$/, 5],
    ['two entries swapped', (lines) => lines.with(3, lines[4]!).with(4, lines[3]!), /^entry_reordered$/, 2],
    ['an entry told twice', (lines) => lines.toSpliced(6, 0, lines[5]!), /^entry_inserted$/, 5],
    ['a cut end', (lines) => lines.slice(0, 9), /^(malformed|log_truncated)$/, null],
  ];
  for (const [name, change, kind, seq] of tampered) {
    test(`names ${name} and its place, exit code 3`, async (t) => {
      const path = join(await tempDir(t), 'bad');
      const lines = (await log.bundle()).trimEnd().split('\n');
      await writeFile(path, `${change(lines).join('\n')}\n`);
      const outcome = await run(['ledger', 'verify', path, ...keys, '--json']);
      assert.equal(outcome.code, 3, outcome.stderr);
      const { ok, finding } = outcome.json() as RejectedLog;
      assert.equal(ok, false);
      assert.match(finding.kind, kind);
      if (seq !== null) assert.equal(finding.seq ?? finding.range?.from, seq);
      const people = await run(['ledger', 'verify', path, ...keys]);
      assert.equal(people.code, 3);
      assert.match(people.stdout, /^REJECTED: /);
    });
  }

  test('refuses keys of somebody else and wants to be told keys at all', async (t) => {
    const path = join(await tempDir(t), 'b');
    await writeFile(path, await log.bundle());
    const other = (await makeTestLog(2)).vkeys.flatMap((vkey) => ['--key', vkey]);
    assert.equal((await run(['ledger', 'verify', path, ...other])).code, 3);
    const without = await run(['ledger', 'verify', path]);
    assert.deepEqual([without.code, /--key or --keys/.test(without.stderr)], [2, true]);
    const nonsense = await run(['ledger', 'verify', path, '--key', 'nonsense']);
    assert.deepEqual([nonsense.code, nonsense.stderr.startsWith('key_invalid')], [2, true]);
    const missing = await run(['ledger', 'verify', `${path}.none`, ...keys]);
    assert.deepEqual([missing.code, missing.stderr.startsWith('file_unreadable')], [1, true]);
    await writeFile(`${path}.empty`, '# none\n');
    const noKeys = await run(['ledger', 'verify', path, '--keys', `${path}.empty`]);
    assert.deepEqual([noKeys.code, /holds no verifier key/.test(noKeys.stderr)], [2, true]);
  });
});

/** A platform that serves the test log. */
const platform = async (proofOf = log) => {
  const proofs = await Promise.all(proofOf.entries.map(({ seq }) => proofOf.proof(seq)));
  const files = await Promise.all(proofOf.entries.map(({ seq }) => proofOf.proofFile(seq)));
  const bundle = await proofOf.bundle();
  return startFakeApi({
    getLedgerKeys: () => ({ origin: log.origin, verifierKeys: [...log.vkeys] }),
    getCheckpoint: () => proofOf.checkpoint,
    getLedgerEntry: ({ params }) => proofs[params.seq]!,
    getLedgerEntryProofFile: ({ params }) => files[params.seq]!,
    exportLedger: () => bundle,
    listLedgerEntries: () => ({ items: proofs.map(({ entry }) => entry), nextCursor: null }),
  });
};

suite('ledger commands against a platform', () => {
  test('show proves the entry here and says whose keys it trusted', async () => {
    await using api = await platform();
    const shown = await run(['ledger', 'show', '5'], { env: api.env });
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /included in the signed tree of 12 entries/);
    assert.match(shown.stderr, /keys came from the platform itself/);
    const pinned = await run(['ledger', 'show', '5', '--json', ...keys], { env: api.env });
    assert.deepEqual((pinned.json() as { verified: { pinned: boolean } }).verified.pinned, true);
  });

  test('show refuses an entry that the log does not hold, or that is displayed otherwise', async () => {
    const honest = await log.proof(5);
    const { entry, raw } = honest;
    const cases = [
      { ...honest, raw: raw.replace('"number":5', '"number":6') },
      { ...honest, entry: { ...entry, type: 'agent.revoked' } },
      { ...honest, entry: { ...entry, actor: { kind: 'user', id: 'usr_2' } } },
      { ...honest, inclusionProof: honest.inclusionProof.slice(1) },
      { ...honest, checkpoint: (await makeTestLog(12)).checkpoint },
      await log.proof(6),
    ];
    for (const proof of cases) {
      await using api = await startFakeApi({
        getLedgerKeys: () => ({ origin: log.origin, verifierKeys: [...log.vkeys] }),
        getLedgerEntry: () => proof,
      });
      const outcome = await run(['ledger', 'show', '5'], { env: api.env });
      assert.equal(outcome.code, 3, outcome.stderr);
      assert.equal(outcome.stdout, '');
    }
    assert.equal((await run(['ledger', 'show', '-1'])).code, 2);
    assert.equal((await run(['ledger', 'show', '1e3'])).code, 2);
  });

  test('checkpoint prints the very note after its signatures verified', async () => {
    await using api = await platform();
    assert.equal((await run(['ledger', 'checkpoint'], { env: api.env })).stdout, log.checkpoint);
    const facts = (await run(['ledger', 'checkpoint', '--json'], { env: api.env })).json() as Record<string, unknown>;
    assert.deepEqual([facts['size'], facts['origin']], [12, log.origin]);
    await using forged = await platform(await makeTestLog(12));
    assert.equal((await run(['ledger', 'checkpoint'], { env: forged.env })).code, 3);
  });

  test('proof writes a verified tlog-proof file, once', async (t) => {
    await using api = await platform();
    const out = join(await tempDir(t), 'p');
    assert.equal((await run(['ledger', 'proof', '3'], { env: api.env })).stdout, await log.proofFile(3));
    assert.equal((await run(['ledger', 'proof', '3', '--out', out], { env: api.env })).code, 0);
    assert.equal(await readFile(out, 'utf8'), await log.proofFile(3));
    const again = await run(['ledger', 'proof', '3', '--out', out], { env: api.env });
    assert.deepEqual([again.code, again.stderr.startsWith('file_exists')], [1, true]);
  });

  test('keys prints or saves the verifier keys in the form that verify takes, and nothing that is no key', async (t) => {
    await using api = await platform();
    const cwd = await tempDir(t);
    const lines = log.vkeys.map((vkey) => `${vkey}\n`).join('');
    assert.equal((await run(['ledger', 'keys'], { env: api.env })).stdout, lines);
    const saved = await run(['ledger', 'keys', '--out', 'k', '--json'], { env: api.env, cwd });
    assert.deepEqual(saved.json(), { origin: log.origin, verifierKeys: log.vkeys, file: join(cwd, 'k') });
    assert.equal(await readFile(join(cwd, 'k'), 'utf8'), lines);
    await writeFile(join(cwd, 'b'), await log.bundle());
    assert.equal((await run(['ledger', 'verify', 'b', '--keys', 'k'], { cwd })).code, 0);
    const again = await run(['ledger', 'keys', '--out', 'k'], { env: api.env, cwd });
    assert.deepEqual([again.code, again.stderr.startsWith('file_exists')], [1, true]);
    await using wrong = await startFakeApi({ getLedgerKeys: () => ({ origin: log.origin, verifierKeys: ['no key'] }) });
    const refused = await run(['ledger', 'keys', '--out', 'w'], { env: wrong.env, cwd });
    assert.equal(refused.stderr.startsWith('key_invalid'), true, refused.stderr);
    await assert.rejects(stat(join(cwd, 'w')));
  });

  test('export saves a bundle that verify accepts, whole or not at all', async (t) => {
    await using api = await platform();
    const cwd = await tempDir(t);
    const saved = await run(['ledger', 'export', 'b', '--json'], { env: api.env, cwd });
    assert.equal((saved.json() as { entries: number }).entries, 12);
    assert.equal((await run(['ledger', 'verify', 'b', ...keys], { cwd })).code, 0);
    assert.equal((await run(['ledger', 'export', 'b'], { env: api.env, cwd })).code, 1);
    assert.equal((await run(['ledger', 'export', 'b', '--force'], { env: api.env, cwd })).code, 0);
    await using broken = await startFakeApi({ exportLedger: () => 'not a bundle\n' });
    assert.equal((await run(['ledger', 'export', 'c'], { env: broken.env, cwd })).code, 3);
    await assert.rejects(stat(join(cwd, 'c')));
  });

  test('list sends its filters in the form of the contract', async () => {
    await using api = await platform();
    const filters = [
      '--type',
      'rollout.',
      '--type',
      'agent.enrolled',
      '--from',
      '2026-01-02',
      '--to',
      '2026-01-02 10:30',
    ];
    const listed = await run(['ledger', 'list', ...filters, '--actor', 'usr_1'], { env: api.env });
    assert.equal(listed.code, 0, listed.stderr);
    assert.equal(listed.stdout.split('\n').length, 14);
    assert.deepEqual(api.calls[0]?.query, {
      limit: 50,
      actor: 'usr_1',
      type: 'rollout.,agent.enrolled',
      from: '2026-01-02T00:00:00.000Z',
      to: '2026-01-02T10:30:00.000Z',
    });
    assert.equal((await run(['ledger', 'list', '--from', 'yesterday'], { env: api.env })).code, 2);
  });
});
