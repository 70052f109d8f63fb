import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { keySigner } from './ca-signer.ts';
import { PkiError } from './errors.ts';
import { contextConstructed, octetString, sequence } from './internal/asn1-write.ts';
import { extension } from './internal/extensions.ts';
import { OID } from './internal/oids.ts';
import { generateKeyPair } from './key-pair.ts';
import { parseOcspRequest } from './ocsp-request.ts';
import type { CertificateStatus, OcspAnswer, OcspResponder } from './ocsp-response.ts';
import { makeAgent, makeAuthorities, withCode } from './testing/authorities.ts';
import { mutationsOf } from './testing/mutations.ts';
import { OpensslFolder } from './testing/openssl.ts';

const now = Date.now();
const folder = new OpensslFolder();
const { root, issuing } = await makeAuthorities(now);
const [good, revoked, unknown] = [
  await makeAgent(issuing, now),
  await makeAgent(issuing, now),
  await makeAgent(issuing, now),
];
const statuses = new Map<string, CertificateStatus>([
  [good.serial, { status: 'good' }],
  [revoked.serial, { status: 'revoked', revokedAt: now - 60_000, reason: 'key_compromise' }],
]);
const lookup = (serial: string): CertificateStatus => statuses.get(serial) ?? { status: 'unknown' };
const files = {
  root: folder.write('root.pem', root.certificatePem),
  issuing: folder.write('issuing.pem', issuing.certificatePem),
  good: folder.write('good.pem', good.pem),
  revoked: folder.write('revoked.pem', revoked.pem),
  unknown: folder.write('unknown.pem', unknown.pem),
};

function makeRequest(names: readonly (keyof typeof files)[], ...more: readonly string[]): Buffer {
  const certificates = names.flatMap((name) => ['-cert', files[name]]);
  folder.must('ocsp', ...more, '-issuer', files.issuing, ...certificates, '-reqout', folder.file('request.der'));
  return readFileSync(folder.file('request.der'));
}

/** Two readings: against the request, for the nonce, and by certificate, for the statuses. */
function opensslReads({ der }: OcspAnswer, names: readonly (keyof typeof files)[], ...more: readonly string[]): string {
  const certificates = names.flatMap((name) => ['-cert', files[name]]);
  const response = ['-respin', folder.write('response.der', der)];
  const trust = ['-CAfile', files.root, '-verify_other', files.issuing];
  const against = folder.must('ocsp', '-reqin', folder.file('request.der'), ...response, ...trust);
  // With -cert openssl would put a fresh nonce into the request that it compares with.
  return (
    against +
    folder.must('ocsp', '-no_nonce', ...more, '-issuer', files.issuing, ...certificates, ...response, ...trust)
  );
}

async function makeResponder(): Promise<OcspResponder> {
  const key = await generateKeyPair();
  const { pem } = await issuing.issueOcspResponderCertificate({ publicKey: key.publicKey, now });
  return { certificate: pem, signer: keySigner(key.privateKey) };
}

describe('OCSP, judged by openssl', () => {
  for (const hash of ['-sha1', '-sha256', '-sha512']) {
    it(`answers good, revoked and unknown with certificate ids by ${hash.slice(1)}`, async () => {
      const names = ['good', 'revoked', 'unknown'] as const;
      const answer = await issuing.respondOcsp(makeRequest(names, hash), lookup, { now });
      assert.deepEqual(
        answer.statuses.map(({ status }) => status),
        names,
      );
      const output = opensslReads(answer, names, hash);
      assert.match(output, /Response verify OK/);
      assert.match(output, /good\.pem: good/);
      assert.match(output, /revoked\.pem: revoked[\s\S]*Reason: keyCompromise/);
      assert.match(output, /unknown\.pem: unknown/);
      assert.doesNotMatch(output, /WARNING/);
    });
  }

  it('answers through a delegated responder', async () => {
    const responder = await makeResponder();
    const answer = await issuing.respondOcsp(makeRequest(['revoked']), lookup, { now, responder });
    const output = opensslReads(answer, ['revoked']);
    assert.match(output, /Response verify OK/);
    assert.match(output, /revoked\.pem: revoked/);
  });

  it('repeats the nonce, and openssl notices another one', async () => {
    const request = makeRequest(['good'], '-nonce');
    assert.ok(parseOcspRequest(request).nonce);
    const answer = await issuing.respondOcsp(request, lookup, { now });
    assert.match(opensslReads(answer, ['good']), /Response verify OK/);
    makeRequest(['good'], '-nonce');
    assert.throws(() => opensslReads(answer, ['good']), /Nonce Verify error/);
  });

  it('answers without a nonce when none was sent', async () => {
    const request = makeRequest(['good'], '-no_nonce');
    assert.equal(parseOcspRequest(request).nonce, undefined);
    const answer = await issuing.respondOcsp(request, lookup, { now });
    assert.match(opensslReads(answer, ['good']), /good\.pem: good/);
  });

  it('gives answers that go stale', async () => {
    const hour = 3_600_000;
    const answer = await issuing.respondOcsp(makeRequest(['good']), lookup, { now: now - 2 * hour, validityMs: hour });
    assert.match(opensslReads(answer, ['good']), /status times invalid/i);
  });

  it('answers a malformed request with the status that RFC 6960 has for it', async () => {
    const answer = await issuing.respondOcsp(Buffer.from('hello'), lookup, { now });
    assert.equal(answer.outcome, 'malformed_request');
    makeRequest(['good']);
    const { output } = folder.run('ocsp', '-respin', folder.write('bad.der', answer.der), '-resp_text', '-noverify');
    assert.match(output, /malformedrequest/i);
  });
});

