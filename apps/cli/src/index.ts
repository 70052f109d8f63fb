export type { CliIo, InputStream, OutputStream } from './cli-io.ts';
export { commandTree } from './commands/tree.ts';
export { CliError, type CliErrorCode } from './errors.ts';
export { EXIT_CODES, exitReasonOf, type ExitReason } from './exit-codes.ts';
export { runCli } from './run-cli.ts';
