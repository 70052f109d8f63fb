import {
  BundleWriter,
  Ed25519NoteSigner,
  generateLogKeys,
  LogAppender,
  MemoryTileStore,
  MlDsa44Cosigner,
  signCheckpoint,
  verifyBundle,
  type AppendedEntry,
  type EntryDraft,
} from '@tensorguard/ledger';
import type { BenchResult } from '../bench-result.ts';

const ENTRIES = 1_000_000;
const QUICK_ENTRIES = 100_000;
const BATCH_ENTRIES = 500;
const ORIGIN = 'bench.example/ledger';
const TIME_MS = Date.UTC(2026, 0, 1);

/** Entries per second on one core: appending (encode, hash, chain, tree, tiles) and verifying a bundle offline. */
export async function run({ quick }: { readonly quick: boolean }): Promise<BenchResult[]> {
  const count = quick ? QUICK_ENTRIES : ENTRIES;
  const keys = generateLogKeys({ origin: ORIGIN });
  const { ms: appendMs, size, root } = await appendAll(count);
  const signers = [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)];
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size, root, signers, time: TIME_MS });
  const chunks = await Array.fromAsync(new BundleWriter({ checkpoint }).chunks(allEntries(count)));
  const start = performance.now();
  const report = await verifyBundle(chunks, { trustedKeys: [keys.ed25519.vkey, keys.mlDsa44.vkey] });
  const verifyMs = performance.now() - start;
  if (!report.ok || report.entries.total !== count) throw new Error('the benchmark bundle did not verify');
  const bytes = chunks.reduce((total, chunk) => total + chunk.length, 0);
  const note = `${count} entries, ${Math.round(bytes / count)} bytes each`;
  return [
    { name: 'ledger append and hash', unit: 'entries/s', value: perSecond(count, appendMs), note },
    { name: 'ledger offline verification', unit: 'entries/s', value: perSecond(count, verifyMs), note },
  ];
}

async function appendAll(count: number): Promise<{ ms: number; size: number; root: Uint8Array }> {
  const appender = await LogAppender.resume({ store: new MemoryTileStore(), size: 0 });
  let ms = 0;
  for (let from = 0; from < count; from += BATCH_ENTRIES) {
    const drafts = batchDrafts(from);
    const start = performance.now();
    appender.append(drafts);
    ms += performance.now() - start;
  }
  return { ms, size: appender.size, root: appender.root };
}

/** The same entries again, one batch in memory at a time. */
async function* allEntries(count: number): AsyncGenerator<AppendedEntry> {
  const appender = await LogAppender.resume({ store: new MemoryTileStore(), size: 0 });
  for (let from = 0; from < count; from += BATCH_ENTRIES) yield* appender.append(batchDrafts(from)).entries;
}

function batchDrafts(from: number): EntryDraft[] {
  return Array.from({ length: BATCH_ENTRIES }, (_, i) => draft(from + i));
}

function perSecond(count: number, ms: number): number {
  return Math.round((count / ms) * 1000);
}

function draft(i: number): EntryDraft {
  return {
    time: new Date(TIME_MS + i).toISOString(),
    tenant: `tnt_${i % 10}`,
    type: ['agent.enrolled', 'key.released', 'rollout.stage_started'][i % 3]!,
    actor: { kind: 'agent', id: `agt_01jxyzabcdefghjkmn${i}` },
    subject: { kind: 'release', id: `rel_01jxyzabcdefghjkmn${i % 100}` },
    data: { number: i, address: '192.0.2.7', key: { algorithm: 'EdDSA', thumbprint: `sha256:${'a'.repeat(64)}` } },
  };
}
