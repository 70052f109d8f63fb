import type { CommandNode } from '../../command/command-spec.ts';
import { ledgerCheckpointCommand } from './checkpoint.ts';
import { ledgerExportCommand } from './export.ts';
import { ledgerKeysCommand } from './keys.ts';
import { ledgerListCommand } from './list.ts';
import { ledgerProofCommand } from './proof.ts';
import { ledgerShowCommand } from './show.ts';
import { ledgerVerifyCommand } from './verify.ts';

export const ledgerCommands: readonly CommandNode[] = [
  ledgerListCommand,
  ledgerShowCommand,
  ledgerCheckpointCommand,
  ledgerProofCommand,
  ledgerKeysCommand,
  ledgerExportCommand,
  ledgerVerifyCommand,
];
