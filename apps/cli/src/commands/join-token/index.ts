import type { CommandNode } from '../../command/command-spec.ts';
import { joinTokenCreateCommand } from './create.ts';
import { joinTokenListCommand } from './list.ts';
import { joinTokenRevokeCommand } from './revoke.ts';

export const joinTokenCommands: readonly CommandNode[] = [
  joinTokenCreateCommand,
  joinTokenListCommand,
  joinTokenRevokeCommand,
];
