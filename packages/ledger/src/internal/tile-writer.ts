import { entryTilePath, hashTilePath, TILE_WIDTH } from '../tile-path.ts';
import type { Tile } from '../tile-store.ts';
import { nodeHash } from '../tree-hash.ts';

/** The incomplete rightmost tile of one level. */
interface OpenTile {
  index: number;
  hashes: Buffer[];
  /** Whether it changed since tiles were last emitted. */
  dirty: boolean;
}

/** Turns appended entries into full and partial tiles. */
export class TileWriter {
  readonly #levels: OpenTile[];
  readonly #entries: { index: number; bytes: Buffer[]; dirty: boolean };
  #full: Tile[] = [];

  /** `hashes[level]` and `entries` are the contents of the partial tiles of a tree of `size` leaves. */
  constructor(size: number, hashes: readonly (readonly Buffer[])[], entries: readonly Buffer[]) {
    this.#levels = hashes.map((content, level) => ({
      index: Math.floor(size / TILE_WIDTH ** (level + 1)),
      hashes: [...content],
      dirty: false,
    }));
    this.#entries = { index: Math.floor(size / TILE_WIDTH), bytes: [...entries], dirty: false };
  }

  add(entry: Buffer, leaf: Buffer): void {
    const open = this.#entries;
    open.bytes.push(entry);
    open.dirty = true;
    if (open.bytes.length === TILE_WIDTH) {
      this.#full.push({ path: entryTilePath(open.index, TILE_WIDTH), bytes: encodeEntryTile(open.bytes) });
      open.index++;
      open.bytes = [];
      open.dirty = false;
    }
    this.#addHash(0, leaf);
  }

  /** The tiles that a checkpoint at the current size needs and that were not emitted before; full ones first. */
  take(): Tile[] {
    const tiles = this.#full;
    this.#full = [];
    const { index, bytes, dirty } = this.#entries;
    if (dirty) tiles.push({ path: entryTilePath(index, bytes.length), bytes: encodeEntryTile(bytes) });
    this.#entries.dirty = false;
    for (const [level, open] of this.#levels.entries()) {
      if (open.dirty) {
        const path = hashTilePath(level, open.index, open.hashes.length);
        tiles.push({ path, bytes: Buffer.concat(open.hashes) });
      }
      open.dirty = false;
    }
    return tiles;
  }

  #addHash(level: number, hash: Buffer): void {
    const open = (this.#levels[level] ??= { index: 0, hashes: [], dirty: false });
    open.hashes.push(hash);
    open.dirty = true;
    if (open.hashes.length < TILE_WIDTH) return;
    this.#full.push({ path: hashTilePath(level, open.index, TILE_WIDTH), bytes: Buffer.concat(open.hashes) });
    const root = subtreeRoot(open.hashes);
    open.index++;
    open.hashes = [];
    open.dirty = false;
    this.#addHash(level + 1, root);
  }
}

/** A C2SP entry bundle: each entry after its length as big-endian 16-bit number. */
function encodeEntryTile(entries: readonly Buffer[]): Buffer {
  const bundle = Buffer.allocUnsafeSlow(entries.reduce((total, entry) => total + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    at = bundle.writeUInt16BE(entry.length, at);
    at += entry.copy(bundle, at);
  }
  return bundle;
}

function subtreeRoot(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    const below = row;
    row = Array.from({ length: below.length / 2 }, (_, i) => nodeHash(below[2 * i]!, below[2 * i + 1]!));
  }
  return row[0]!;
}
