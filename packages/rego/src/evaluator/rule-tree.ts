import type { Group } from './group.ts';

/** Rules by the ground begin of their paths. */
export class TreeNode {
  readonly children = new Map<string, TreeNode>();
  /** Rules whose whole path this is. */
  group: Group | undefined;
  /** Rules whose path goes on with variables. */
  dynamic: Group | undefined;

  /** Functions are no documents. */
  get isHidden(): boolean {
    return this.group?.kind === 'function' && this.children.size === 0 && this.dynamic === undefined;
  }
}

/** The node at a path below another one, made when it is not there. */
export function growNode(root: TreeNode, path: readonly string[]): TreeNode {
  let node = root;
  for (const name of path) {
    let child = node.children.get(name);
    if (child === undefined) {
      child = new TreeNode();
      node.children.set(name, child);
    }
    node = child;
  }
  return node;
}

/** The node at a path below another one. */
export function findNode(root: TreeNode, path: readonly string[]): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const name of path) node = node?.children.get(name);
  return node;
}
