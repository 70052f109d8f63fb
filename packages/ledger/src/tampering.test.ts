import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { signCheckpoint } from './checkpoint.ts';
import { encodeEntry, parseEntry } from './entry.ts';
import { SAMPLE_ORIGIN, SAMPLE_TIME_MS, sampleLog, sampleSigners, type SampleLog } from './internal/sample-log.ts';
import { RightEdge } from './right-edge.ts';
import { leafHash } from './tree-hash.ts';
import { verifyBundle, type VerifyBundleOptions } from './verify-bundle.ts';
import type { Finding } from './verify-report.ts';

const SIZE = 40;
const log = await sampleLog(SIZE);
/** Line `seq + 1` is entry `seq`; the last line is the trailer. */
const lines = await bundleLines(log);

async function bundleLines(of: SampleLog, history: readonly string[] = [], tenant?: string): Promise<string[]> {
  const bundle = await of.bundle({ history, ...(tenant !== undefined && { tenant }) });
  return bundle.toString().trimEnd().split('\n');
}

async function findingOf(all: readonly string[], options: Partial<VerifyBundleOptions> = {}): Promise<Finding> {
  const bundle = Buffer.from(`${all.join('\n')}\n`);
  const report = await verifyBundle([bundle], { trustedKeys: log.trustedKeys, ...options });
  assert.ok(!report.ok, 'the tampering went unnoticed');
  return report.finding;
}

function outline({ kind, seq, evidence }: Finding): [string, number | null, string] {
  return [kind, seq, evidence];
}

/** The line of an entry with some fields changed. */
function edited(line: string, change: object): string {
  return encodeEntry({ ...parseEntry(Buffer.from(line)), ...change }).bytes.toString();
}

/** Sets the trailer's count to what a careful forger would write. */
function recounted(all: string[]): string[] {
  return all.with(all.length - 1, all.at(-1)!.replace(/"end":\d+/, `"end":${all.length - 2}`));
}

const anySeq = fc.integer({ min: 0, max: SIZE - 1 });
const forged = { data: { forged: true } };
const otherHash = leafHash(Buffer.from('other')).toString('base64');

function property<Values extends [unknown, ...unknown[]]>(
  name: string,
  inputs: fc.Arbitrary<Values>,
  check: (...values: Values) => Promise<void>,
): void {
  test(name, () =>
    fc.assert(
      fc.asyncProperty(inputs, (values) => check(...values)),
      { numRuns: 100 },
    ),
  );
}

property(
  'an edited entry is named, whatever else of it was changed',
  fc.tuple(anySeq, fc.boolean()),
  async (seq, link) => {
    const change = link ? { ...forged, previous: otherHash } : forged;
    const all = lines.with(seq + 1, edited(lines[seq + 1]!, change));
    assert.deepEqual(outline(await findingOf(all)), ['entry_edited', seq, 'signed_root']);
  },
);

property(
  'of several edited entries the first is named',
  fc.tuple(fc.uniqueArray(anySeq, { minLength: 2, maxLength: 8 })),
  async (seqs) => {
    const all = seqs.reduce((before, seq) => before.with(seq + 1, edited(before[seq + 1]!, forged)), lines);
    assert.deepEqual(outline(await findingOf(all)), ['entry_edited', Math.min(...seqs), 'signed_root']);
  },
);

property(
  'an entry whose sequence number was changed is named',
  fc.tuple(anySeq, fc.integer({ min: 0, max: 99 })),
  async (seq, claimed) => {
    fc.pre(seq !== claimed);
    const found = await findingOf(lines.with(seq + 1, edited(lines[seq + 1]!, { seq: claimed })));
    assert.deepEqual(outline(found), ['entry_edited', seq, 'signed_root']);
  },
);

property(
  'a deleted entry is named',
  fc.tuple(fc.integer({ min: 0, max: SIZE - 2 }), fc.boolean()),
  async (seq, recount) => {
    const all = lines.toSpliced(seq + 1, 1);
    const found = await findingOf(recount ? recounted(all) : all);
    assert.deepEqual(outline(found), ['entry_deleted', seq, 'signed_root']);
    assert.deepEqual(found.range, { from: seq, to: seq + 1 });
  },
);

property(
  'a deleted stretch is named with both its ends',
  fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 2, max: 15 })),
  async (seq, count) => {
    const found = await findingOf(recounted(lines.toSpliced(seq + 1, count)));
    assert.deepEqual(outline(found), ['entry_deleted', seq, 'chain']);
    assert.deepEqual(found.range, { from: seq, to: seq + count });
  },
);

property('of two exchanged entries the first place is named', fc.tuple(anySeq, anySeq), async (a, b) => {
  fc.pre(a !== b);
  const all = lines.with(a + 1, lines[b + 1]!).with(b + 1, lines[a + 1]!);
  assert.deepEqual(outline(await findingOf(all)), ['entry_reordered', Math.min(a, b), 'signed_root']);
});

