import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { ROOT, runCommand } from './run-command.ts';

/** The static checks: each is a program that fails when something is wrong. */
const CHECKS: readonly { name: string; command: string; args: readonly string[]; cwd?: string }[] = [
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  { name: 'types of the console', command: 'vue-tsc', args: ['--noEmit'], cwd: 'apps/console' },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings', '.'] },
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'dead code', command: 'knip', args: [] },
  { name: 'layers', command: 'node', args: ['--test', 'tests/architecture/*.test.ts'] },
];

/** Runs every check, prints what failed, and counts. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  for (const { name, command, args, cwd = '.' } of CHECKS) {
    const startedAt = Date.now();
    const { exitCode, output } = await runCommand(command, args, { cwd: join(ROOT, cwd) });
    if (exitCode === 0) passed++;
    else process.stdout.write(`${output}\n`);
    process.stdout.write(
      `${exitCode === 0 ? 'ok' : 'FAILED'}  ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`,
    );
  }
  return { passed, failed: CHECKS.length - passed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  process.exitCode = failed === 0 ? 0 : 1;
}
