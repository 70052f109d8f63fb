import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const BENCH = join(import.meta.dirname, '..', '..', 'bench');

async function bench(...args: string[]): Promise<string> {
  const { NODE_V8_COVERAGE: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [join(BENCH, 'main.ts'), ...args], { env });
  return stdout;
}

test('each benchmark can be named, and loads', async () => {
  const files = (await readdir(join(BENCH, 'cases'))).filter((file) => file.endsWith('.ts'));
  const names = files.map((file) => file.slice(0, -'.ts'.length)).sort();
  assert.deepEqual((await bench('--list')).trim().split('\n'), names);
  for (const file of files) {
    const benchCase = (await import(join(BENCH, 'cases', file))) as { run: unknown };
    assert.equal(typeof benchCase.run, 'function', file);
  }
});

test('a benchmark gives its machine and its measures as JSON', async () => {
  const { machine, quick, results } = JSON.parse(await bench('ledger-verify', '--quick', '--json')) as {
    machine: { cpus: number };
    quick: boolean;
    results: Record<string, { name: string; unit: string; value: number }[]>;
  };
  assert.ok(typeof machine === 'object' && quick);
  const measures = results['ledger-verify']!;
  assert.ok(measures.length > 0);
  for (const { name, unit, value } of measures) assert.ok(value > 0 && unit !== '', name);
});

test('an unknown benchmark is refused with the names that there are', async () => {
  await assert.rejects(bench('nothing'), (error: { code: number; stdout: string }) => {
    assert.deepEqual([error.code, error.stdout.includes('There are: ')], [2, true]);
    return true;
  });
});