property('a moved entry is noticed at the first wrong place', fc.tuple(anySeq, anySeq), async (from, to) => {
  fc.pre(from !== to);
  const all = lines.toSpliced(from + 1, 1).toSpliced(to + 1, 0, lines[from + 1]!);
  assert.deepEqual(outline(await findingOf(all)), ['entry_reordered', Math.min(from, to), 'signed_root']);
});

property(
  'an inserted entry is named by its line',
  fc.tuple(anySeq, fc.boolean(), fc.boolean()),
  async (seq, after, recount) => {
    const line = edited(lines[seq + 1]!, forged);
    const at = seq + 1 + (after ? 1 : 0);
    const all = lines.toSpliced(at, 0, line);
    const found = await findingOf(recount ? recounted(all) : all);
    assert.deepEqual(outline(found), ['entry_inserted', at - 1, 'signed_root']);
    assert.equal(found.line, at + 1);
  },
);

property('a repeated entry is an inserted one', fc.tuple(anySeq, anySeq), async (seq, at) => {
  fc.pre(at > seq);
  const found = await findingOf(recounted(lines.toSpliced(at + 1, 0, lines[seq + 1]!)));
  assert.deepEqual(outline(found), ['entry_inserted', at, 'signed_root']);
  assert.equal(found.line, at + 2);
});

test('an entry added at the end is an inserted one', async () => {
  const [next] = (await sampleLog(SIZE + 1)).entries.slice(-1);
  const found = await findingOf(recounted(lines.toSpliced(-1, 0, next!.bytes.toString())));
  assert.deepEqual(outline(found), ['entry_inserted', SIZE, 'signed_root']);
});

property(
  'a truncated log is noticed where it ends',
  fc.tuple(fc.integer({ min: 0, max: SIZE - 1 }), fc.boolean()),
  async (size, trailer) => {
    const kept = lines.slice(0, size + 1);
    const found = await findingOf(trailer ? recounted([...kept, lines.at(-1)!]) : kept);
    assert.deepEqual([found.kind, found.seq, found.range], ['log_truncated', size, { from: size, to: SIZE }]);
  },
);

property(
  'a log rewritten with a new chain is narrowed down by earlier checkpoints',
  fc.tuple(anySeq),
  async (forkAt) => {
    const fork = await sampleLog(SIZE, { forkAt });
    const sizes = [10, 20, 30];
    const notes = await Promise.all(sizes.map((size) => log.checkpoint(size)));
    const all = [(await bundleLines(log, notes))[0]!, ...(await bundleLines(fork)).slice(1)];
    const found = await findingOf(all);
    const from = sizes.findLast((size) => size <= forkAt) ?? 0;
    assert.deepEqual([found.kind, found.range], ['log_rewritten', { from, to: from + 10 }]);
  },
);

test('a rewrite of the only entry since an earlier checkpoint is an edited entry', async () => {
  const fork = await sampleLog(SIZE, { forkAt: SIZE - 1 });
  const all = [(await bundleLines(log, [await log.checkpoint(SIZE - 1)]))[0]!, ...(await bundleLines(fork)).slice(1)];
  assert.deepEqual(outline(await findingOf(all)), ['entry_edited', SIZE - 1, 'signed_root']);
});

property(
  'a fork that the log signed shows against the checkpoint that the auditor kept',
  fc.tuple(fc.integer({ min: 0, max: 24 })),
  async (forkAt) => {
    const fork = await sampleLog(SIZE, { forkAt });
    const found = await findingOf(await bundleLines(fork), { knownCheckpoint: await log.checkpoint(25) });
    assert.deepEqual([found.kind, found.evidence], ['log_forked', 'signature']);
    assert.deepEqual(found.range, { from: 0, to: 25 });
  },
);

test('a fork at the same size shows against the kept checkpoint', async () => {
  const fork = await sampleLog(SIZE, { forkAt: 30 });
  const found = await findingOf(await bundleLines(fork, [await fork.checkpoint(30)]), {
    knownCheckpoint: await log.checkpoint(),
  });
  assert.deepEqual([found.kind, found.range], ['log_forked', { from: 30, to: SIZE }]);
});

test('a log that signed two histories is caught by its own earlier checkpoint', async () => {
  const fork = await sampleLog(SIZE, { forkAt: 12 });
  const found = await findingOf(await bundleLines(fork, [await log.checkpoint(10), await log.checkpoint(20)]));
  assert.deepEqual([found.kind, found.evidence], ['checkpoint_inconsistent', 'signature']);
  assert.deepEqual(found.range, { from: 10, to: 20 });
});

test('a bundle older than the kept checkpoint is a truncated log', async () => {
  const bundle = (await log.bundle({ size: 30 })).toString().trimEnd().split('\n');
  const found = await findingOf(bundle, { knownCheckpoint: await log.checkpoint(35) });
  assert.deepEqual(outline(found), ['log_truncated', 30, 'signature']);
  assert.deepEqual(found.range, { from: 30, to: 35 });
});

