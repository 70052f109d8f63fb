import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TestkitError } from '../errors.ts';

const execute = promisify(execFile);

/** Runs a program to its end and returns its output. @throws TestkitError `service_failed` with what it printed */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly timeoutMs: number },
): Promise<string> {
  const { cwd, timeoutMs } = options;
  try {
    const { stdout } = await execute(command, [...args], {
      timeout: timeoutMs,
      env: { ...process.env, LC_ALL: 'C' },
      ...(cwd === undefined ? {} : { cwd }),
    });
    return stdout;
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new TestkitError('service_failed', `${command} failed\n${stderr}`, { cause, details: { command, stderr } });
  }
}
