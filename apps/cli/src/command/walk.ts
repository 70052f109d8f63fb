import type { CommandGroup, CommandNode, CommandSpec } from './command-spec.ts';

/** A node with the words that lead to it, the name of the program left out. */
export interface Walked<Node extends CommandNode = CommandNode> {
  readonly path: readonly string[];
  readonly node: Node;
}

/** All nodes of a tree, parents first, in the order of the help. The first is the tree itself. */
export function walk(tree: CommandGroup): Walked[] {
  const visit = (node: CommandNode, path: readonly string[]): Walked[] => [
    { path, node },
    ...(node.kind === 'group' ? node.commands.flatMap((child) => visit(child, [...path, child.name])) : []),
  ];
  return visit(tree, []);
}

/** All commands of a tree. */
export function commandsOf(tree: CommandGroup): Walked<CommandSpec>[] {
  return walk(tree).filter((walked): walked is Walked<CommandSpec> => walked.node.kind === 'command');
}
