import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { tempDir } from '@tensorguard/testkit';

const PROGRAM = join(import.meta.dirname, '../../bin/evaluate.ts');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

suite('the program that evaluates', () => {
  test('ends with the measure as its last line', async (t) => {
    const file = join(await tempDir(t), 'lines.jsonl');
    const text = 'Write to anna@example.com today';
    writeFileSync(file, `${JSON.stringify({ text, spans: [{ type: 'EMAIL_ADDRESS', start: 9, end: 25 }] })}\n`);
    const { status, stdout } = run(file);
    assert.equal(status, 0);
    assert.match(stdout, /^EMAIL_ADDRESS +1 +1 +1\.000 +1\.000 +1\.000$/m);
    assert.equal(stdout.trimEnd().split('\n').at(-1), 'f1 1.0000');
    const { overall, hidden } = JSON.parse(run(file, '--json').stdout) as { overall: { f1: number }; hidden: number };
    assert.deepEqual([overall.f1, hidden], [1, 1]);
  });

  test('tells what is wrong in one line', async (t) => {
    const folder = await tempDir(t);
    const bad = join(folder, 'bad.jsonl');
    for (const [line, message] of [
      ['{', /^line_invalid: line 1 is not .*: no JSON$/],
      ['{"text": 1, "spans": []}', /^line_invalid: line 1 .*: text Invalid input/],
      ['{"text": "a", "spans": [{"type": "X", "start": 0, "end": 9}]}', /outside of the text$/],
      ['', /^line_invalid: .* has no lines$/],
    ] as const) {
      writeFileSync(bad, line);
      const { status, stderr } = run(bad);
      assert.equal(status, 1);
      assert.match(stderr.trimEnd(), message);
    }
    const missing = run(join(folder, 'missing.jsonl'));
    assert.deepEqual([missing.status, /^file_unreadable: .*ENOENT/.test(missing.stderr)], [1, true]);
  });

  test('shows how to call it', () => {
    for (const args of [[], ['--nope', 'x'], ['a', 'b']]) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2);
      assert.match(stderr, /^usage: /);
    }
  });
});
