import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkCsr } from './csr-check.ts';
import { createCsr } from './csr.ts';
import { PkiError } from './errors.ts';
import { exportPublicKeyPem, generateKeyPair } from './key-pair.ts';
import { decodePem } from './pem.ts';
import { agentId, withCode } from './testing/authorities.ts';
import { mutationsOf } from './testing/mutations.ts';
import { OpensslFolder } from './testing/openssl.ts';

const folder = new OpensslFolder();
const keyPair = await generateKeyPair();

describe('certificate requests', () => {
  it('made here are accepted by openssl and by our own check', () => {
    const csr = createCsr({ keyPair, spiffeId: agentId, subject: { commonName: 'ä', organization: 'Example' } });
    const path = folder.write('ours.csr', csr.pem);
    const text = folder.must('req', '-in', path, '-verify', '-noout', '-text');
    assert.match(text, /verify OK/);
    assert.ok(text.includes(`URI:${agentId}`));
    const checked = checkCsr(csr.pem);
    assert.ok(checked.publicKey.equals(keyPair.publicKey));
    assert.deepEqual(checked.requestedUris, [agentId]);
    assert.ok(checkCsr(csr.der).publicKey.equals(keyPair.publicKey));
  });

  it('may ask for nothing but a key', () => {
    const csr = createCsr({ keyPair });
    folder.must('req', '-in', folder.write('bare.csr', csr.pem), '-verify', '-noout');
    assert.deepEqual(checkCsr(csr.der).requestedUris, []);
  });

  const accepted: [string, string[]][] = [
    ['P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['P-384 with SHA-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384']],
    ['Ed25519', ['-newkey', 'ed25519']],
    ['RSA 2048', ['-newkey', 'rsa:2048']],
  ];
  for (const [name, args] of accepted) {
    it(`by openssl with ${name} are accepted`, () => {
      const key = folder.file('key.pem');
      const csr = folder.must(
        'req',
        '-new',
        ...args,
        '-nodes',
        '-keyout',
        key,
        '-subj',
        '/CN=x',
        '-addext',
        'subjectAltName=DNS:x.example,URI:spiffe://td/x',
      );
      const checked = checkCsr(csr.slice(csr.indexOf('-----BEGIN CERT')));
      assert.equal(exportPublicKeyPem(checked.publicKey), folder.must('pkey', '-in', key, '-pubout'));
      assert.deepEqual(checked.requestedDnsNames, ['x.example']);
      assert.deepEqual(checked.requestedUris, ['spiffe://td/x']);
    });
  }

  const refused: [string, string[]][] = [
    ['RSA 1024', ['-newkey', 'rsa:1024']],
    ['RSA with exponent 3', ['-newkey', 'rsa:2048', '-pkeyopt', 'rsa_keygen_pubexp:3']],
    ['a SHA-1 signature', ['-newkey', 'rsa:2048', '-sha1']],
    ['a PSS signature', ['-newkey', 'rsa:2048', '-sigopt', 'rsa_padding_mode:pss']],
    ['curve secp256k1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
    [
      'explicit curve parameters',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit'],
    ],
    ['Ed448', ['-newkey', 'ed448']],
  ];
  for (const [name, args] of refused) {
    it(`with ${name} are refused`, () => {
      const csr = folder.must('req', '-new', ...args, '-nodes', '-keyout', folder.file('key.pem'), '-subj', '/CN=x');
      assert.throws(
        () => checkCsr(csr.slice(csr.indexOf('-----BEGIN CERT'))),
        withCode('algorithm_not_allowed', 'key_invalid'),
      );
    });
  }

  it('are refused without proof of possession', async () => {
    const der = createCsr({ keyPair }).der;
    const other = await generateKeyPair();
    const spki = keyPair.publicKey.export({ type: 'spki', format: 'der' });
    const foreign = other.publicKey.export({ type: 'spki', format: 'der' });
    const swapped = Buffer.from(der);
    foreign.copy(swapped, der.indexOf(spki));
    assert.throws(() => checkCsr(swapped), withCode('csr_signature_invalid'));
    assert.throws(() => checkCsr(Buffer.from(sign('sha256', der, keyPair.privateKey))), withCode('csr_invalid'));
  });

  it('are refused when they are not requests', () => {
    assert.throws(() => checkCsr('hello'), withCode('pem_invalid'));
    for (const der of [
      Buffer.alloc(0),
      Buffer.from('3000', 'hex'),
      Buffer.alloc(20_000, 0x30),
      createCsr({ keyPair }).der.subarray(1),
    ]) {
      assert.throws(() => checkCsr(der), withCode('csr_invalid'));
    }
    const [pem] = [createCsr({ keyPair }).pem];
    assert.throws(
      () => checkCsr(Buffer.concat([decodePem('CERTIFICATE REQUEST', pem), Buffer.from([0])])),
      withCode('csr_invalid'),
    );
  });

  it('with any bytes altered give a PkiError, never anything else and never success for another content', () => {
    const { der } = createCsr({ keyPair, spiffeId: agentId, dnsNames: ['a.example'] });
    fc.assert(
      fc.property(mutationsOf(der), (mutated) => {
        if (Buffer.from(mutated).equals(der)) return;
        assert.throws(() => checkCsr(mutated), PkiError);
      }),
      { numRuns: 3000 },
    );
  });
});
