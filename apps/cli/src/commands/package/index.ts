import type { CommandNode } from '../../command/command-spec.ts';
import { inspectCommand } from './inspect.ts';
import { keygenCommand } from './keygen.ts';
import { openCommand } from './open.ts';
import { packCommand } from './pack.ts';
import { verifyCommand } from './verify.ts';

export const packageCommands: readonly CommandNode[] = [
  keygenCommand,
  packCommand,
  inspectCommand,
  verifyCommand,
  openCommand,
];
