import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from './run-in-process.ts';

/** Path of the command's entry point. */
export const MAIN_PATH = join(import.meta.dirname, '..', 'main.ts');

/** Longest time that a child may take, milliseconds. */
const CHILD_TIMEOUT_MS = 60_000;

/** Runs the real command as a process of its own. */
export function runChild(
  argv: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; stdin?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN_PATH, ...argv], {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'], ...options.env },
      timeout: CHILD_TIMEOUT_MS,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? -1, stdout, stderr, json: () => JSON.parse(stdout) as unknown });
    });
    child.stdin.end(options.stdin ?? '');
  });
}
