import { encodeEntry, FIRST_PREVIOUS, type EncodedEntry, type EntryDraft } from './entry.ts';
import { parseEntryTile } from './entry-tile.ts';
import { LedgerError } from './errors.ts';
import { TileReader } from './internal/tile-reader.ts';
import { TileWriter } from './internal/tile-writer.ts';
import { RightEdge } from './right-edge.ts';
import { entryTilePath, hashTilePath, TILE_WIDTH } from './tile-path.ts';
import type { Tile, TileSource } from './tile-store.ts';
import { HASH_BYTES, leafHash } from './tree-hash.ts';

/** Where a log stands; a `Checkpoint` fits. */
export interface LogPosition {
  readonly size: number;
  /** 32 bytes. When given, the stored tiles must lead to it. */
  readonly root?: Uint8Array;
}

/** An entry with the place that it got. */
export interface AppendedEntry extends EncodedEntry {
  readonly seq: number;
}

/** A batch that extends the log. Nothing is stored yet: the caller stores entries and tiles, then signs the root. */
export interface AppendedBatch {
  /** Size and root of the log after the batch. */
  readonly size: number;
  readonly root: Buffer;
  readonly entries: readonly AppendedEntry[];
  /** Tiles to write, full ones first; see `writeTiles`. */
  readonly tiles: readonly Tile[];
}

interface AppenderState {
  readonly edge: RightEdge;
  readonly writer: TileWriter;
  readonly head: string;
}

/**
 * Extends a log batch by batch, keeping only the tree's right edge and the partial tiles in memory. The same drafts on
 * the same log give the same bytes, so a batch whose storing failed is repeated from a freshly resumed appender.
 */
export class LogAppender {
  readonly #edge: RightEdge;
  readonly #writer: TileWriter;
  #head: string;

  private constructor(state: AppenderState) {
    this.#edge = state.edge;
    this.#writer = state.writer;
    this.#head = state.head;
  }

  /**
   * Continues a log from its stored tiles; with size 0 a new log starts and the store is not read.
   *
   * @throws LedgerError `tile_missing`, `tile_malformed`, `range_invalid`; `tiles_inconsistent` when the tiles do not
   *   lead to the position's root or the entries do not hash to their tile.
   */
  static async resume(
    options: { readonly store: TileSource } & ({ readonly checkpoint: LogPosition } | LogPosition),
  ): Promise<LogAppender> {
    const { size, root } = 'checkpoint' in options ? options.checkpoint : options;
    const reader = new TileReader(options.store, size);
    const edge = new RightEdge(size, await reader.rightEdge());
    if (root !== undefined && !edge.root().equals(root)) {
      throw new LedgerError('tiles_inconsistent', 'the stored tiles do not lead to the root', { details: { size } });
    }
    const hashes = await openHashes(options.store, size);
    const entries = await openEntries(options.store, size);
    if (!entries.every((entry, i) => leafHash(entry).equals(hashes[0]![i]!))) {
      throw new LedgerError('tiles_inconsistent', 'stored entries do not hash to their tile', { details: { size } });
    }
    const head = size === 0 ? FIRST_PREVIOUS : (await reader.leaf(size - 1)).toString('base64');
    return new LogAppender({ edge, writer: new TileWriter(size, hashes, entries), head });
  }

  /** Entries in the log. */
  get size(): number {
    return this.#edge.size;
  }

  /** Root hash of the log. */
  get root(): Buffer {
    return this.#edge.root();
  }

  /** Base64 leaf hash of the last entry: the `previous` of the next. */
  get head(): string {
    return this.#head;
  }

  /**
   * Gives each draft its place, encodes it and extends chain, tree and tiles. All of the batch is appended or none.
   *
   * @throws LedgerError `entry_invalid`, `entry_too_large`; `details.position` is the draft's place in the batch.
   */
  append(batch: readonly EntryDraft[]): AppendedBatch {
    const entries: AppendedEntry[] = [];
    let previous = this.#head;
    for (const [position, draft] of batch.entries()) {
      const seq = this.#edge.size + position;
      const entry = encodeAt(draft, seq, previous, position);
      entries.push({ seq, ...entry });
      previous = entry.leafHash.toString('base64');
    }
    for (const { bytes, leafHash: leaf } of entries) {
      this.#edge.push(leaf);
      this.#writer.add(bytes, leaf);
    }
    this.#head = previous;
    return { size: this.size, root: this.root, entries, tiles: this.#writer.take() };
  }
}

function encodeAt(draft: EntryDraft, seq: number, previous: string, position: number): EncodedEntry {
  try {
    const { actor, data, subject, tenant, time, type } = draft;
    return encodeEntry({ actor, data, previous, seq, subject, tenant, time, type });
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new LedgerError(cause.code, cause.message, { cause, details: { ...cause.details, position } });
  }
}

/** Contents of the partial hash tiles, level 0 first. */
async function openHashes(store: TileSource, size: number): Promise<Buffer[][]> {
  const levels: Buffer[][] = [];
  for (let count = size, level = 0; count > 0; count = Math.floor(count / TILE_WIDTH), level++) {
    const width = count % TILE_WIDTH;
    const index = Math.floor(count / TILE_WIDTH);
    const bytes =
      width === 0
        ? Buffer.alloc(0)
        : await readOpen(store, hashTilePath(level, index, width), hashTilePath(level, index, TILE_WIDTH));
    if (bytes.length < width * HASH_BYTES) {
      throw new LedgerError('tile_malformed', 'a tile has the wrong length', { details: { level, index } });
    }
    levels.push(Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)));
  }
  return levels;
}

/** Entries of the partial entry bundle. */
async function openEntries(store: TileSource, size: number): Promise<Buffer[]> {
  const width = size % TILE_WIDTH;
  if (width === 0) return [];
  const index = Math.floor(size / TILE_WIDTH);
  const entries = parseEntryTile(await readOpen(store, entryTilePath(index, width), entryTilePath(index, TILE_WIDTH)));
  if (entries.length < width) {
    throw new LedgerError('tile_malformed', 'an entry bundle has too few entries', { details: { index } });
  }
  return entries.slice(0, width);
}

/** A partial tile, or the full one that has replaced it (a batch may have been stored but not signed). */
async function readOpen(store: TileSource, path: string, fullPath: string): Promise<Buffer> {
  const bytes = (await store.read(path)) ?? (await store.read(fullPath));
  if (bytes === null) throw new LedgerError('tile_missing', 'a tile of the tree is missing', { details: { path } });
  return Buffer.from(bytes);
}
