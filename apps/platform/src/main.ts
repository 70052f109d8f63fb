import { CodedError, createLogger } from '@tensorguard/core';
import { startPlatform } from './compose.ts';
import { readPlatformConfig } from './config.ts';

try {
  const platform = await startPlatform(readPlatformConfig(process.env));
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void platform.stop();
    });
  }
} catch (error) {
  if (error instanceof CodedError) process.stderr.write(`${error.code}: ${error.message}\n`);
  else createLogger().error('start_failed', { error });
  process.exitCode = 1;
}
