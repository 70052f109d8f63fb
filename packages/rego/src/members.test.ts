import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compile } from './policy.ts';

describe('a document whose rules have variables in their names', () => {
  const text = `package p
roles[user] := role if some user, role in data.roles
owners[team][user] := true if some user, team in data.teams
limits["root"] := 9
limits[user] := 1 if some user in data.users
safe[user] := 1 / n if some user, n in data.numbers
found := roles[input.user]
both := [owners.red[input.user], limits[input.user]]
all := [roles[u] | some u in data.users]`;
  const users = Array.from({ length: 40 }, (_, i) => `u${i}`);
  const data = {
    users,
    roles: Object.fromEntries(users.map((user, i) => [user, `role${i}`])),
    teams: { u1: 'red', u2: 'blue' },
    numbers: { u1: 2, u2: 0 },
  };
  const policy = compile({ modules: [{ file: 'p.rego', text }], data });
  const valueFor = (path: string, user: unknown): unknown => policy.evaluate(path, { input: { user } }).value;

  it('gives one member without making the others', () => {
    const alone = policy.evaluate('p.found', { input: { user: 'u7' } });
    assert.equal(alone.value, 'role7');
    assert.ok(alone.metrics.steps < policy.evaluate('p.roles').metrics.steps / 2);
    assert.equal(valueFor('p.found', 'nobody'), undefined);
    assert.equal(valueFor('p.found', null), undefined);
    assert.equal(valueFor('p.found', ['u7']), undefined);
  });

  it('gives members of several rules and steps', () => {
    assert.deepEqual(valueFor('p.both', 'u1'), [true, 1]);
    assert.equal(valueFor('p.both', 'u2'), undefined);
    assert.equal(policy.query('x = data.p.limits.root').bindings[0]?.get('x'), 9);
  });

  it('is made whole when many members are asked for', () => {
    assert.deepEqual(valueFor('p.all', ''), Object.values(data.roles));
  });

  it('sees what a "with" replaces', () => {
    const { bindings } = policy.query('x = data.p.roles.u1 with data.roles as {"u1": "new"}; y = data.p.roles.u1');
    assert.deepEqual([bindings[0]?.get('x'), bindings[0]?.get('y')], ['new', 'role1']);
  });

  it('fails only where it is looked at', () => {
    const options = { strict: true };
    assert.equal(policy.query('x = data.p.safe.u1', options).bindings[0]?.get('x'), 0.5);
    assert.throws(() => policy.query('x = data.p.safe.u2', options), { code: 'eval_builtin_error' });
  });
});
