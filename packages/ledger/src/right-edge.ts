import { EMPTY_ROOT, nodeHash } from './tree-hash.ts';

/**
 * The right edge of an RFC 6962 tree: the roots of the complete subtrees that a size decomposes into. It is all that is
 * needed to append leaves and to compute the root.
 */
export class RightEdge {
  #size: number;
  /** Subtree roots, largest subtree first. */
  readonly #roots: Buffer[];

  /** `roots` are the complete subtrees of a tree of `size` leaves, largest first. */
  constructor(size = 0, roots: readonly Buffer[] = []) {
    if (roots.length !== completeSubtrees(size)) throw new TypeError('one root for each complete subtree is needed');
    this.#size = size;
    this.#roots = [...roots];
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a leaf by its hash. */
  push(leaf: Buffer): void {
    let root = leaf;
    // Each trailing one bit of the old size is a complete subtree that merges with what arrives.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) root = nodeHash(this.#roots.pop()!, root);
    this.#roots.push(root);
    this.#size++;
  }

  /** Root hash of the tree so far. */
  root(): Buffer {
    const [last = EMPTY_ROOT, ...larger] = this.#roots.toReversed();
    return larger.reduce((right, left) => nodeHash(left, right), last);
  }

  /** An independent copy. */
  clone(): RightEdge {
    return new RightEdge(this.#size, this.#roots);
  }
}

/** Number of one bits in a size, that is, of complete subtrees. */
function completeSubtrees(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
