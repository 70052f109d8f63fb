import { BundleWriter, type BundleItem, type BundleOptions } from '../bundle-writer.ts';
import { signCheckpoint } from '../checkpoint.ts';
import type { EntryDraft } from '../entry.ts';
import { LogAppender, type AppendedEntry } from '../log-appender.ts';
import { Ed25519NoteSigner, MlDsa44Cosigner } from '../note-signer.ts';
import { RightEdge } from '../right-edge.ts';
import { MemoryTileStore, writeTiles } from '../tile-store.ts';

/** PKCS#8 of an Ed25519 and an ML-DSA-44 key up to the 32-byte seed (RFC 8410, RFC 9881). */
const ED25519_SEED_PREFIX = '302e020100300506032b657004220420';
const ML_DSA_44_SEED_PREFIX = '3034020100300b060960864801650304031104228020';
const START_MS = Date.UTC(2026, 0, 1);
const TENANTS = ['tnt_north', 'tnt_south'] as const;
const TYPES = ['agent.enrolled', 'key.released', 'rollout.stage_started'] as const;

/** Origin of the sample log. */
export const SAMPLE_ORIGIN = 'log.example/tensorguard';
/** Time of the sample checkpoints, milliseconds since the epoch. */
export const SAMPLE_TIME_MS = Date.UTC(2026, 5, 1, 12);

/** Signers whose keys are public knowledge: for tests and vectors only. */
export function sampleSigners(
  seed = 1,
  name = SAMPLE_ORIGIN,
): { ed25519: Ed25519NoteSigner; mlDsa44: MlDsa44Cosigner } {
  return {
    ed25519: new Ed25519NoteSigner({ name, privateKey: fromSeed(ED25519_SEED_PREFIX, seed) }),
    mlDsa44: new MlDsa44Cosigner({ name, privateKey: fromSeed(ML_DSA_44_SEED_PREFIX, seed) }),
  };
}

/** The draft of sample entry `i`; `branch` tells logs apart that share a beginning. */
export function sampleDraft(i: number, branch = 'main'): EntryDraft {
  return {
    time: new Date(START_MS + i * 1000).toISOString(),
    tenant: TENANTS[i % TENANTS.length]!,
    type: TYPES[i % TYPES.length]!,
    actor: { kind: 'agent', id: `agt_${i % 7}` },
    subject: { kind: 'release', id: `rel_${i}` },
    data: { note: `Grüße, "${branch}"\n`, count: i, nested: { list: [true, null, -0.5, 1e21], z: '\u20ac', A: '' } },
  };
}

/** A log in memory with everything that is needed to export, prove and tamper. */
export interface SampleLog {
  readonly entries: readonly AppendedEntry[];
  readonly store: MemoryTileStore;
  readonly trustedKeys: readonly string[];
  /** Root of the first `size` entries. */
  readonly root: (size: number) => Buffer;
  readonly checkpoint: (size?: number) => Promise<string>;
  readonly bundle: (options?: Partial<BundleOptions> & { size?: number }) => Promise<Buffer>;
}

/** Makes a log of `size` entries, appended in batches; from `forkAt` on the entries differ from the main branch. */
export async function sampleLog(
  size: number,
  { forkAt = Infinity, batch = 100, seed = 1 }: { forkAt?: number; batch?: number; seed?: number } = {},
): Promise<SampleLog> {
  const store = new MemoryTileStore();
  const appender = await LogAppender.resume({ store, size: 0 });
  const entries: AppendedEntry[] = [];
  for (let from = 0; from < size; from += batch) {
    const count = Math.min(batch, size - from);
    const drafts = Array.from({ length: count }, (_, i) => sampleDraft(from + i, from + i >= forkAt ? 'fork' : 'main'));
    const appended = appender.append(drafts);
    entries.push(...appended.entries);
    await writeTiles(store, appended.tiles);
  }
  const { ed25519, mlDsa44 } = sampleSigners(seed);
  const root = (of: number): Buffer => {
    const edge = new RightEdge();
    for (const { leafHash } of entries.slice(0, of)) edge.push(leafHash);
    return edge.root();
  };
  const checkpoint = (of = size): Promise<string> =>
    signCheckpoint({
      origin: SAMPLE_ORIGIN,
      size: of,
      root: root(of),
      signers: [ed25519, mlDsa44],
      time: SAMPLE_TIME_MS,
    });
  return {
    entries,
    store,
    trustedKeys: [ed25519.vkey, mlDsa44.vkey],
    root,
    checkpoint,
    bundle: async ({ size: of = size, ...options } = {}) => {
      const writer = new BundleWriter({ checkpoint: await checkpoint(of), ...options });
      const items = entries.map((entry, i): BundleItem => {
        const hidden = options.tenant !== undefined && sampleDraft(i).tenant !== options.tenant;
        return hidden ? { seq: entry.seq, leafHash: entry.leafHash } : entry;
      });
      return Buffer.concat(await Array.fromAsync(writer.chunks(items)));
    },
  };
}

function fromSeed(prefix: string, seed: number): string {
  return Buffer.concat([Buffer.from(prefix, 'hex'), Buffer.alloc(32, seed)]).toString('base64');
}
