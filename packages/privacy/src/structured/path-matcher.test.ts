import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PathMatcher, type PathState } from './path-matcher.ts';

const matches = (path: string, way: readonly (string | number)[]): boolean => {
  const matcher = new PathMatcher([{ path, action: 'skip' }]);
  return way.reduce<PathState>((state, select) => matcher.step(state, select), matcher.root()).rule !== undefined;
};

const cases: readonly (readonly [string, readonly (string | number)[], boolean])[] = [
  ['$', [], true],
  ['$.a.b', ['a', 'b'], true],
  ['$.a.b', ['a'], false],
  ['$.a.b', ['b', 'a'], false],
  ['$.a', ['a', 'x', 3], true],
  ['$.items[*].note', ['items', 7, 'note'], true],
  ['$.items[1]', ['items', 1], true],
  ['$.items[1]', ['items', '1'], false],
  ['$..email', ['a', 0, 'b', 'email'], true],
  ['$..email', ['email'], true],
  ['$..a.b', ['a', 'a', 'b'], true],
  ['$..a..b', ['a', 'x', 'b'], true],
  ['$..a..b', ['b', 'a'], false],
  ["$['a b']['it\\'s']", ['a b', "it's"], true],
  ['$.*', ['x'], true],
  ['$.*', [], false],
];

for (const [path, way, expected] of cases) {
  test(`${path} ${expected ? 'fits' : 'does not fit'} ${JSON.stringify(way)}`, () => {
    assert.equal(matches(path, way), expected);
  });
}

test('the number of states stays bounded on a deep document', () => {
  const matcher = new PathMatcher([{ path: '$..a..a..a..a..b', action: 'skip' }]);
  let state = matcher.root();
  for (let i = 0; i < 1000; i += 1) state = matcher.step(state, 'a');
  assert.ok(state.waiting.length <= 5);
});
