import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePath, writeStep } from './json-path.ts';

const refused = [
  '',
  'a',
  '$a',
  '$.',
  '$..',
  '$[',
  '$[a]',
  '$[01]',
  '$[-1]',
  "$['a",
  '$[1:2]',
  '$[?(@.a)]',
  '$.a b',
  '$..[',
  "$['\\x']",
];

for (const path of refused) {
  test(`refuses ${JSON.stringify(path)}`, () => assert.equal(typeof parsePath(path).problem, 'string'));
}

test('refuses paths that are too long or have too many steps', () => {
  assert.match(parsePath(`$${'.a'.repeat(65)}`).problem ?? '', /64 steps/);
  assert.match(parsePath(`$.${'a'.repeat(512)}`).problem ?? '', /512 characters/);
});

test('reads every kind of step', () => {
  assert.deepEqual(parsePath(`$.a..b[3][*].*..*..[0]["x\\n"]['"']`).steps, [
    { descend: false, select: 'a' },
    { descend: true, select: 'b' },
    { descend: false, select: 3 },
    { descend: false, select: undefined },
    { descend: false, select: undefined },
    { descend: true, select: undefined },
    { descend: true, select: 0 },
    { descend: false, select: 'x\n' },
    { descend: false, select: '"' },
  ]);
});

test('reads what it writes', () => {
  const step = fc.oneof(fc.nat(1000), fc.string({ unit: 'binary', maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (selects) => {
      const path = `$${selects.map(writeStep).join('')}`;
      fc.pre(path.length <= 512);
      assert.deepEqual(
        parsePath(path).steps?.map(({ select }) => select),
        selects,
      );
    }),
  );
});
