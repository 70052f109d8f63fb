import type { CommandNode } from '../../command/command-spec.ts';
import { publisherAddCommand } from './add.ts';
import { publisherListCommand } from './list.ts';
import { publisherRemoveCommand } from './remove.ts';

export const publisherCommands: readonly CommandNode[] = [
  publisherListCommand,
  publisherAddCommand,
  publisherRemoveCommand,
];
