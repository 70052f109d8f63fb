/** One immutable object of a log in C2SP tlog-tiles layout. */
export interface Tile {
  /** Path under the log's prefix, for example `tile/0/x001/067.p/8` or `tile/entries/000`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads tiles; `null` when there is none at the path. */
export interface TileSource {
  read(path: string): Promise<Uint8Array | null>;
}

/** Where a log's tiles live. Writing the same path twice with the same bytes is normal after a restart. */
export interface TileStore extends TileSource {
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** Tiles in memory: for proofs over a log that fits, and for tests. */
export class MemoryTileStore implements TileStore {
  readonly #tiles = new Map<string, Uint8Array>();

  async read(path: string): Promise<Uint8Array | null> {
    return this.#tiles.get(path) ?? null;
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#tiles.set(path, Uint8Array.from(bytes));
  }

  /** All paths, in the order in which they were first written. */
  paths(): string[] {
    return [...this.#tiles.keys()];
  }
}

/** Stores a batch's tiles in the given order: full tiles come before the partial ones that need them. */
export async function writeTiles(store: TileStore, tiles: readonly Tile[]): Promise<void> {
  for (const tile of tiles) await store.write(tile.path, tile.bytes);
}
