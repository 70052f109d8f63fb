import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { idPattern, newId, parseId } from './index.ts';

test('an id names its kind, fits the pattern and sorts by time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.integer({ min: 0, max: 2 ** 48 - 1 }), (a, b) => {
      const [first, second] = [newId('agt', a), newId('agt', b)];
      assert.match(first, idPattern('agt'));
      if (a !== b) assert.equal(first < second, a < b);
    }),
  );
});

test('two ids of the same moment differ', () => {
  assert.notEqual(newId('agt', 1), newId('agt', 1));
});

test('an id of another kind, or with a foreign digit, is refused', () => {
  const id = newId('agt');
  assert.equal(parseId('agt', id), id);
  for (const wrong of [newId('flt'), `${id}0`, id.replace(/.$/, 'u'), 'agt_', '']) {
    assert.throws(() => parseId('agt', wrong), { code: 'id_invalid' });
  }
});
