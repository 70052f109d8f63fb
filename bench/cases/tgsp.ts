import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createHybridSigner,
  filePackageSource,
  generateRecipientKey,
  generateSigningKey,
  openPackage,
  packPackage,
  type RecipientPrivateKey,
  type RecipientPublicKey,
  type SigningPrivateKey,
  type SigningPublicKey,
} from '@tensorguard/tgsp';
import type { BenchResult } from '../bench-result.ts';

const MIB = 1024 * 1024;
const QUICK_BYTES = 64 * MIB;
const FULL_BYTES = 1024 * MIB;
const LARGE_BYTES = 4096 * MIB;
const ROUNDS = 5;

const runFile = promisify(execFile);

interface Keys {
  readonly signing: { readonly privateKey: SigningPrivateKey; readonly publicKey: SigningPublicKey };
  readonly recipient: { readonly privateKey: RecipientPrivateKey; readonly publicKey: RecipientPublicKey };
}

interface Measure {
  /** Wall time of the call, seconds. */
  readonly seconds: number;
  /** Peak resident memory of the process, MiB. */
  readonly peakRssMiB: number;
  /** Wall time of the process outside the call: the runtime and its modules; seconds. */
  readonly startSeconds: number;
}

/**
 * Packs and opens a file of random bytes in processes of their own, taking turns with `age` (encrypt to one recipient,
 * decrypt to a file) when it is installed. Packing also hashes the content and opening checks that hash, which `age` does
 * not do. Medians of five rounds after one that is not counted; who begins changes from round to round. Before every
 * measured step as much is written and removed again, so that both find memory for the page cache that a virtual machine has
 * backed already. Our time is that of the call, with signatures and key
 * unwrapping; the start of the process is a result of its own, because a long-lived process pays for it once.
 */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tgsp-bench-'));
  try {
    const keys: Keys = { signing: generateSigningKey(), recipient: await generateRecipientKey() };
    await writeFile(join(folder, 'keys.json'), JSON.stringify(keys));
    const results = await beside(folder, quick ? QUICK_BYTES : FULL_BYTES);
    if (!quick) results.push(...(await large(folder)));
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function beside(folder: string, size: number): Promise<BenchResult[]> {
  await writeRandom(join(folder, 'in'), size);
  const age = await prepareAge(folder);
  const pack: Measure[] = [];
  const opened: Measure[] = [];
  const encrypt: number[] = [];
  const decrypt: number[] = [];
  const steps = [
    async () => pack.push(await ourselves('pack', folder)),
    async () => age !== undefined && encrypt.push(await age.encrypt()),
    async () => opened.push(await ourselves('open', folder)),
    async () => age !== undefined && decrypt.push(await age.decrypt()),
  ] as const;
  for (let round = 0; round <= ROUNDS; round++) {
    const order = round % 2 === 0 ? [0, 1, 2, 3] : [1, 0, 3, 2];
    for (const step of order) {
      await warmPageCache(folder, size);
      await steps[step]!();
    }
    if (round === 0) for (const list of [pack, opened, encrypt, decrypt]) list.length = 0;
  }
  const label = `${size / MIB} MiB`;
  return [
    throughput(`tgsp pack ${label}`, size, pack, encrypt),
    throughput(`tgsp open ${label}`, size, opened, decrypt),
    memory(`tgsp pack ${label}, peak memory`, pack),
    memory(`tgsp open ${label}, peak memory`, opened),
    start([...pack, ...opened]),
  ];
}

async function warmPageCache(folder: string, size: number): Promise<void> {
  await writeRandom(join(folder, 'warm'), size);
  await rm(join(folder, 'warm'));
}

async function large(folder: string): Promise<BenchResult[]> {
  await writeRandom(join(folder, 'in'), LARGE_BYTES);
  const label = `${LARGE_BYTES / MIB} MiB`;
  return [
    memory(`tgsp pack ${label}, peak memory`, [await ourselves('pack', folder)]),
    memory(`tgsp open ${label}, peak memory`, [await ourselves('open', folder)]),
  ];
}

async function ourselves(task: 'pack' | 'open', folder: string): Promise<Measure> {
  await rm(join(folder, task === 'pack' ? 'packed' : 'opened'), { recursive: true, force: true });
  const started = performance.now();
  const { stdout } = await runFile(process.execPath, [fileURLToPath(import.meta.url), task, folder]);
  const whole = (performance.now() - started) / 1000;
  const { seconds, peakRssMiB } = JSON.parse(stdout) as { seconds: number; peakRssMiB: number };
  return { seconds, peakRssMiB, startSeconds: whole - seconds };
}

async function prepareAge(
  folder: string,
): Promise<{ encrypt: () => Promise<number>; decrypt: () => Promise<number> } | undefined> {
  const identity = join(folder, 'age-identity');
  try {
    await runFile('age-keygen', ['-o', identity]);
  } catch {
    return undefined;
  }
  const recipient = /age1\w+/.exec(await readFile(identity, 'utf8'))?.[0] ?? '';
  const input = join(folder, 'in');
  const encrypted = join(folder, 'age-encrypted');
  const timed = async (output: string, args: readonly string[], from: string): Promise<number> => {
    await rm(output, { force: true });
    const started = performance.now();
    await runFile('age', [...args, '-o', output, from]);
    return (performance.now() - started) / 1000;
  };
  return {
    encrypt: () => timed(encrypted, ['-r', recipient], input),
    decrypt: () => timed(join(folder, 'age-decrypted'), ['-d', '-i', identity], encrypted),
  };
}

function throughput(name: string, size: number, ours: readonly Measure[], theirs: readonly number[]): BenchResult {
  const value = size / MIB / median(ours.map((measure) => measure.seconds));
  if (theirs.length === 0) return { name, unit: 'MiB/s', value, note: 'age is not installed' };
  const peer = { name: 'age', value: size / MIB / median(theirs) };
  return { name, unit: 'MiB/s', value, peer, ratio: value / peer.value };
}

function memory(name: string, measures: readonly Measure[]): BenchResult {
  return { name, unit: 'MiB', value: Math.max(...measures.map((measure) => measure.peakRssMiB)) };
}

function start(measures: readonly Measure[]): BenchResult {
  const value = median(measures.map((measure) => measure.startSeconds * 1000));
  return { name: 'tgsp start and end of the process', unit: 'ms', value };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function writeRandom(path: string, size: number): Promise<void> {
  const block = Buffer.alloc(4 * MIB);
  const file = await open(path, 'w');
  try {
    for (let written = 0; written < size; written += block.byteLength) await file.write(randomFillSync(block));
  } finally {
    await file.close();
  }
}

async function child(task: string, folder: string): Promise<void> {
  const keys = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as Keys;
  const started = performance.now();
  if (task === 'pack') {
    await packPackage({
      output: join(folder, 'packed'),
      files: [{ path: 'model.onnx', source: join(folder, 'in'), role: 'model' }],
      manifest: {
        name: 'bench',
        version: '1.0.0',
        model: { format: 'onnx', opset: 17, inputs: [], outputs: [] },
        licence: 'CC0-1.0',
        provenance: { source: 'random bytes' },
        selfTest: [],
        compatibility: {},
      },
      signer: createHybridSigner(keys.signing.privateKey),
      recipients: [keys.recipient.publicKey],
      now: Date.now(),
    });
  } else {
    await using source = await filePackageSource(join(folder, 'packed'));
    const opened = await openPackage(source, { trustedKeys: [keys.signing.publicKey] });
    const contentKey = await opened.unwrapContentKey(keys.recipient.privateKey);
    await opened.extractTo(contentKey, join(folder, 'opened'));
  }
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(JSON.stringify({ seconds, peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

// The same file is the program of the measured processes.
if (import.meta.main) await child(process.argv[2] ?? '', process.argv[3] ?? '');
