/**
 * The order in which an inclusion proof's hashes combine with the leaf's (RFC 9162, 2.1.3.2): `left` when the proof's
 * hash is the left operand. `null` when the leaf is not in a tree of that size.
 *
 * Pure arithmetic without hashing, so that the same rule serves Node and browsers.
 */
export function inclusionPath(index: number, size: number): ('left' | 'right')[] | null {
  if (!isCount(index) || !isCount(size) || index >= size) return null;
  const path: ('left' | 'right')[] = [];
  let node = index;
  let last = size - 1;
  while (last > 0) {
    if (node % 2 === 1) path.push('left');
    else if (node < last) path.push('right');
    // A last node without sibling rises unchanged.
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return path;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
