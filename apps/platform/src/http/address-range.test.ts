import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressMatcher, isAddressRange, plainAddress } from './address-range.ts';

test('a range is an address, alone or with a prefix that fits its family', () => {
  const good = ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '::/0', '::ffff:10.0.0.0/8', '10.0.0.1/32'];
  for (const text of good) assert.equal(isAddressRange(text), true, text);
  const bad = ['', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', 'host', '10.0.0.0/-1', '1.2.3.4:80'];
  for (const text of [...bad, '10.0.0.0/1e1', 'fe80::1%eth0', ' 10.0.0.1', '*']) {
    assert.equal(isAddressRange(text), false, text);
    assert.throws(() => addressMatcher([text]), TypeError, text);
  }
});

test('an address lies in the ranges that hold it, however it is written', () => {
  const isInside = addressMatcher(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1']);
  for (const text of [
    '10.0.0.1',
    '10.255.255.255',
    '192.0.2.7',
    'fd12::1',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:10.1.2.3',
  ])
    assert.equal(isInside(text), true, text);
  for (const text of ['11.0.0.0', '192.0.2.8', 'fe80::1', '::2', '', 'host', '::ffff:11.0.0.0'])
    assert.equal(isInside(text), false, text);
});

test('an IPv4 address that came over an IPv6 socket is the same address', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('2001:db8::1'), '2001:db8::1');
  assert.equal(plainAddress('unknown'), undefined);
});
