import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonText } from '../../value/json.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { addressText, parseAddress } from './internal/ip-address.ts';
import { refuses, run } from './internal/run-for-test.ts';
import { netBuiltins } from './net.ts';

const contained: readonly (readonly [string, string, boolean])[] = [
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.0.0.0/8', '10.0.0.0/7', false],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '10.0.0.1', false],
  ['::ffff:10.0.0.0/104', '10.1.2.3', true],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['2001:db8::/32', '2001:db8:ffff::/48', true],
  ['192.168.1.77/24', '192.168.1.1', true],
];

for (const [network, target, wanted] of contained) {
  test(`${network} ${wanted ? 'contains' : 'does not contain'} ${target}`, () => {
    for (const name of ['net.cidr_contains', 'net.cidr_overlap']) {
      assert.equal(run(netBuiltins, name, [network, target]), wanted);
    }
  });
}

test('networks intersect when one begins within the other', () => {
  assert.equal(run(netBuiltins, 'net.cidr_intersects', ['10.1.0.0/16', '10.0.0.0/8']), true);
  assert.equal(run(netBuiltins, 'net.cidr_intersects', ['10.1.0.0/16', '10.2.0.0/16']), false);
});

const invalid = [
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/',
  '10.0.0/8',
  '010.0.0.0/8',
  '256.0.0.0/8',
  '::/129',
  '1::2::3/64',
  '1:2:3:4:5:6:7:8:9/64',
  'fe80::1%eth0/64',
  '12345::/16',
  '1.2.3.4::/16',
  '::1.2.3.4.5/96',
  '/8',
  '',
];

for (const text of invalid) {
  test(`${JSON.stringify(text)} is no network`, () => {
    assert.equal(run(netBuiltins, 'net.cidr_is_valid', [text]), false);
    refuses(netBuiltins, 'net.cidr_contains', [text, '10.0.0.1']);
    refuses(netBuiltins, 'net.cidr_contains', ['10.0.0.0/8', text]);
  });
}

test('what is no text is no network either', () => {
  assert.equal(run(netBuiltins, 'net.cidr_is_valid', [1]), false);
});

test('matches name the elements by index, key, or themselves', () => {
  const left = RegoObject.from([['office', ['10.0.0.0/8', 'note']]]);
  const found = run(netBuiltins, 'net.cidr_contains_matches', [left, ['10.0.0.1', '11.0.0.1']]);
  assert.equal(jsonText(found!), '[["office",0]]');
  const sets = [RegoSet.from(['10.0.0.0/8']), RegoSet.from([['10.9.9.9', 'x']])];
  assert.equal(jsonText(run(netBuiltins, 'net.cidr_contains_matches', sets)!), '[["10.0.0.0/8",["10.9.9.9","x"]]]');
});

test('elements that are no addresses are refused', () => {
  assert.match(refuses(netBuiltins, 'net.cidr_contains_matches', ['10.0.0.0/8', [[]]]), /operand 2: element must be/);
  refuses(netBuiltins, 'net.cidr_contains_matches', [['10.0.0.0/8'], [[1]]], 'eval_type_error');
  refuses(netBuiltins, 'net.cidr_merge', [[1]]);
});

test('an expansion has all addresses of the network, and is bounded', () => {
  const expanded = run(netBuiltins, 'net.cidr_expand', ['192.168.0.254/30']);
  assert.equal(jsonText(expanded!), '["192.168.0.252","192.168.0.253","192.168.0.254","192.168.0.255"]');
  refuses(netBuiltins, 'net.cidr_expand', ['::/0'], 'budget_exceeded');
});

const merges: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['10.0.0.0/9', '10.128.0.0/9'], ['10.0.0.0/8']],
  [
    ['10.0.0.0/8', '10.1.0.0/16', '12.0.0.0/8'],
    ['10.0.0.0/8', '12.0.0.0/8'],
  ],
  [['10.0.0.1'], ['10.0.0.1/8']],
  [
    ['10.0.0.0/32', '10.0.0.1/32', '10.0.0.2/32'],
    ['10.0.0.0/31', '10.0.0.2/32'],
  ],
  [['::/0', '10.0.0.0/8'], ['::/0']],
  [
    ['255.255.255.255/32', '::1:0:0:0/128'],
    ['255.255.255.255/32', '::1:0:0:0/128'],
  ],
];

for (const [networks, wanted] of merges) {
  test(`${networks.join(', ')} merge to ${wanted.join(', ')}`, () => {
    assert.equal(jsonText(run(netBuiltins, 'net.cidr_merge', [networks])!), jsonText(RegoSet.from(wanted)));
  });
}

test('a host is looked up through the capability, once in an evaluation', () => {
  const asked: string[] = [];
  const parts = {
    memo: new Map<string, unknown>(),
    capabilities: { lookupIpAddress: (host: string) => (asked.push(host), ['10.0.0.2', '10.0.0.1']) },
  };
  const first = run(netBuiltins, 'net.lookup_ip_addr', ['db.internal'], parts);
  assert.equal(jsonText(first!), '["10.0.0.1","10.0.0.2"]');
  run(netBuiltins, 'net.lookup_ip_addr', ['db.internal'], parts);
  assert.deepEqual(asked, ['db.internal']);
  refuses(netBuiltins, 'net.lookup_ip_addr', ['db.internal'], 'capability_denied');
  const failing = { lookupIpAddress: () => assert.fail('ENOTFOUND') };
  refuses(netBuiltins, 'net.lookup_ip_addr', ['x'], 'eval_builtin_error', { capabilities: failing });
});

test('the text of an address parses to the address', () => {
  const address = fc.oneof(
    fc.record({ bits: fc.constant(32 as const), value: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }) }),
    fc.record({ bits: fc.constant(128 as const), value: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }) }),
  );
  fc.assert(
    fc.property(address, (each) =>
      assert.deepEqual(parseAddress(addressText(each), { keepMapped: true }), { ...each }),
    ),
  );
});
