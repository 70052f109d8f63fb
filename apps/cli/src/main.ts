import { keepCompiledModules } from './compile-cache.ts';

/** A reader that has seen enough, such as `head`, closes the pipe: that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

keepCompiledModules(process.env);
// Loaded after the line above, so that they are kept.
const [{ processIo }, { runCli }] = await Promise.all([import('./process-io.ts'), import('./run-cli.ts')]);
process.exitCode = await runCli(process.argv.slice(2), processIo());
