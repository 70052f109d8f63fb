import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTITY_TYPES, type EntityType } from '../../entity-types.ts';
import { operatorSchema } from '../../hide/operators.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { HIPAA_SAFE_HARBOR } from './hipaa.ts';

for (const framework of Object.values(FRAMEWORKS)) {
  test(`${framework.name} maps or leaves every type, with one operator for each, and says what it does not cover`, () => {
    for (const type of Object.keys(ENTITY_TYPES) as EntityType[]) {
      const mapped = framework.identifiers.filter(({ types }) => types.includes(type));
      const isLeft = Object.hasOwn(framework.left, type);
      assert.equal(mapped.length === 0, isLeft, type);
      assert.ok(
        mapped.every(({ operator }) => JSON.stringify(operator) === JSON.stringify(mapped[0]?.operator)),
        type,
      );
    }
    for (const { name, types, operator, notCovered } of framework.identifiers) {
      if (types.length === 0) assert.ok(notCovered !== undefined && operator === undefined, name);
      else assert.deepEqual(operatorSchema.parse(operator), operator, name);
    }
  });
}

test('Safe Harbor lists the 18 identifiers, A to R; pictures and biometrics as not covered', () => {
  const letters = new Set(HIPAA_SAFE_HARBOR.identifiers.map(({ reference }) => reference.charAt(1)));
  assert.equal([...letters].join(''), 'ABCDEFGHIJKLMNOPQR');
  const uncovered = HIPAA_SAFE_HARBOR.identifiers.filter(({ types }) => types.length === 0);
  assert.deepEqual(
    uncovered.map(({ reference }) => reference),
    ['(P)', '(Q)'],
  );
});
