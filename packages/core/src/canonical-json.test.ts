import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalBytes, canonicalJson } from './index.ts';

test('keys are ordered and numbers and strings take the form of RFC 8785', () => {
  // The example of RFC 8785, section 3.2.3 and appendix.
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
    string: '€$\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  assert.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('the form does not depend on the order of insertion and survives a round trip', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      const text = canonicalJson(object);
      assert.equal(canonicalJson(reversed), text);
      assert.equal(canonicalJson(JSON.parse(text)), text);
    }),
  );
});

test('what JSON cannot carry is refused', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, cyclic, 'lone \ud800 surrogate', 1n]) {
    assert.throws(() => canonicalJson(value), { code: 'canonical_json_invalid' });
  }
});

test('bytes are the UTF-8 form', () => {
  assert.equal(canonicalBytes({ é: 1 }).toString('hex'), Buffer.from('{"é":1}').toString('hex'));
});
