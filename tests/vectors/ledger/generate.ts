// Writes the ledger vectors beside this file: `node tests/vectors/ledger/generate.ts`. Keys and entries are fixed;
// ML-DSA-44 signatures are randomised, so notes, proofs and bundles change with each run and nothing else does.
import { writeFile } from 'node:fs/promises';
import { digestOf } from '@tensorguard/core';
import { consistencyProof, encodeEntry, inclusionProof, parseEntry, writeTlogProof } from '@tensorguard/ledger';
import { sampleLog, sampleSigners, SAMPLE_ORIGIN, SAMPLE_TIME_MS } from '../../../packages/ledger/src/internal/sample-log.ts';

const SIZE = 10;
const TILED_SIZE = 600;
const SEED = 1;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const log = await sampleLog(SIZE);
const tiled = await sampleLog(TILED_SIZE);
const { ed25519, mlDsa44 } = sampleSigners(SEED);
const sizes = Array.from({ length: SIZE + 1 }, (_, size) => size);

await writeJson('log.json', {
  origin: SAMPLE_ORIGIN,
  timeMs: SAMPLE_TIME_MS,
  seed: Buffer.alloc(32, SEED).toString('hex'),
  verifierKeys: { ed25519: ed25519.vkey, mlDsa44: mlDsa44.vkey },
  entries: log.entries.map(({ bytes }) => bytes.toString()),
  leafHashes: log.entries.map(({ leafHash }) => base64(leafHash)),
  roots: sizes.map((size) => base64(log.root(size))),
  checkpoint: await log.checkpoint(),
  inclusion: await Promise.all(
    sizes.slice(0, SIZE).map(async (index) => (await inclusionProof(log.store, SIZE, index)).map(base64)),
  ),
  consistency: await Promise.all(
    sizes.map(async (size) => (await consistencyProof(log.store, SIZE, size)).map(base64)),
  ),
  tiled: {
    size: TILED_SIZE,
    batch: 100,
    root: base64(tiled.root(TILED_SIZE)),
    tiles: Object.fromEntries(
      await Promise.all(tiled.store.paths().map(async (path) => [path, digestOf((await tiled.store.read(path))!)])),
    ),
  },
});
await write('entry-3.tlog-proof', writeTlogProof({
  index: 3,
  proof: await inclusionProof(log.store, SIZE, 3),
  checkpoint: await log.checkpoint(),
}));

const history = [await log.checkpoint(4)];
const full = (await log.bundle({ history })).toString();
await write('full.bundle.ndjson', full);
await write('tenant.bundle.ndjson', (await log.bundle({ history, tenant: 'tnt_north' })).toString());

const lines = full.trimEnd().split('\n');
const changed = encodeEntry({ ...parseEntry(log.entries[5]!.bytes), data: { forged: true } }).bytes.toString();
const fork = (await (await sampleLog(SIZE, { forkAt: 6 })).bundle()).toString().trimEnd().split('\n');
await writeJson('tampered.json', [
  { name: 'an edited entry', lines: lines.with(6, changed), finding: { kind: 'entry_edited', seq: 5 } },
  { name: 'a deleted entry', lines: lines.toSpliced(6, 1), finding: { kind: 'entry_deleted', seq: 5 } },
  { name: 'an inserted entry', lines: lines.toSpliced(6, 0, changed), finding: { kind: 'entry_inserted', seq: 5 } },
  {
    name: 'two exchanged entries',
    lines: lines.with(6, lines[8]!).with(8, lines[6]!),
    finding: { kind: 'entry_reordered', seq: 5 },
  },
  { name: 'a truncated log', lines: lines.slice(0, 8), finding: { kind: 'log_truncated', seq: 7 } },
  { name: 'a rewritten log', lines: [lines[0]!, ...fork.slice(1)], finding: { kind: 'log_rewritten', seq: null } },
  {
    name: 'a checkpoint of another size',
    lines: lines.with(0, lines[0]!.replace('\\n10\\n', '\\n11\\n')),
    finding: { kind: 'checkpoint_signature_invalid', seq: null },
  },
  { name: 'white space in an entry', lines: lines.with(6, lines[6]!.replace('"v":1', '"v": 1')), finding: { kind: 'malformed', seq: 5 } },
]);

async function writeJson(name: string, value: unknown): Promise<void> {
  await write(name, `${JSON.stringify(value, null, 2)}\n`);
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(new URL(name, import.meta.url), text);
}
