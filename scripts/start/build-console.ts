import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runCommand } from '../run-command.ts';
import { say } from './say.ts';

const CONSOLE = join(ROOT, 'apps/console');
const SOURCES = [
  'apps/console/{src,public}/**/*',
  'apps/console/{index.html,vite.config.ts,package.json}',
  'packages/contract/src/**/*.ts',
];

/** Builds the console unless what is built is newer than its sources. */
export async function buildConsole(): Promise<void> {
  const built = join(CONSOLE, 'dist/index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newestSource()) return;
  say('Building the console …');
  const { exitCode, output } = await runCommand('vite', ['build', '--logLevel', 'warn'], { cwd: CONSOLE });
  if (exitCode !== 0) throw new Error(`the console could not be built:\n${output}`);
}

function newestSource(): number {
  const files = globSync(SOURCES, { cwd: ROOT });
  return Math.max(...files.map((file) => statSync(join(ROOT, file)).mtimeMs));
}
