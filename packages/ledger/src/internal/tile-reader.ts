import { LedgerError } from '../errors.ts';
import { hashTilePath, TILE_HEIGHT, TILE_WIDTH } from '../tile-path.ts';
import type { TileSource } from '../tile-store.ts';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from '../tree-hash.ts';

/** Largest tree that is handled: sizes stay exact integers with room for arithmetic. */
export const MAX_TREE_SIZE = 2 ** 52;

/** Computes hashes of a tree of a given size from its tiles; each tile is read once. */
export class TileReader {
  readonly size: number;
  readonly #source: TileSource;
  readonly #tiles = new Map<string, Promise<Buffer>>();

  constructor(source: TileSource, size: number) {
    if (!Number.isSafeInteger(size) || size < 0 || size > MAX_TREE_SIZE) {
      throw new LedgerError('range_invalid', 'not a tree size', { details: { size } });
    }
    this.#source = source;
    this.size = size;
  }

  /** RFC 6962 hash of the leaves `[start, end)`; `start` must be a multiple of the largest power of two in the range. */
  async rangeHash(start: number, end: number): Promise<Buffer> {
    if (start === end) return EMPTY_ROOT;
    const count = end - start;
    const split = splitPoint(count);
    if (split === 0) return this.#subtreeHash(start, count);
    const [left, right] = await Promise.all([this.#subtreeHash(start, split), this.rangeHash(start + split, end)]);
    return nodeHash(left, right);
  }

  /** The roots of the complete subtrees that make up the tree, largest first. */
  async rightEdge(): Promise<Buffer[]> {
    const roots: Buffer[] = [];
    for (let start = 0; start < this.size;) {
      const count = largestPowerOfTwo(this.size - start);
      roots.push(await this.#subtreeHash(start, count));
      start += count;
    }
    return roots;
  }

  /** Hash of one leaf. */
  leaf(index: number): Promise<Buffer> {
    return this.#subtreeHash(index, 1);
  }

  /** Hash of a complete subtree of `count` (a power of two) leaves. */
  async #subtreeHash(start: number, count: number): Promise<Buffer> {
    const height = Math.log2(count);
    const level = Math.floor(height / TILE_HEIGHT);
    // A subtree of height 8k is stored at tile level k; what lies between is hashed from the row below it.
    const first = start / 2 ** (TILE_HEIGHT * level);
    const width = 2 ** (height % TILE_HEIGHT);
    const tile = await this.#tile(level, Math.floor(first / TILE_WIDTH));
    const offset = (first % TILE_WIDTH) * HASH_BYTES;
    let row = Array.from({ length: width }, (_, i) =>
      tile.subarray(offset + i * HASH_BYTES, offset + (i + 1) * HASH_BYTES),
    );
    while (row.length > 1) row = pairUp(row);
    return Buffer.from(row[0]!);
  }

  #tile(level: number, index: number): Promise<Buffer> {
    const key = `${level}/${index}`;
    let tile = this.#tiles.get(key);
    if (tile === undefined) {
      tile = this.#fetch(level, index);
      this.#tiles.set(key, tile);
    }
    return tile;
  }

  async #fetch(level: number, index: number): Promise<Buffer> {
    const available = Math.floor(this.size / 2 ** (TILE_HEIGHT * level));
    const width = Math.min(TILE_WIDTH, available - index * TILE_WIDTH);
    const path = hashTilePath(level, index, width);
    // A partial tile may be gone once the full one exists (tlog-tiles, "Partial Tiles").
    const bytes = (await this.#source.read(path)) ?? (await this.#source.read(hashTilePath(level, index, TILE_WIDTH)));
    if (bytes === null) throw new LedgerError('tile_missing', 'a tile of the tree is missing', { details: { path } });
    if (
      bytes.length < width * HASH_BYTES ||
      bytes.length > TILE_WIDTH * HASH_BYTES ||
      bytes.length % HASH_BYTES !== 0
    ) {
      throw new LedgerError('tile_malformed', 'a tile has the wrong length', { details: { path } });
    }
    return Buffer.from(bytes);
  }
}

/** Largest power of two below `count`, 0 when `count` itself is a power of two (RFC 6962, 2.1: k < n <= 2k). */
export function splitPoint(count: number): number {
  const power = largestPowerOfTwo(count);
  return power === count ? 0 : power;
}

/** Largest power of two that is at most `count`. */
function largestPowerOfTwo(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

function pairUp(row: readonly Buffer[]): Buffer[] {
  return Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i]!, row[2 * i + 1]!));
}
