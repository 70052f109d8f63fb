import { createLogger, messageOf } from '@tensorguard/core';
import { startAgent } from './compose.ts';
import { readAgentConfig } from './config.ts';
import { codeOf } from './errors.ts';
import { exitCodeOf } from './exit-codes.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

try {
  const config = readAgentConfig(process.env);
  const agent = await startAgent(config, { signal: interrupted.signal });
  const interruption = new Promise<undefined>((resolve) => {
    const stop = (): void => resolve(undefined);
    interrupted.signal.addEventListener('abort', stop, { once: true });
    if (interrupted.signal.aborted) stop();
  });
  const end = await Promise.race([agent.ended, interruption]);
  await agent.stop();
  process.exitCode = end === undefined ? 0 : exitCodeOf(end.code);
} catch (error) {
  if (!interrupted.signal.aborted) {
    createLogger().error('agent.not_started', { code: codeOf(error), message: messageOf(error), error });
    process.exitCode = exitCodeOf(codeOf(error));
  }
}
