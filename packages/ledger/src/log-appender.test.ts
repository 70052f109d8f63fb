import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseEntryTile } from './entry-tile.ts';
import { parseEntry, FIRST_PREVIOUS } from './entry.ts';
import { sampleDraft, sampleLog } from './internal/sample-log.ts';
import { LogAppender } from './log-appender.ts';
import { MemoryTileStore, writeTiles, type Tile } from './tile-store.ts';
import { EMPTY_ROOT, leafHash } from './tree-hash.ts';

const drafts = (from: number, count: number) => Array.from({ length: count }, (_, i) => sampleDraft(from + i));

test('an empty log has the empty root and links its first entry to zeros', async () => {
  const appender = await LogAppender.resume({ store: new MemoryTileStore(), size: 0 });
  assert.deepEqual(appender.root, EMPTY_ROOT);
  const { entries, size } = appender.append(drafts(0, 1));
  assert.equal(size, 1);
  assert.equal(parseEntry(entries[0]!.bytes).previous, FIRST_PREVIOUS);
});

test('each entry links to the leaf hash of its predecessor', async () => {
  const { entries } = await sampleLog(300);
  for (const [seq, { bytes }] of entries.entries()) {
    const entry = parseEntry(bytes);
    assert.equal(entry.seq, seq);
    assert.equal(entry.previous, seq === 0 ? FIRST_PREVIOUS : leafHash(entries[seq - 1]!.bytes).toString('base64'));
  }
});

test('root, head and full tiles do not depend on how entries are batched or when the appender is resumed', async () => {
  const whole = await sampleLog(600, { batch: 600 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), async (batches) => {
      const store = new MemoryTileStore();
      let size = 0;
      let root = EMPTY_ROOT;
      for (const wanted of batches) {
        const count = Math.min(wanted, 600 - size);
        const appender = await LogAppender.resume({ store, checkpoint: { size, root } });
        const batch = appender.append(drafts(size, count));
        await writeTiles(store, batch.tiles);
        ({ size, root } = batch);
      }
      assert.deepEqual(root, whole.root(size));
      for (const path of store.paths().filter((name) => !name.includes('.p/'))) {
        assert.deepEqual(await store.read(path), await whole.store.read(path), path);
      }
    }),
    { numRuns: 12 },
  );
});

test('emits exactly the tiles that a tree of 70,000 needs (example of c2sp.org/tlog-tiles)', async () => {
  const appender = await LogAppender.resume({ store: new MemoryTileStore(), size: 0 });
  const { tiles } = appender.append(drafts(0, 70_000));
  const hashTiles = tiles.filter(({ path }) => !path.startsWith('tile/entries/'));
  const at = (level: number) =>
    hashTiles.filter(({ path }) => path.startsWith(`tile/${level}/`)).map(({ path }) => path);
  assert.equal(at(0).length, 274);
  assert.ok(at(0).includes('tile/0/273.p/112'));
  assert.deepEqual(at(1), ['tile/1/000', 'tile/1/001.p/17']);
  assert.deepEqual(at(2), ['tile/2/000.p/1']);
  assert.ok(tiles.some(({ path }) => path === 'tile/entries/273.p/112'));
});

test('entry bundles hold the entries that the level 0 tile hashes', async () => {
  const { store, entries } = await sampleLog(260, { batch: 130 });
  const [first, rest] = [await store.read('tile/entries/000'), await store.read('tile/entries/001.p/4')];
  const stored = [...parseEntryTile(first!), ...parseEntryTile(rest!)];
  assert.deepEqual(
    stored,
    entries.map(({ bytes }) => bytes),
  );
  const hashes = Buffer.concat([(await store.read('tile/0/000'))!, (await store.read('tile/0/001.p/4'))!]);
  assert.deepEqual(hashes, Buffer.concat(stored.map((bytes) => leafHash(bytes))));
});

test('a batch with one bad draft appends nothing and names its place', async () => {
  const appender = await LogAppender.resume({ store: new MemoryTileStore(), size: 0 });
  const bad = { ...sampleDraft(1), type: 'BAD' };
  assert.throws(
    () => appender.append([sampleDraft(0), bad]),
    (error: { code: string; details: object }) => {
      assert.equal(error.code, 'entry_invalid');
      assert.equal('position' in error.details && error.details.position, 1);
      return true;
    },
  );
  assert.equal(appender.size, 0);
  assert.deepEqual(appender.append([]).tiles, []);
  assert.equal(parseEntry(appender.append(drafts(0, 1)).entries[0]!.bytes).previous, FIRST_PREVIOUS);
});

/** A store that answers with `change` applied to one path. */
function tampered(store: MemoryTileStore, path: string, change: (bytes: Uint8Array) => Uint8Array | null) {
  return {
    read: async (asked: string): Promise<Uint8Array | null> => {
      const bytes = await store.read(asked);
      return asked === path && bytes !== null ? change(Uint8Array.from(bytes)) : bytes;
    },
  };
}

const flip = (bytes: Uint8Array): Uint8Array => bytes.with(5, bytes[5]! ^ 1);
const cases: [string, string, (bytes: Uint8Array) => Uint8Array | null, string][] = [
  ['a changed leaf tile', 'tile/0/002.p/88', flip, 'tiles_inconsistent'],
  ['a changed upper tile', 'tile/1/000.p/2', flip, 'tiles_inconsistent'],
  ['a changed entry bundle', 'tile/entries/002.p/88', flip, 'tiles_inconsistent'],
  ['a missing tile', 'tile/0/002.p/88', () => null, 'tile_missing'],
  ['a missing entry bundle', 'tile/entries/002.p/88', () => null, 'tile_missing'],
  ['a short tile', 'tile/0/002.p/88', (bytes) => bytes.subarray(32), 'tile_malformed'],
  ['a ragged tile', 'tile/0/002.p/88', (bytes) => bytes.subarray(1), 'tile_malformed'],
  ['a cut entry bundle', 'tile/entries/002.p/88', (bytes) => bytes.subarray(0, -1), 'tile_malformed'],
  ['an entry bundle that lacks entries', 'tile/entries/002.p/88', () => new Uint8Array(0), 'tile_malformed'],
];
for (const [name, path, change, code] of cases) {
  test(`does not resume from ${name}`, async () => {
    const { store, root } = await sampleLog(600);
    const source = tampered(store, path, change);
    await assert.rejects(LogAppender.resume({ store: source, size: 600, root: root(600) }), { code });
  });
}

test('does not resume at a size that is none', async () => {
  for (const size of [-1, 1.5, Number.NaN, 2 ** 60]) {
    await assert.rejects(LogAppender.resume({ store: new MemoryTileStore(), size }), { code: 'range_invalid' });
  }
});

test('a stored batch that was never signed is repeated with the same bytes', async () => {
  const { store, root } = await sampleLog(500);
  const attempt = async (): Promise<readonly Tile[]> => {
    const appender = await LogAppender.resume({ store, checkpoint: { size: 500, root: root(500) } });
    return appender.append(drafts(500, 50)).tiles;
  };
  const first = await attempt();
  await writeTiles(store, first);
  assert.deepEqual(await attempt(), first);
});
