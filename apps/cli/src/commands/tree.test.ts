import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { optionsOf } from '../command/common-options.ts';
import { flagOf } from '../command/option.ts';
import { commandsOf, walk } from '../command/walk.ts';
import { run } from '../testing/run-in-process.ts';
import { commandTree } from './tree.ts';

const commands = commandsOf(commandTree);

test('every node has a summary on one line without a full stop, and no two siblings share a name', () => {
  for (const { path, node } of walk(commandTree)) {
    assert.match(node.summary, /^[A-Z][^\n]{5,110}[^.\n]$/, path.join(' '));
    if (node.kind === 'group') {
      const names = node.commands.map(({ name }) => name);
      assert.deepEqual(names, [...new Set(names)]);
    }
  }
});

test('every command has an example that names the command', () => {
  for (const { path, node } of commands) {
    assert.ok(node.examples.length > 0, path.join(' '));
    for (const example of node.examples) assert.ok(example.includes(`tensorguard ${path.join(' ')}`), example);
  }
});

test('options in examples exist', () => {
  for (const { path, node } of commands) {
    const known = new Set(Object.keys(optionsOf(node)).map(flagOf));
    for (const option of node.examples.join(' ').matchAll(/(?<= )--[a-z-]+/g)) {
      assert.ok(known.has(option[0]), `${path.join(' ')} ${option[0]}`);
    }
  }
});

test('every command that prints data takes --json; every option has help; every required option a value', () => {
  for (const { path, node } of commands) {
    const options = optionsOf(node);
    assert.equal('json' in options, node.prints === 'data', path.join(' '));
    for (const [name, option] of Object.entries(options)) {
      assert.match(option.help, /^[A-Z1-9].{3,}[^.]$/, `${path.join(' ')} ${name}`);
      if (option.required) assert.ok(option.placeholder, name);
    }
    for (const [name, argument] of Object.entries(node.args)) assert.ok(argument.help.length > 3, name);
  }
});

test('every command that talks to the platform takes --url and --token, every destructive one --yes', () => {
  for (const { path, node } of commands) {
    const options = optionsOf(node);
    if (node.api) assert.ok('url' in options && 'token' in options, path.join(' '));
    assert.equal('yes' in options, node.destructive ?? false, path.join(' '));
  }
});

test('commands that revoke, remove, withdraw, abort or roll back are destructive', () => {
  const verbs = new Set(['revoke', 'revoke-group', 'remove', 'withdraw', 'abort', 'rollback']);
  const named = commands.filter(({ node }) => verbs.has(node.name));
  assert.equal(named.length, 9);
  for (const { path, node } of named) assert.equal(node.destructive, true, path.join(' '));
});

test('the help of every node shows its summary, and of a command its example', async () => {
  for (const { path, node } of walk(commandTree)) {
    const { code, stdout, stderr } = await run([...path, '--help']);
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(node.summary.split(' ')[0]!), path.join(' '));
    if (node.kind === 'command') assert.ok(stdout.includes(node.examples[0]!), path.join(' '));
  }
});

test('every operation of the operator API can be reached, but for those of browsers', async () => {
  const { readdir, readFile } = await import('node:fs/promises');
  const folder = new URL('../', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    /^(?!.*(test|testing)).*\.ts$/.test(name),
  );
  const source = (await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')))).join('\n');
  const used = new Set([...source.matchAll(/operatorRoutes\.(\w+)/g)].map((match) => match[1]));
  const unused = Object.keys(operatorRoutes).filter((id) => !used.has(id));
  assert.deepEqual(unused.sort(), [
    'closeSession',
    'getConsistencyProof',
    'getOverview',
    'openSession',
    'streamChanges',
  ]);
});
