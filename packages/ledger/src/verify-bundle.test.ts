import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BundleWriter } from './bundle-writer.ts';
import { signCheckpoint } from './checkpoint.ts';
import { SAMPLE_ORIGIN, SAMPLE_TIME_MS, sampleLog, sampleSigners, type SampleLog } from './internal/sample-log.ts';
import { readBundleHeader } from './read-bundle-header.ts';
import { verifyBundle, type VerifyBundleOptions } from './verify-bundle.ts';
import type { VerifyReport } from './verify-report.ts';

const log = await sampleLog(120);
const trustedKeys = log.trustedKeys;

function verify(bundle: Buffer, options: Partial<VerifyBundleOptions> = {}): Promise<VerifyReport> {
  return verifyBundle([bundle], { trustedKeys, ...options });
}

test('a bundle verifies and the report says what it proves', async () => {
  const history = [await log.checkpoint(0), await log.checkpoint(50), await log.checkpoint(119)];
  const report = await verify(await log.bundle({ history }), { knownCheckpoint: await log.checkpoint(77) });
  assert.ok(report.ok);
  assert.equal(report.origin, SAMPLE_ORIGIN);
  assert.equal(report.checkpoint.size, 120);
  assert.equal(report.checkpoint.root, log.root(120).toString('base64'));
  assert.equal(report.checkpoint.time, new Date(SAMPLE_TIME_MS).toISOString());
  assert.equal(report.checkpoint.signatures.length, 2);
  assert.deepEqual(
    report.history.map(({ size }) => size),
    [0, 50, 119],
  );
  assert.equal(report.known?.size, 77);
  assert.deepEqual(
    { ...report.entries.byType },
    { 'agent.enrolled': 40, 'key.released': 40, 'rollout.stage_started': 40 },
  );
  assert.equal(report.entries.total, 120);
  assert.equal(report.entries.lastTime, '2026-01-01T00:01:59.000Z');
});

test("a tenant's bundle verifies fully without showing the entries of others", async () => {
  const bundle = await log.bundle({ tenant: 'tnt_north' });
  const report = await verify(bundle);
  assert.ok(report.ok);
  assert.deepEqual([report.entries.disclosed, report.entries.withheld], [60, 60]);
  assert.ok(!bundle.includes('tnt_south'));
});

test('bundles of every size verify, in chunks of any length', async () => {
  for (const size of [0, 1, 2, 3, 64, 65]) {
    const small = await sampleLog(size);
    const bundle = await small.bundle();
    for (const length of [1, 7, 1000]) {
      const chunks = Array.from({ length: Math.ceil(bundle.length / length) }, (_, i) =>
        bundle.subarray(i * length, (i + 1) * length),
      );
      let seen = 0;
      const onProgress = ({ entries }: { entries: number }) => void (seen = entries);
      assert.ok((await verifyBundle(chunks, { trustedKeys, onProgress })).ok, `${size} entries by ${length}`);
      assert.equal(seen, size);
    }
  }
});

test('verification leaves the bytes that it was given as they are', async () => {
  const bundle = await log.bundle();
  const before = Buffer.from(bundle);
  await verify(bundle);
  assert.deepEqual(bundle, before);
});

test('the header of a kept bundle gives the checkpoint to compare with', async () => {
  const bundle = await log.bundle({ size: 40, keys: [...trustedKeys] });
  const header = await readBundleHeader([bundle.subarray(0, 10), bundle.subarray(10)]);
  assert.deepEqual(header.keys, trustedKeys);
  assert.ok((await verify(await log.bundle(), { knownCheckpoint: header.checkpoint })).ok);
  await assert.rejects(readBundleHeader([Buffer.from('no newline')]), { code: 'bundle_invalid' });
  await assert.rejects(readBundleHeader([Buffer.from('{}\n')]), { code: 'bundle_invalid' });
});

test('the writer refuses gaps, disorder and short sources, and stops at the checkpoint', async () => {
  const writer = new BundleWriter({ checkpoint: await log.checkpoint(10) });
  const write = (items: SampleLog['entries']) => Array.fromAsync(writer.chunks(items));
  const { entries } = log;
  await assert.rejects(write(entries.slice(0, 9)), { code: 'bundle_invalid' });
  await assert.rejects(write(entries.toSpliced(4, 1)), { code: 'bundle_invalid' });
  await assert.rejects(write(entries.toReversed()), { code: 'bundle_invalid' });
  const hidden = { seq: 0, leafHash: Buffer.alloc(3) };
  await assert.rejects(Array.fromAsync(writer.chunks([hidden])), { code: 'bundle_invalid' });
  assert.ok((await verify(Buffer.concat(await write(entries)))).ok);
  assert.throws(() => new BundleWriter({ checkpoint: 'x' }), { code: 'checkpoint_malformed' });
  const history = Array.from({ length: 1001 }, () => '');
  assert.throws(() => new BundleWriter({ checkpoint: writerNote, history }), { code: 'bundle_invalid' });
});
const writerNote = await log.checkpoint(10);

