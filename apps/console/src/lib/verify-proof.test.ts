import type { LedgerProof } from '@tensorguard/contract';
import fc from 'fast-check';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { buildFixtureLedger, type FixtureLedger } from '../../dev/fixtures/ledger.ts';
import { checkCheckpointSignature, verifyEntryProof } from './verify-proof.ts';

const SIZE = 137;
let ledger: FixtureLedger;
beforeAll(async () => {
  ledger = await buildFixtureLedger(SIZE);
});
afterEach(() => void vi.unstubAllGlobals());

async function outcomesOf(proof: LedgerProof, keys = ledger.keys.verifierKeys) {
  return Object.fromEntries((await verifyEntryProof(proof, keys)).map(({ id, outcome }) => [id, outcome]));
}
const proofOf = async (seq: number) => (await ledger.proofOf(seq))!;

test('any entry of a log that the ledger library made verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: SIZE - 1 }), async (seq) => {
      expect(await outcomesOf(await proofOf(seq))).toEqual({
        entry: 'verified',
        leaf: 'verified',
        inclusion: 'verified',
        ed25519: 'verified',
        mldsa: 'unavailable',
      });
    }),
    { numRuns: 30 },
  );
});

const flip = (base64: string) => (base64.startsWith('A') ? `B${base64.slice(1)}` : `A${base64.slice(1)}`);
type Tamper = readonly [string, (proof: LedgerProof) => LedgerProof, readonly string[]];
const TAMPERS: readonly Tamper[] = [
  ['an edited entry', (p) => ({ ...p, raw: p.raw.replace('"v":1', '"v":2') }), ['leaf', 'inclusion']],
  ['bytes that are not JSON', (p) => ({ ...p, raw: 'x' }), ['entry', 'leaf', 'inclusion']],
  ['a page that shows another type', (p) => ({ ...p, entry: { ...p.entry, type: 'agent.enrolled' } }), ['entry']],
  [
    'a page that shows another subject',
    (p) => ({ ...p, entry: { ...p.entry, subject: { ...p.entry.subject, id: 'someone' } } }),
    ['entry'],
  ],
  ['another leaf hash', (p) => ({ ...p, leafHash: flip(p.leafHash) }), ['leaf']],
  ['a shortened proof', (p) => ({ ...p, inclusionProof: p.inclusionProof.slice(1) }), ['inclusion']],
  ['an edited proof', (p) => ({ ...p, inclusionProof: p.inclusionProof.map(flip) }), ['inclusion']],
  ['another tree size', (p) => ({ ...p, treeSize: p.treeSize + 1 }), ['inclusion']],
  [
    'a checkpoint with another size',
    (p) => ({ ...p, checkpoint: p.checkpoint.replace(`\n${SIZE}\n`, '\n138\n') }),
    ['inclusion', 'ed25519'],
  ],
  ['a checkpoint without signatures', (p) => ({ ...p, checkpoint: p.checkpoint.split('\n\n')[0]! }), ['ed25519']],
  ['no checkpoint', (p) => ({ ...p, checkpoint: '' }), ['inclusion', 'ed25519']],
];
test.each(TAMPERS)('%s fails where it must', async (_, tamper, failed) => {
  const outcomes = await outcomesOf(tamper(await proofOf(23)));
  const found = Object.entries(outcomes)
    .filter(([, outcome]) => outcome === 'failed')
    .map(([id]) => id);
  expect(found).toEqual(failed);
});

test('a checkpoint signed by another log’s key is refused', async () => {
  const other = await buildFixtureLedger(3);
  expect((await checkCheckpointSignature(ledger.checkpoint, other.keys.verifierKeys)).outcome).toBe('failed');
});

test.each([
  ['no keys', []],
  ['only a post-quantum key', 'mldsa'],
  ['keys that are none', ['nonsense', 'a+b+***']],
] as const)('with %s the signature is not available', async (_, keys) => {
  const given = keys === 'mldsa' ? ledger.keys.verifierKeys.slice(1) : keys;
  expect((await checkCheckpointSignature(ledger.checkpoint, given)).outcome).toBe('unavailable');
});

test('without WebCrypto nothing is called verified that was not', async () => {
  vi.stubGlobal('crypto', {});
  expect(await outcomesOf(await proofOf(5))).toEqual({
    entry: 'verified',
    leaf: 'unavailable',
    inclusion: 'unavailable',
    ed25519: 'unavailable',
    mldsa: 'unavailable',
  });
});

test('a browser without Ed25519 says so', async () => {
  const { subtle } = crypto;
  vi.stubGlobal('crypto', {
    subtle: {
      digest: subtle.digest.bind(subtle),
      importKey: () => Promise.reject(new DOMException('no Ed25519', 'NotSupportedError')),
    },
  });
  const outcomes = await outcomesOf(await proofOf(5));
  expect([outcomes['inclusion'], outcomes['ed25519']]).toEqual(['verified', 'unavailable']);
});
