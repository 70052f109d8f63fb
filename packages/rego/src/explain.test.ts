import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compile } from './policy.ts';

describe('an explanation', () => {
  const text =
    'package p\nallow if {\n\tsome role in input.roles\n\tgranted[role]\n}\ngranted contains "admin"\nunused := 1';
  const policy = compile({ modules: [{ file: 'p.rego', text }] });

  it('lists the rules that fired with their variables', () => {
    const { value, fired, isCut } = policy.explain('p.allow', { input: { roles: ['guest', 'admin'] } });
    assert.equal(value, true);
    assert.deepEqual(
      fired.map(({ path, location, variables }) => [path, location.line, { ...variables }]),
      [
        ['p.granted', 6, {}],
        ['p.allow', 2, { role: 'admin' }],
      ],
    );
    assert.equal(isCut, false);
  });

  it('of a policy shows what refers to what', () => {
    assert.deepEqual(
      policy.dependencies.map(({ path, kind, needs }) => [path, kind, needs]),
      [
        ['p.allow', 'value', ['p.granted']],
        ['p.granted', 'set', []],
        ['p.unused', 'value', []],
      ],
    );
  });
});
