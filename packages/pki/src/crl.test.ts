import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { RevokedCertificate } from './crl.ts';
import { PkiError } from './errors.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts';
import { makeAgent, makeAuthorities, withCode } from './testing/authorities.ts';
import { mutationsOf } from './testing/mutations.ts';
import { OpensslFolder } from './testing/openssl.ts';
import { verifyCrl } from './verify-crl.ts';

const HOUR_MS = 3_600_000;
const now = Math.floor(Date.now() / 1000) * 1000;
const folder = new OpensslFolder();
const { root, issuing } = await makeAuthorities(now);
const [kept, revoked] = [await makeAgent(issuing, now), await makeAgent(issuing, now)];
const times = { thisUpdate: now, nextUpdate: now + HOUR_MS };
const crl = await issuing.signCrl({
  revoked: [{ serial: revoked.serial, revokedAt: now, reason: 'key_compromise' }],
  number: 7,
  ...times,
});

describe('CRL', () => {
  it('makes openssl refuse the revoked certificate and accept the other one', () => {
    const trusted = ['-CAfile', folder.write('root.pem', root.certificatePem)];
    const untrusted = ['-untrusted', folder.write('issuing.pem', issuing.certificatePem)];
    const verify = (pem: string, ...more: readonly string[]) =>
      folder.run('verify', '-x509_strict', ...more, ...trusted, ...untrusted, folder.write('leaf.pem', pem));
    const check = ['-crl_check', '-CRLfile', folder.write('crl.pem', crl.pem)];
    assert.match(verify(revoked.pem).output, /leaf\.pem: OK/);
    assert.match(verify(kept.pem, ...check).output, /leaf\.pem: OK/);
    const refused = verify(revoked.pem, ...check);
    assert.equal(refused.ok, false);
    assert.match(refused.output, /certificate revoked/);
  });

  it('of the root revokes a whole issuing authority for openssl', async () => {
    const rootCrl = await root.signCrl({
      revoked: [{ serial: issuing.serial, revokedAt: now, reason: 'ca_compromise' }],
      number: 1,
      ...times,
    });
    const refused = folder.run(
      'verify',
      '-crl_check_all',
      '-CRLfile',
      folder.write('all.pem', crl.pem + rootCrl.pem),
      '-CAfile',
      folder.write('root.pem', root.certificatePem),
      '-untrusted',
      folder.write('issuing.pem', issuing.certificatePem),
      folder.write('leaf.pem', kept.pem),
    );
    assert.match(refused.output, /error 23 at 1 depth lookup: certificate revoked/);
  });

  it('says to openssl its version, number and every reason', async () => {
    const reasons = Object.keys(REVOCATION_REASONS) as RevocationReason[];
    const entries = reasons.map((reason, at) => ({ serial: `0${at + 1}`, revokedAt: now, reason }));
    const { pem } = await issuing.signCrl({ revoked: entries, number: 12_345, ...times });
    const text = folder.must('crl', '-in', folder.write('reasons.pem', pem), '-noout', '-text');
    assert.match(text, /Version 2/);
    assert.match(text, /CRL Number: \n\s+12345/);
    const shown = ['Key Compromise', 'CA Compromise', 'Affiliation Changed', 'Superseded', 'Cessation Of Operation'];
    for (const name of [...shown, 'Certificate Hold', 'Privilege Withdrawn', 'AA Compromise']) {
      assert.ok(text.includes(name), name);
    }
  });

  it('comes back from its encoding as it was', async () => {
    const reason = fc.constantFrom(...(Object.keys(REVOCATION_REASONS) as RevocationReason[]));
    const serial = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => {
      bytes[0] = bytes[0]! | 1;
      return Buffer.from(bytes).toString('hex');
    });
    const entry = fc.record(
      { serial, reason, revokedAt: fc.nat(2_000_000_000).map((seconds) => seconds * 1000) },
      { noNullPrototype: true },
    );
    const list = fc.uniqueArray(entry, { selector: (item) => item.serial, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(list, fc.nat(), async (entries: RevokedCertificate[], number) => {
        const { der } = await issuing.signCrl({ revoked: entries, number, ...times });
        const read = verifyCrl(der, issuing.certificatePem, now);
        assert.deepEqual({ number: read.number, entries: [...read.revoked.values()] }, { number, entries });
      }),
      { numRuns: 50 },
    );
  });

  it('may be as long as a large fleet needs', async () => {
    const count = 150_000;
    const revoked = Array.from({ length: count }, (_, at) => ({
      serial: (2 ** 40 + at).toString(16).padStart(12, '0'),
      revokedAt: now,
    }));
    const { pem } = await issuing.signCrl({ revoked, number: 1, ...times });
    const read = verifyCrl(pem, issuing.certificatePem, now);
    assert.equal(read.revoked.size, count);
    assert.equal(read.revoked.get('010000000000')?.revokedAt, now);
  });

  it('keeps its order over all slices for openssl, and lets others have their turn meanwhile', async () => {
    const serials = Array.from({ length: 1_001 }, (_, at) => (0x1000 + at).toString(16).toUpperCase());
    const revoked = serials.map((serial) => ({ serial: serial.toLowerCase(), revokedAt: now }));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    const signing = issuing.signCrl({ revoked, number: 1, ...times });
    // Taken at the call: what becomes of the list meanwhile does not matter.
    revoked.reverse();
    setImmediate(count);
    const { pem } = await signing;
    isDone = true;
    assert.ok(turns >= 4, `${turns} turns`);
    const text = folder.must('crl', '-in', folder.write('slices.pem', pem), '-noout', '-text');
    const found = [...text.matchAll(/Serial Number: 0?([0-9A-F]+)/g)].map(([, serial]) => serial);
    assert.deepEqual(found, serials);
  });

  it('is refused out of its time and by another issuer', () => {
    for (const [at, issuer] of [
      [now - 1000, issuing],
      [now + HOUR_MS + 1, issuing],
      [now, root],
    ] as const) {
      assert.throws(() => verifyCrl(crl.pem, issuer.certificatePem, at), withCode('crl_invalid'));
    }
    assert.equal(verifyCrl(crl.pem, issuing.certificatePem, now).number, 7);
  });

  it('is refused with another key of the same name', async () => {
    const impostor = await makeAuthorities(now);
    const forged = await impostor.issuing.signCrl({ revoked: [], number: 8, ...times });
    assert.throws(() => verifyCrl(forged.der, issuing.certificatePem, now), withCode('crl_invalid'));
  });

  it('is refused for an authority of another name with the same key', async () => {
    const publicKey = new X509Certificate(issuing.certificatePem).publicKey;
    const other = await root.issueIssuingCaCertificate({ publicKey, commonName: 'Other', now });
    assert.throws(() => verifyCrl(crl.pem, other.pem, now), withCode('crl_invalid'));
  });

  it('is not signed with senseless content', async () => {
    const good = { revoked: [], number: 1, ...times };
    for (const wrong of [
      { nextUpdate: now },
      { number: -1 },
      { number: 1.5 },
      { revoked: [{ serial: '0x1', revokedAt: now }] },
    ]) {
      await assert.rejects(issuing.signCrl({ ...good, ...wrong }), withCode('profile_invalid'));
    }
  });

  it('with any bytes altered gives a PkiError, never anything else', () => {
    fc.assert(
      fc.property(mutationsOf(crl.der), (mutated) => {
        if (Buffer.from(mutated).equals(crl.der)) return;
        assert.throws(() => verifyCrl(mutated, issuing.certificateDer, now), PkiError);
      }),
      { numRuns: 1000 },
    );
  });
});
