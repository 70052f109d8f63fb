import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { PkiError } from './errors.ts';
import { agentSpiffeId, parseSpiffeId, platformSpiffeId, trustDomainSpiffeId } from './spiffe-id.ts';
import { withCode } from './testing/authorities.ts';

describe('SPIFFE ids', () => {
  it('builds and parses the forms of the product', () => {
    const agent = agentSpiffeId('fleet.example', 'tnt_01', 'agt_02');
    assert.equal(agent, 'spiffe://fleet.example/tenant/tnt_01/agent/agt_02');
    assert.deepEqual(parseSpiffeId(agent), {
      kind: 'agent',
      uri: agent,
      trustDomain: 'fleet.example',
      tenantId: 'tnt_01',
      agentId: 'agt_02',
    });
    const platform = platformSpiffeId('fleet.example');
    assert.deepEqual(parseSpiffeId(platform), { kind: 'platform', uri: platform, trustDomain: 'fleet.example' });
    assert.equal(parseSpiffeId(trustDomainSpiffeId('fleet.example')).kind, 'trust-domain');
  });

  it('keeps other valid ids apart from its own forms', () => {
    const paths = [
      '/platform/x',
      '/Platform',
      '/tenant/t/agent',
      '/tenant/t/agent/a/b',
      '/Tenant/t/agent/a',
      '/tenant/t.1/agent/a',
      `/tenant/t/agent/${'a'.repeat(65)}`,
    ];
    for (const path of paths) {
      assert.equal(parseSpiffeId(`spiffe://td${path}`).kind, 'other', path);
    }
  });

  const invalid = [
    '',
    'spiffe://',
    'spiffe:///path',
    'SPIFFE://td/path',
    'https://td/path',
    'spiffe:/td/path',
    'spiffe://td/',
    'spiffe://td/a/',
    'spiffe://td//a',
    'spiffe://td/./a',
    'spiffe://td/a/..',
    'spiffe://TD/a',
    'spiffe://td:443/a',
    'spiffe://user@td/a',
    'spiffe://td/a?x=1',
    'spiffe://td/a#x',
    'spiffe://td/a%2Fb',
    'spiffe://td/a b',
    'spiffe://td/ä',
    'spiffe://tä/a',
    'spiffe://td/a\n',
    'spiffe://td/a\0',
    `spiffe://${'t'.repeat(256)}/a`,
    `spiffe://td/${'a'.repeat(2048)}`,
  ];
  for (const text of invalid) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseSpiffeId(text), withCode('spiffe_id_invalid'));
    });
  }

  it('refuses to build an id from parts that would change its path', () => {
    for (const part of ['', '..', 'a/b', 'a%2f', 'a b', 'ä', 'a'.repeat(65)]) {
      assert.throws(() => agentSpiffeId('td', part, 'agt_1'), withCode('spiffe_id_invalid'), part);
      assert.throws(() => agentSpiffeId('td', 'tnt_1', part), withCode('spiffe_id_invalid'), part);
      assert.throws(() => platformSpiffeId(`${part}/x`), withCode('spiffe_id_invalid'), part);
    }
  });

  it('reads back exactly the text it accepted, and agrees with the URL parser on it', () => {
    const piece = fc.constantFrom(
      'spiffe://',
      'td',
      '/',
      'tenant',
      'agent',
      'platform',
      '.',
      '..',
      '%2e',
      ':',
      '@',
      'A',
      '_',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let id;
        try {
          id = parseSpiffeId(text);
        } catch (error) {
          assert.ok(error instanceof PkiError);
          return;
        }
        const url = new URL(text);
        assert.equal(id.uri, text);
        assert.equal(url.href, text);
        assert.equal(url.host, id.trustDomain);
        assert.deepEqual([url.search, url.hash, url.username, url.port], ['', '', '', '']);
      }),
      { numRuns: 2000 },
    );
  });
});
