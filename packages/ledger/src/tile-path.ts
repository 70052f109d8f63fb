/** Hashes in a full tile: tile height 8 (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256;
/** Levels of tree that one level of tiles spans. */
export const TILE_HEIGHT = 8;

/** Path of a hash tile; `width` below {@link TILE_WIDTH} names a partial tile. */
export function hashTilePath(level: number, index: number, width: number): string {
  return `tile/${level}/${tileIndexPath(index)}${partialSuffix(width)}`;
}

/** Path of an entry bundle; `width` below {@link TILE_WIDTH} names a partial one. */
export function entryTilePath(index: number, width: number): string {
  return `tile/entries/${tileIndexPath(index)}${partialSuffix(width)}`;
}

/** Tile index as path: groups of three digits, all but the last marked by `x` (1234067 is `x001/x234/067`). */
function tileIndexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g)!;
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

function partialSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}
