import { LedgerError } from './errors.ts';
import { inclusionPath } from './internal/proof-path.ts';
import { splitPoint, TileReader } from './internal/tile-reader.ts';
import type { TileSource } from './tile-store.ts';
import { HASH_BYTES, nodeHash } from './tree-hash.ts';

/** What an inclusion proof claims, and the proof. Hashes are 32 raw bytes. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly leafHash: Uint8Array;
  /** Sibling hashes from the leaf up. */
  readonly proof: readonly Uint8Array[];
}

/** An inclusion that holds. */
export interface VerifiedInclusion {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Buffer;
  readonly root: Buffer;
}

/**
 * The proof that leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1), leaf's sibling first.
 *
 * @throws LedgerError `range_invalid`, `tile_missing`, `tile_malformed`
 */
export async function inclusionProof(store: TileSource, size: number, index: number): Promise<Buffer[]> {
  const reader = new TileReader(store, size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new LedgerError('range_invalid', 'no such leaf in a tree of that size', { details: { index, size } });
  }
  const siblings: Promise<Buffer>[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + (splitPoint(end - start) || (end - start) / 2);
    if (index < middle) {
      siblings.push(reader.rangeHash(middle, end));
      end = middle;
    } else {
      siblings.push(reader.rangeHash(start, middle));
      start = middle;
    }
  }
  return Promise.all(siblings.reverse());
}

/**
 * Checks an inclusion proof (RFC 9162, 2.1.3.2).
 *
 * @throws LedgerError `proof_invalid` unless exactly this leaf is at exactly this index under the root.
 */
export function verifyInclusion(claim: InclusionClaim): VerifiedInclusion {
  const { index, size } = claim;
  const leaf = Buffer.from(claim.leafHash);
  const root = Buffer.from(claim.root);
  const path = inclusionPath(index, size);
  if (path === null || path.length !== claim.proof.length || leaf.length !== HASH_BYTES) throw refused(index, size);
  const computed = path.reduce<Buffer>((hash, side, i) => {
    const sibling = claim.proof[i]!;
    if (sibling.length !== HASH_BYTES) throw refused(index, size);
    return side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }, leaf);
  if (!computed.equals(root)) throw refused(index, size);
  return { index, size, leafHash: leaf, root };
}

function refused(index: number, size: number): LedgerError {
  return new LedgerError('proof_invalid', 'the inclusion proof does not lead to the root', {
    details: { index, size },
  });
}
