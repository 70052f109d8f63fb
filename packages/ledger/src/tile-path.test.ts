import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryTilePath, hashTilePath } from './tile-path.ts';

const paths: [string, string][] = [
  [hashTilePath(0, 0, 256), 'tile/0/000'],
  [hashTilePath(0, 0, 1), 'tile/0/000.p/1'],
  [hashTilePath(1, 999, 256), 'tile/1/999'],
  [hashTilePath(2, 1000, 255), 'tile/2/x001/000.p/255'],
  // The example of c2sp.org/tlog-tiles.
  [hashTilePath(0, 1_234_067, 256), 'tile/0/x001/x234/067'],
  [entryTilePath(273, 112), 'tile/entries/273.p/112'],
];
for (const [made, expected] of paths) {
  test(`names the tile ${expected}`, () => assert.equal(made, expected));
}
