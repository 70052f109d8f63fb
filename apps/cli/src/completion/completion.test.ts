import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';
import { tempDir } from '@tensorguard/testkit';
import { optionsOf } from '../command/common-options.ts';
import { flagOf } from '../command/option.ts';
import { commandsOf } from '../command/walk.ts';
import { commandTree } from '../commands/tree.ts';
import { run } from '../testing/run-in-process.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const hasShell = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** Asks bash what it offers after these words; the last word is the one at the cursor. */
async function offered(words: readonly string[], cwd: string): Promise<string[]> {
  const script = `${bashCompletion(commandTree)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tensorguard; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', 'tensorguard', ...words], { cwd });
  return stdout.split('\n').filter((line) => line !== '');
}

suite('bash', { skip: hasShell('bash') ? false : 'bash is not installed' }, () => {
  const cases: [name: string, words: string[], expected: string[]][] = [
    ['the first words', ['rol'], ['rollout']],
    ['the words of a group', ['rollout', 'r'], ['resume', 'rollback']],
    ['options of a command', ['rollout', 'show', '--w'], ['--watch']],
    ['options after an argument', ['rollout', 'show', 'rlt_x', '--int'], ['--interval']],
    ['choices of an option', ['agent', 'list', '--connection', 'o'], ['online', 'offline']],
    ['choices of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['files for a file option', ['publisher', 'add', 'x', '--key', 'my'], ['my key.json']],
    ['files for a file argument', ['package', 'inspect', 'my'], ['my key.json']],
    ['folders only for a folder option', ['package', 'keygen', '--out', ''], ['sub']],
    ['nothing for free text', ['fleet', 'revoke', 'x', '--reason', ''], []],
    [
      'a command name that is a value stays a value',
      ['package', 'pack', '--name', 'rollout', '--sel'],
      ['--self-test', '--self-test-auto'],
    ],
  ];
  for (const [name, words, expected] of cases) {
    test(`offers ${name}`, async (t) => {
      const cwd = await tempDir(t);
      await mkdir(join(cwd, 'sub'));
      await writeFile(join(cwd, 'my key.json'), '');
      assert.deepEqual(await offered(words, cwd), expected);
    });
  }
});

for (const [shell, script] of [
  ['zsh', zshCompletion(commandTree)],
  ['fish', fishCompletion(commandTree)],
] as const) {
  test(`${shell} takes the script`, { skip: hasShell(shell) ? false : `${shell} is not installed` }, async (t) => {
    const file = join(await tempDir(t), 'script');
    await writeFile(file, script);
    const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
}

test('every script names every command and every option', () => {
  const scripts = {
    bash: bashCompletion(commandTree),
    zsh: zshCompletion(commandTree),
    fish: fishCompletion(commandTree),
  };
  for (const { path, node } of commandsOf(commandTree)) {
    for (const [shell, script] of Object.entries(scripts)) {
      assert.ok(script.includes(path.join(' ')) || shell === 'fish', `${shell}: ${path.join(' ')}`);
      for (const name of Object.keys(optionsOf(node))) {
        const written = shell === 'fish' ? `-l ${flagOf(name).slice(2)}` : flagOf(name);
        assert.ok(script.includes(written), `${shell}: ${written}`);
      }
    }
  }
});

test('the command prints the script of the shell that is named', async () => {
  for (const [shell, script] of [
    ['bash', bashCompletion(commandTree)],
    ['zsh', zshCompletion(commandTree)],
    ['fish', fishCompletion(commandTree)],
  ] as const) {
    assert.equal((await run(['completion', shell])).stdout, script);
  }
  assert.equal((await run(['completion', 'cmd'])).code, 2);
});