describe('OCSP responder', () => {
  it('knows nothing about certificates of another authority, even with a known serial', async () => {
    const other = await makeAuthorities(now);
    const answer = await other.issuing.respondOcsp(makeRequest(['good']), () => ({ status: 'good' }), { now });
    assert.deepEqual(answer.statuses, [{ serial: good.serial, status: 'unknown' }]);
  });

  it('answers internal error when the look-up fails', async () => {
    const failing = (): CertificateStatus => {
      throw new Error('database down');
    };
    const answer = await issuing.respondOcsp(makeRequest(['good']), failing, { now });
    assert.deepEqual([answer.outcome, answer.der.toString('hex')], ['internal_error', '30030a0102']);
  });

  it('refuses a responder that the authority did not appoint', async () => {
    const key = await generateKeyPair();
    const { signer } = await makeResponder();
    const stranger = await makeAuthorities(now);
    const foreign = await stranger.issuing.issueOcspResponderCertificate({ publicKey: key.publicKey, now });
    const mine = await issuing.issueOcspResponderCertificate({ publicKey: key.publicKey, now });
    const cases: [string, OcspResponder][] = [
      ['an agent', { certificate: good.pem, signer: keySigner(good.privateKey) }],
      ['by another authority', { certificate: foreign.pem, signer: keySigner(key.privateKey) }],
      ['with another key', { certificate: mine.pem, signer }],
    ];
    for (const [name, responder] of cases) {
      const respond = issuing.respondOcsp(makeRequest(['good']), lookup, { now, responder });
      await assert.rejects(respond, withCode('ca_invalid'), name);
    }
  });

  it('does not take more certificates than it would look up', () => {
    const names = Array.from({ length: 33 }, () => 'good' as const);
    assert.throws(() => parseOcspRequest(makeRequest(names)), withCode('ocsp_request_invalid'));
    assert.equal(parseOcspRequest(makeRequest(names.slice(1))).certIds.length, 32);
  });

  const nonces: [number, boolean][] = [
    [0, false],
    [1, true],
    [128, true],
    [129, false],
  ];
  for (const [length, accepted] of nonces) {
    it(`${accepted ? 'takes' : 'refuses'} a nonce of ${length} bytes`, () => {
      const certId = parseOcspRequest(makeRequest(['good'])).certIds[0]!.der;
      const nonce = extension(OID.ocspNonce, false, octetString(Buffer.alloc(length, 1)));
      const der = sequence(sequence(sequence(sequence(certId)), contextConstructed(2, sequence(nonce))));
      if (accepted) assert.equal(parseOcspRequest(der).nonce?.length, length);
      else assert.throws(() => parseOcspRequest(der), withCode('ocsp_request_invalid'));
    });
  }

  it('gives nothing but PkiError or a request for altered bytes, and always an answer', async () => {
    const original = makeRequest(['good', 'revoked'], '-nonce');
    await fc.assert(
      fc.asyncProperty(mutationsOf(original), async (mutated) => {
        try {
          parseOcspRequest(mutated);
        } catch (error) {
          assert.ok(error instanceof PkiError && error.code === 'ocsp_request_invalid', String(error));
        }
        const { outcome } = await issuing.respondOcsp(mutated, lookup, { now });
        assert.ok(outcome === 'successful' || outcome === 'malformed_request');
      }),
      { numRuns: 1000 },
    );
  });
});
