import type { CommandNode } from '../../command/command-spec.ts';
import { agentLabelCommand } from './label.ts';
import { agentListCommand } from './list.ts';
import { agentRevokeCommand } from './revoke.ts';
import { agentRevokeGroupCommand } from './revoke-group.ts';
import { agentShowCommand } from './show.ts';
import { agentStartCommand } from './start.ts';

export const agentCommands: readonly CommandNode[] = [
  agentListCommand,
  agentShowCommand,
  agentLabelCommand,
  agentRevokeCommand,
  agentRevokeGroupCommand,
  agentStartCommand,
];
