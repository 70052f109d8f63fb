import type { LedgerProof } from '@tensorguard/contract';
import {
  BundleWriter,
  Ed25519NoteSigner,
  generateLogKeys,
  inclusionProof,
  LogAppender,
  MemoryTileStore,
  MlDsa44Cosigner,
  signCheckpoint,
  writeTiles,
  writeTlogProof,
  type AppendedEntry,
} from '@tensorguard/ledger';

const ORIGIN = 'tensorguard.example/ledger';
const START = Date.parse('2026-11-20T10:00:00.000Z');
const SECOND_MS = 1000;

/** A real log in memory, signed with both algorithms. */
export interface TestLog {
  readonly origin: string;
  readonly vkeys: readonly string[];
  readonly entries: readonly AppendedEntry[];
  readonly checkpoint: string;
  /** A checkpoint of the first half. */
  readonly earlier: string;
  bundle(): Promise<string>;
  proof(seq: number): Promise<LedgerProof>;
  proofFile(seq: number): Promise<string>;
}

/** Makes a log of `size` entries. */
export async function makeTestLog(size: number): Promise<TestLog> {
  const keys = generateLogKeys({ origin: ORIGIN });
  const signers = [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)];
  const store = new MemoryTileStore();
  const appender = await LogAppender.resume({ store, size: 0 });
  const entries: AppendedEntry[] = [];
  const extend = async (until: number): Promise<string> => {
    const drafts = Array.from({ length: until - entries.length }, (_, i) => draft(entries.length + i));
    const batch = appender.append(drafts);
    await writeTiles(store, batch.tiles);
    entries.push(...batch.entries);
    const time = START + until * SECOND_MS;
    return signCheckpoint({ origin: ORIGIN, size: batch.size, root: batch.root, signers, time });
  };
  const earlier = await extend(Math.floor(size / 2));
  const checkpoint = await extend(size);
  const vkeys = [keys.ed25519.vkey, keys.mlDsa44.vkey];
  const path = (seq: number): Promise<Buffer[]> => inclusionProof(store, size, seq);
  return {
    origin: ORIGIN,
    vkeys,
    entries,
    checkpoint,
    earlier,
    async bundle() {
      const writer = new BundleWriter({ checkpoint, history: [earlier], keys: vkeys });
      return Buffer.concat(await Array.fromAsync(writer.chunks(entries))).toString();
    },
    async proof(seq) {
      const { bytes, leafHash } = entries[seq]!;
      const { time, type, actor, subject, data } = draft(seq);
      return {
        entry: { seq, time, type, title: 'Agent enrolled', actor, actorName: 'Ada', subject, subjectName: null, data },
        raw: bytes.toString(),
        leafHash: leafHash.toString('base64'),
        checkpoint,
        treeSize: size,
        inclusionProof: (await path(seq)).map((hash) => hash.toString('base64')),
      };
    },
    proofFile: async (seq) => writeTlogProof({ index: seq, proof: await path(seq), checkpoint }),
  };
}

function draft(seq: number): Parameters<LogAppender['append']>[0][number] & { data: Record<string, number> } {
  return {
    time: new Date(START + seq * SECOND_MS).toISOString(),
    tenant: 'ten_1',
    type: 'agent.enrolled',
    actor: { kind: 'user', id: 'usr_1' },
    subject: { kind: 'agent', id: `agt_${seq}` },
    data: { number: seq },
  };
}
