import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { forwardedAddress, peerAddress, type CallerAddress } from './caller-address.ts';

const PROXY = '10.0.0.1';
const INNER_PROXY = '10.0.0.2';
const CALLER = '203.0.113.9';
const VICTIM = '198.51.100.1';

/** The address of a request from a peer with a header. */
const ask = (of: CallerAddress, peer: string, forwarded?: string): string =>
  of({
    socket: { remoteAddress: peer } as never,
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  });

test('without trust in a proxy headers do not count', () => {
  assert.equal(ask(peerAddress, CALLER, VICTIM), CALLER);
  assert.equal(ask(peerAddress, `::ffff:${CALLER}`), CALLER);
  assert.equal(peerAddress({ socket: {} as never, headers: {} }), '');
});

test('the address is the last one that a trusted proxy wrote down', () => {
  const address = forwardedAddress(['10.0.0.0/8', '::1']);
  const cases: [string, string, string | undefined, string][] = [
    ['one proxy', PROXY, CALLER, CALLER],
    ['a proxy over an IPv6 socket', `::ffff:${PROXY}`, CALLER, CALLER],
    ['two proxies', INNER_PROXY, `${CALLER}, ${PROXY}`, CALLER],
    ['a claim of the caller', PROXY, `${VICTIM}, ${CALLER}`, CALLER],
    ['a caller who claims to be a proxy', PROXY, `${VICTIM}, ${PROXY}, ${CALLER}`, CALLER],
    ['a stranger without the proxy', CALLER, VICTIM, CALLER],
    ['a stranger who names proxies', CALLER, `${VICTIM}, ${PROXY}`, CALLER],
    ['a proxy that says nothing', PROXY, undefined, PROXY],
    ['an empty header', PROXY, '', PROXY],
    ['a proxy calls for itself', INNER_PROXY, PROXY, PROXY],
    ['no address', PROXY, `${VICTIM}, unknown`, PROXY],
    ['an address with a port', PROXY, `${VICTIM}, ${CALLER}:4711`, PROXY],
    ['IPv6', '::1', '2001:db8::7', '2001:db8::7'],
    ['spaces', PROXY, `  ${VICTIM} ,\t${CALLER}  `, CALLER],
  ];
  for (const [name, peer, header, expected] of cases) assert.equal(ask(address, peer, header), expected, name);
});

test('whatever a caller writes before the proxies’ part changes nothing', () => {
  const address = forwardedAddress(['10.0.0.0/8']);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6())), (claims) => {
      assert.equal(ask(address, PROXY, [...claims, CALLER].join(',')), CALLER);
      assert.equal(ask(address, CALLER, claims.join(',')), CALLER);
    }),
  );
});
