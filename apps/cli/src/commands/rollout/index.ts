import type { CommandNode } from '../../command/command-spec.ts';
import { rolloutAgentsCommand } from './agents.ts';
import { abortCommand, pauseCommand, resumeCommand, rollbackCommand } from './change.ts';
import { rolloutCreateCommand } from './create.ts';
import { rolloutListCommand } from './list.ts';
import { rolloutShowCommand } from './show.ts';

export const rolloutCommands: readonly CommandNode[] = [
  rolloutCreateCommand,
  rolloutListCommand,
  rolloutShowCommand,
  rolloutAgentsCommand,
  pauseCommand,
  resumeCommand,
  abortCommand,
  rollbackCommand,
];
