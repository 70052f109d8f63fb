import { processIo } from './process-io.ts';
import { runCli } from './run-cli.ts';

/** A reader that has seen enough, such as `head`, closes the pipe: that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), processIo());
