import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOlder, requireCompatible } from './compatibility.ts';

const machine = { architecture: 'x64', memoryBytes: 1000, agentVersion: '1.4.2' };

test('a release without demands fits any machine, and names of other tool chains are understood', () => {
  assert.equal(requireCompatible({}, machine), machine);
  assert.equal(requireCompatible({ architectures: ['arm64', 'AMD64'], minMemoryBytes: 1000 }, machine), machine);
});

const unfit = [
  { demands: { architectures: ['arm64'] }, code: 'architecture_unsupported' },
  { demands: { architectures: ['constructor'] }, code: 'architecture_unsupported' },
  { demands: { minMemoryBytes: 1001 }, code: 'memory_too_small' },
  { demands: { minAgentVersion: '1.4.3' }, code: 'agent_too_old' },
  { demands: { minAgentVersion: 'next year' }, code: 'agent_too_old' },
];
for (const { demands, code } of unfit) {
  test(`${JSON.stringify(demands)}: ${code}`, () => {
    assert.throws(() => requireCompatible(demands, machine), { code });
  });
}

test('versions compare by number, not by text', () => {
  assert.ok(isOlder('1.9.0', '1.10.0'));
  assert.ok(!isOlder('1.10.0', '1.9.9'));
  assert.ok(!isOlder('2.0.0', '2.0.0-rc.1'));
  assert.ok(!isOlder('1.4.2', '1.4.2'));
});
