import type { CommandNode } from '../../command/command-spec.ts';
import { fleetCreateCommand } from './create.ts';
import { fleetListCommand } from './list.ts';
import { fleetRevokeCommand } from './revoke.ts';
import { fleetShowCommand } from './show.ts';

export const fleetCommands: readonly CommandNode[] = [
  fleetListCommand,
  fleetCreateCommand,
  fleetShowCommand,
  fleetRevokeCommand,
];
