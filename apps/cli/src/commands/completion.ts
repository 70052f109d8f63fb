import { defineCommand, type CommandGroup } from '../command/command-spec.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
type Shell = keyof typeof SHELLS;

export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'Print a completion script for a shell',
  examples: ['source <(tensorguard completion bash)', 'tensorguard completion fish | source'],
  prints: 'document',
  args: { shell: { help: 'The shell', choices: Object.keys(SHELLS) } },
  async run({ args, output }) {
    // The tree holds this command: it is loaded when both are there.
    const { commandTree } = (await import('./tree.ts')) as { commandTree: CommandGroup };
    output.document(SHELLS[args.shell as Shell](commandTree));
  },
});