/** A bundle whose checkpoint was signed over exactly these entry lines. */
async function signedOver(entryLines: readonly string[]): Promise<string[]> {
  const edge = new RightEdge();
  for (const line of entryLines) edge.push(leafHash(Buffer.from(line)));
  const { ed25519, mlDsa44 } = sampleSigners();
  const head = { origin: SAMPLE_ORIGIN, size: entryLines.length, root: edge.root() };
  const checkpoint = await signCheckpoint({ ...head, signers: [ed25519, mlDsa44], time: SAMPLE_TIME_MS });
  const header = JSON.stringify({ ...(JSON.parse(lines[0]!) as object), checkpoint });
  const last = leafHash(Buffer.from(entryLines.at(-1)!)).toString('base64');
  return [header, ...entryLines, `{"end":${entryLines.length},"head":"${last}"}`];
}

for (const seq of [0, 1, 20, SIZE - 1]) {
  test(`a chain that the log itself broke at entry ${seq} is told apart from tampering`, async () => {
    const entries = lines.slice(1, -1);
    const all = await signedOver(entries.with(seq, edited(entries[seq]!, { previous: otherHash })));
    assert.deepEqual(outline(await findingOf(all)), ['chain_broken', seq, 'signed_root']);
  });
}

for (const claimed of [3, 80]) {
  test(`an entry 8 that the log itself numbered ${claimed} is told apart from tampering`, async () => {
    const entries = lines.slice(1, 11);
    const wrong = edited(entries[8]!, { seq: claimed });
    const link = { previous: leafHash(Buffer.from(wrong)).toString('base64') };
    const relinked = entries.with(8, wrong).with(9, edited(entries[9]!, link));
    assert.deepEqual(outline(await findingOf(await signedOver(relinked))), ['chain_broken', 8, 'signed_root']);
  });
}

test('a withheld entry with the wrong number is a malformed bundle', async () => {
  const own = await bundleLines(log, [], 'tnt_north');
  const found = await findingOf(own.with(8, own[8]!.replace('"seq":7}', '"seq":70}')));
  assert.deepEqual([found.kind, found.seq, found.line], ['malformed', 7, 9]);
});

test('a deletion hidden by new sequence numbers is inferred from the chain', async () => {
  const kept = lines.slice(1, -1).toSpliced(17, 1);
  const renumbered = kept.map((line, seq) => (seq < 17 ? line : edited(line, { seq })));
  const found = await findingOf(recounted([lines[0]!, ...renumbered, lines.at(-1)!]));
  assert.deepEqual(outline(found), ['entry_deleted', 17, 'chain']);
});

test('an insertion hidden by new sequence numbers is inferred from the chain', async () => {
  const entries = lines.slice(1, -1);
  const inserted = edited(entries[17]!, forged);
  const renumbered = entries.toSpliced(17, 0, inserted).map((line, seq) => (seq < 18 ? line : edited(line, { seq })));
  const found = await findingOf(recounted([lines[0]!, ...renumbered, lines.at(-1)!]));
  assert.deepEqual(outline(found), ['entry_inserted', 17, 'chain']);
});

test('an edit whose successor was edited to link to it is noticed where the links stop', async () => {
  const first = edited(lines[11]!, forged);
  const second = edited(lines[12]!, { previous: leafHash(Buffer.from(first)).toString('base64') });
  const found = await findingOf(lines.with(11, first).with(12, second));
  assert.equal(found.kind, 'entry_edited');
  assert.deepEqual([found.seq, found.evidence], [11, 'chain']);
  assert.deepEqual(found.range, { from: 11, to: 13 });
});

test('tampering before a line that cannot be read is still named', async () => {
  const all = lines.with(11, edited(lines[11]!, forged)).with(20, 'rubbish');
  assert.deepEqual(outline(await findingOf(all)), ['entry_edited', 10, 'chain']);
});

property(
  "in a tenant's bundle every disclosed entry is protected",
  fc.tuple(fc.integer({ min: 0, max: SIZE / 2 - 1 })),
  async (half) => {
    const seq = 2 * half;
    const own = await bundleLines(log, [await log.checkpoint(20)], 'tnt_north');
    const found = await findingOf(own.with(seq + 1, edited(own[seq + 1]!, forged)));
    // The neighbours are withheld and carry no link, so the signed roots give a range only.
    const range = seq < 20 ? { from: 0, to: 20 } : { from: 20, to: SIZE };
    assert.deepEqual([found.kind, found.range], ['log_rewritten', range]);
  },
);

property(
  "a changed leaf hash in a tenant's bundle is named by its disclosed successor",
  fc.tuple(fc.integer({ min: 0, max: SIZE / 2 - 1 })),
  async (half) => {
    const seq = 2 * half + 1;
    const own = await bundleLines(log, [], 'tnt_north');
    const found = await findingOf(own.with(seq + 1, `{"leaf":"${otherHash}","seq":${seq}}`));
    assert.deepEqual(outline(found), ['entry_edited', seq, 'signed_root']);
  },
);

test('how much is proven before the trouble is reported', async () => {
  const notes = [await log.checkpoint(10), await log.checkpoint(20)];
  const all = (await bundleLines(log, notes)).with(26, edited(lines[26]!, forged));
  const report = await verifyBundle([Buffer.from(`${all.join('\n')}\n`)], { trustedKeys: log.trustedKeys });
  assert.ok(!report.ok);
  assert.equal(report.provenSize, 20);
});
