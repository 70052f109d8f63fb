import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { TgspError } from './errors.ts';
import { checkPackagePaths, packagePathProblem } from './package-path.ts';

const GOOD = [
  'a',
  'model.onnx',
  'weights/part-0001.bin',
  'a/b/c/d',
  '日本語/モデル.onnx',
  'é',
  '.hidden',
  'a..b',
  'console',
  'com10',
];
const BAD = [
  ['empty', ''],
  ['absolute', '/a'],
  ['walks up', '../a'],
  ['walks up inside', 'a/../b'],
  ['ends in a step up', 'a/..'],
  ['dot part', './a'],
  ['empty part', 'a//b'],
  ['slash at the end', 'a/'],
  ['backslash', 'a\\b'],
  ['NUL', 'a\0b'],
  ['control character', 'a\nb'],
  ['delete character', 'a\u007f'],
  ['drive letter', 'C:/a'],
  ['alternate data stream', 'a:b'],
  ['wildcard', 'a*'],
  ['not NFC', 'e\u0301'],
  ['lone surrogate', 'a\ud800'],
  ['device name', 'CON'],
  ['device name with an ending', 'dir/lpt1.txt'],
  ['dot at the end', 'a.'],
  ['space at the end', 'a /b'],
  ['space at the start', ' a'],
  ['too long', 'a/'.repeat(256) + 'a'],
  ['too long a part', 'é'.repeat(128)],
] as const;

test('portable relative paths are accepted', () => {
  for (const path of GOOD) assert.equal(packagePathProblem(path), undefined, path);
});

for (const [name, path] of BAD) {
  test(`a path is refused: ${name}`, () => {
    assert.notEqual(packagePathProblem(path), undefined);
    assert.throws(() => checkPackagePaths([path]), code('path_unsafe'));
  });
}

test('an accepted path never leaves the folder it is joined to', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'a', 'C:', '\\', 'nul'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const path = parts.join('/');
      if (packagePathProblem(path) !== undefined) return;
      assert.equal(new URL(encodeURI(path), 'file:///root/').pathname, `/root/${encodeURI(path)}`);
    }),
  );
});

test('paths that are one file on some system are duplicates', () => {
  for (const paths of [
    ['a', 'a'],
    ['A', 'a'],
    ['a', 'a/b'],
    ['A', 'a/b'],
    ['x/a', 'x/a/b/c'],
    ['STRASSE', 'straße'],
  ]) {
    assert.throws(() => checkPackagePaths(paths), code('duplicate_path'), paths.join(' '));
  }
  checkPackagePaths(['a', 'a-b', 'a.b', 'ab/a']);
});

test('paths out of order are refused', () => {
  assert.throws(() => checkPackagePaths(['b', 'a']), code('manifest_invalid'));
});

function code(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expected;
}
