import { resolve } from 'node:path';
import { createApiSession } from './api/api-session.ts';
import type { CliIo } from './cli-io.ts';
import { buildProgram, HelpShown, type OnCommand } from './command/build-program.ts';
import type { CommandContext } from './command/command-context.ts';
import type { CommonValues } from './command/common-options.ts';
import { commandTree } from './commands/tree.ts';
import { findConnection } from './connection.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { confirm } from './input/confirm.ts';
import { createOutput } from './output/output.ts';
import { createProgress } from './output/progress.ts';
import { reportError } from './output/report-error.ts';
import { CLI_VERSION } from './version.ts';

/** What the first help page ends with. */
const EPILOGUE = [
  'Exit codes:',
  ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${code}  ${meaning}`),
  '',
  'Example:',
  '  $ tensorguard package inspect model.tgsp',
].join('\n');

/**
 * Runs the command with arguments as they follow its name, and returns the exit code. Never throws: every error is told on
 * standard error.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  let exitCode: number = EXIT_CODES.ok.code;
  const onCommand: OnCommand = async (spec, args, options) => {
    const result = await spec.run(contextOf(io, args, options));
    exitCode = result ?? exitCode;
  };
  const { stdout, stderr } = io;
  try {
    const program = buildProgram(commandTree, { version: CLI_VERSION, epilogue: EPILOGUE, stdout, stderr, onCommand });
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof HelpShown) return exitCode;
    // The parser may have failed before it knew these two.
    return reportError(error, io, { json: argv.includes('--json'), debug: argv.includes('--debug') });
  }
}

function contextOf(io: CliIo, args: unknown, options: CommonValues): CommandContext<never, never> {
  return {
    args: args as never,
    options: options as never,
    io,
    output: createOutput(io, options.json ?? false),
    path: (given) => resolve(io.cwd, given),
    progress: (label) => createProgress(io.stderr, io.clock, label),
    api: async () => createApiSession(await findConnection(io, options)),
    confirm: (request) => confirm(io, request, options.yes ?? false),
  };
}
