import type { CommandNode } from '../../command/command-spec.ts';
import { lineListCommand } from './list.ts';

export const lineCommands: readonly CommandNode[] = [lineListCommand];
