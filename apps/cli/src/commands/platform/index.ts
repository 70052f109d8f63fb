import type { CommandNode } from '../../command/command-spec.ts';
import { platformStartCommand } from './start.ts';

export const platformCommands: readonly CommandNode[] = [platformStartCommand];
