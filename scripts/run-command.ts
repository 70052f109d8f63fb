import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Top folder of the repository. */
export const ROOT = join(import.meta.dirname, '..');

/** How a program ended, and everything it printed. */
export interface CommandResult {
  readonly exitCode: number;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a program of the folder's or the repository's `node_modules/.bin`, or of the system, to its end. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; echo?: boolean } = {},
): Promise<CommandResult> {
  const cwd = options.cwd ?? ROOT;
  const path = [cwd, ROOT].map((folder) => join(folder, 'node_modules/.bin'));
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...options.env, PATH: [...path, process.env['PATH']].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  const stdout: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (stream === child.stdout) stdout.push(chunk);
      if (options.echo) process.stdout.write(chunk);
    });
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { exitCode, output: Buffer.concat(chunks).toString('utf8'), stdout: Buffer.concat(stdout).toString('utf8') };
}
