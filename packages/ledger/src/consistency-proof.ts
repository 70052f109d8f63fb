import { LedgerError } from './errors.ts';
import { splitPoint, TileReader } from './internal/tile-reader.ts';
import type { TileSource } from './tile-store.ts';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './tree-hash.ts';

/** What a consistency proof claims, and the proof. Hashes are 32 raw bytes. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** A growth that holds: the new tree starts with all of the old one. */
export interface VerifiedConsistency {
  readonly oldSize: number;
  readonly oldRoot: Buffer;
  readonly newSize: number;
  readonly newRoot: Buffer;
}

/**
 * The proof that the tree of `newSize` leaves extends the one of `oldSize` (RFC 6962, 2.1.2). Empty when the sizes are
 * equal or the old tree is empty.
 *
 * @throws LedgerError `range_invalid`, `tile_missing`, `tile_malformed`
 */
export async function consistencyProof(store: TileSource, newSize: number, oldSize: number): Promise<Buffer[]> {
  const reader = new TileReader(store, newSize);
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > newSize) {
    throw new LedgerError('range_invalid', 'the old size must not exceed the new', { details: { oldSize, newSize } });
  }
  if (oldSize === 0 || oldSize === newSize) return [];
  const hashes: Promise<Buffer>[] = [];
  let start = 0;
  let end = newSize;
  // Walk down to the old tree's right border; what lies left of it is common, what lies right is new.
  while (oldSize !== end) {
    const middle = start + (splitPoint(end - start) || (end - start) / 2);
    if (oldSize <= middle) {
      hashes.push(reader.rangeHash(middle, end));
      end = middle;
    } else {
      hashes.push(reader.rangeHash(start, middle));
      start = middle;
    }
  }
  // The old root itself is not sent when the old tree is one complete subtree from the first leaf.
  if (start > 0) hashes.push(reader.rangeHash(start, end));
  return Promise.all(hashes.reverse());
}

/**
 * Checks a consistency proof (RFC 9162, 2.1.4.2).
 *
 * @throws LedgerError `proof_invalid` unless the new tree provably starts with the old one.
 */
export function verifyConsistency(claim: ConsistencyClaim): VerifiedConsistency {
  const { oldSize, newSize } = claim;
  const oldRoot = Buffer.from(claim.oldRoot);
  const newRoot = Buffer.from(claim.newRoot);
  const proof = claim.proof.map((hash) => Buffer.from(hash));
  const sound =
    Number.isSafeInteger(oldSize) &&
    Number.isSafeInteger(newSize) &&
    oldSize >= 0 &&
    oldSize <= newSize &&
    [oldRoot, newRoot, ...proof].every((hash) => hash.length === HASH_BYTES);
  if (!sound || !holds(oldSize, oldRoot, newSize, newRoot, proof)) {
    throw new LedgerError('proof_invalid', 'the trees are not shown to be consistent', {
      details: { oldSize, newSize },
    });
  }
  return { oldSize, oldRoot, newSize, newRoot };
}

function holds(oldSize: number, oldRoot: Buffer, newSize: number, newRoot: Buffer, proof: readonly Buffer[]): boolean {
  if (oldSize === newSize) return proof.length === 0 && oldRoot.equals(newRoot);
  if (oldSize === 0) return proof.length === 0 && oldRoot.equals(EMPTY_ROOT);
  let oldNode = oldSize - 1;
  let newNode = newSize - 1;
  while (oldNode % 2 === 1) {
    oldNode = half(oldNode);
    newNode = half(newNode);
  }
  const path = oldNode === 0 ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (newNode === 0) return false;
    if (oldNode % 2 === 1 || oldNode === newNode) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (oldNode % 2 === 0 && oldNode !== 0) {
        oldNode = half(oldNode);
        newNode = half(newNode);
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    oldNode = half(oldNode);
    newNode = half(newNode);
  }
  return newNode === 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
}

const half = (node: number): number => Math.floor(node / 2);