test('what the auditor brings along is checked first', async () => {
  const bundle = await log.bundle();
  const note = await log.checkpoint();
  await assert.rejects(verify(bundle, { trustedKeys: [] }), { code: 'key_invalid' });
  await assert.rejects(verify(bundle, { trustedKeys: ['x'] }), { code: 'key_invalid' });
  await assert.rejects(verify(bundle, { knownCheckpoint: 'x' }), { code: 'checkpoint_malformed' });
  const wrong = note.replace('\n120\n', '\n121\n');
  await assert.rejects(verify(bundle, { knownCheckpoint: wrong }), { code: 'checkpoint_signature_invalid' });
  const { ed25519, mlDsa44 } = sampleSigners();
  const head = { size: 1, root: log.root(1), signers: [ed25519, mlDsa44], time: 0 };
  const knownCheckpoint = await signCheckpoint({ ...head, origin: 'else.example' });
  await assert.rejects(verify(bundle, { knownCheckpoint }), { code: 'origin_mismatch' });
});

test('a checkpoint that is not signed by the trusted keys is not believed', async () => {
  const bundle = await log.bundle();
  const other = sampleSigners(2);
  const untrusted = await verify(bundle, { trustedKeys: [other.ed25519.vkey] });
  assert.equal(!untrusted.ok && untrusted.finding.kind, 'untrusted_key');
  const forged = Buffer.from(bundle.toString().replace('\\n120\\n', '\\n119\\n'));
  const refused = await verify(forged);
  assert.equal(!refused.ok && refused.finding.kind, 'checkpoint_signature_invalid');
});

const lines = (await log.bundle()).toString().trimEnd().split('\n');
const header = JSON.parse(lines[0]!) as Record<string, unknown>;
const earlier = await log.checkpoint(5);
const elsewhere = await signCheckpoint({
  origin: 'else.example',
  size: 120,
  root: log.root(120),
  signers: Object.values(sampleSigners()),
  time: SAMPLE_TIME_MS,
});
const headers: Record<string, unknown> = {
  'no object': [],
  'another format': { ...header, format: 'x' },
  'another version': { ...header, v: 2 },
  'an unknown member': { ...header, more: 1 },
  'another origin': { ...header, origin: 'else.example' },
  'a checkpoint that is none': { ...header, checkpoint: 'x' },
  'a checkpoint of another log': { ...header, checkpoint: elsewhere },
  'later checkpoints first': { ...header, history: [header['checkpoint'], earlier] },
};
for (const [name, value] of Object.entries(headers)) {
  test(`refuses a header with ${name}`, async () => {
    const report = await verify(Buffer.from(`${[JSON.stringify(value), ...lines.slice(1)].join('\n')}\n`));
    assert.ok(!report.ok);
    assert.deepEqual([report.finding.kind, report.finding.line], ['malformed', 1]);
  });
}

const broken: Record<string, [(lines: string[]) => string[], number | null]> = {
  'a line that is no JSON': [(all) => all.toSpliced(31, 1, '{"actor":'), 30],
  'white space in an entry': [(all) => all.toSpliced(31, 1, all[31]!.replace('"v":1', '"v": 1')), 30],
  'an empty line': [(all) => all.toSpliced(31, 0, ''), 30],
  'a line too long': [(all) => all.toSpliced(31, 0, `{"actor":"${'x'.repeat(70_000)}"}`), 30],
  'a withheld entry with a bad hash': [(all) => all.toSpliced(31, 1, '{"leaf":"AAAA","seq":30}'), 30],
  'a second last line': [(all) => [...all, all.at(-1)!], 120],
  'no last line': [(all) => all.slice(0, -1), null],
  'a last line with the wrong count': [(all) => all.with(all.length - 1, all.at(-1)!.replace('120', '121')), null],
  'a last line that is none': [(all) => all.with(all.length - 1, '{"end":120}'), 120],
  'a last line with another head': [
    (all) =>
      all.with(
        all.length - 1,
        all.at(-1)!.replace(/"head":"./, (m) => `${m.slice(0, -1)}${m.endsWith('A') ? 'B' : 'A'}`),
      ),
    null,
  ],
};
for (const [name, [change, seq]] of Object.entries(broken)) {
  test(`refuses a bundle with ${name}`, async () => {
    const report = await verify(Buffer.from(`${change(lines).join('\n')}\n`));
    assert.ok(!report.ok);
    assert.deepEqual([report.finding.kind, report.finding.seq], ['malformed', seq]);
  });
}

test('refuses an empty stream, a cut line and an endless one', async () => {
  const bundle = await log.bundle();
  for (const stream of [[], [bundle.subarray(0, 50)], [bundle.subarray(0, 20_000)]]) {
    const report = await verifyBundle(stream, { trustedKeys });
    assert.equal(!report.ok && report.finding.kind, 'malformed');
  }
  const endless = Array.from({ length: 40 }, () => Buffer.alloc(1024 * 1024, 0x20));
  const report = await verifyBundle(endless, { trustedKeys });
  assert.equal(!report.ok && report.finding.message, 'a line is too long');
});

test('any damage of a bundle ends in a report, never in an error or a pass', async () => {
  const bundle = await (await sampleLog(12)).bundle();
  const where = fc.tuple(fc.nat(bundle.length - 1), fc.integer({ min: 0, max: 7 }));
  await fc.assert(
    fc.asyncProperty(where, async ([at, bit]) => {
      const damaged = Buffer.from(bundle);
      damaged[at]! ^= 1 << bit;
      assert.equal((await verify(damaged)).ok, false);
    }),
    { numRuns: 400 },
  );
});
