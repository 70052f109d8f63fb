import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decodePem, encodePem, splitPem } from './pem.ts';
import { withCode } from './testing/authorities.ts';

describe('PEM', () => {
  it('decodes what it encoded, alone and in a bundle with other text', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 4 }), (list) => {
        const blocks = list.map((der) => encodePem('CERTIFICATE', der));
        assert.deepEqual(new Uint8Array(decodePem('CERTIFICATE', blocks[0]!)), list[0]);
        const other = encodePem('X509 CRL', Buffer.from('x'));
        const bundle = `subject=someone\n${blocks.join(`${other}text\r\n`)}`.replaceAll('\n', '\r\n');
        assert.deepEqual(
          splitPem('CERTIFICATE', bundle).map((der) => new Uint8Array(der)),
          list,
        );
      }),
    );
  });

  it('writes lines of 64 characters', () => {
    const lines = encodePem('CERTIFICATE', Buffer.alloc(100)).trimEnd().split('\n');
    assert.deepEqual(
      lines.slice(1, -1).map((line) => line.length),
      [64, 64, 8],
    );
  });

  const begin = '-----BEGIN CERTIFICATE-----\n';
  const end = '-----END CERTIFICATE-----\n';
  const invalid: [string, string][] = [
    ['no block', 'hello'],
    ['nothing inside', begin + end],
    ['no end', `${begin}AAAA\n`],
    ['another end', `${begin}AAAA\n-----END PRIVATE KEY-----\n`],
    ['not base64', `${begin}AA!A\n${end}`],
    ['wrong padding', `${begin}AAAAA\n${end}`],
    ['another label', encodePem('PRIVATE KEY', Buffer.from('x'))],
    ['two blocks', encodePem('CERTIFICATE', Buffer.from('x')).repeat(2)],
    ['too long', ' '.repeat(17 * 1024 * 1024)],
  ];
  for (const [name, text] of invalid) {
    it(`refuses ${name}`, () => {
      assert.throws(() => decodePem('CERTIFICATE', text), withCode('pem_invalid'));
    });
  }

  it('reads hostile text in linear time', () => {
    const begin = '-----BEGIN CERTIFICATE-----';
    const texts = [
      `${begin}\nAAAA\n`.repeat(200_000),
      begin + ' '.repeat(4_000_000),
      `-----BEGIN ${'A '.repeat(2_000_000)}`,
    ];
    for (const text of texts) assert.throws(() => splitPem('CERTIFICATE', text), withCode('pem_invalid'));
    const long = Buffer.alloc(8_000_000, 1);
    assert.ok(decodePem('CERTIFICATE', encodePem('CERTIFICATE', long)).equals(long));
  });
});
