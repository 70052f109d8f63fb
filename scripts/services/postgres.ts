// Runs a private PostgreSQL for work by hand until Ctrl-C, and prints its URL: `node scripts/services/postgres.ts`.
import { startPostgres, TestkitError } from '@tensorguard/testkit';

try {
  const server = await startPostgres();
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      clearInterval(keepAlive);
      void server.stop();
    });
  }
  process.stdout.write(`${server.url}\n`);
} catch (error) {
  if (!(error instanceof TestkitError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
