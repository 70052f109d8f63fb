import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { createDetector, createHidingStream, createRestorer, createTokenVault, HideKey, hideText } from '../index.ts';

const VALUES = [
  'anna.kowalski@example.com',
  '4111 1111 1111 1111',
  'GB82 WEST 1234 5698 7654 32',
  '536-22-1234',
  '+48 22 555 01 23',
  '192.168.17.4',
  'postgres://app:s3cr3t-Pw9@db:5432/x',
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----',
  'ssn 536221234',
] as const;
const WORDS = [
  ' and ',
  ', then we go on. ',
  '\n',
  ' my card is ',
  ' call me at ',
  ', ',
  ' 😀 ',
  ' the key: ',
  ' (',
  ') ',
  ' or ',
];

/** What of each value must never be seen. */
const PARTS = ['kowalski', '1111 1111', '1234 5698', '22-1234', '555 01', '168.17', 's3cr3t', 'MIIEvQ', '536221234'];

const detector = createDetector({ tagger: false });

it('no value passes a stream, wherever it is cut, and restoring gives back the text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...VALUES), fc.constantFrom(...WORDS)), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 }),
      (pairs, sizes) => {
        const text = pairs.map(([value, word]) => ` ${value}${word}`).join('');
        const vault = createTokenVault({ scope: 'test', key: new HideKey({ id: 'k', secret: Buffer.alloc(32, 7) }) });
        const stream = createHidingStream({
          detector,
          hide: (piece, findings) => hideText(piece, findings, () => ({ operator: 'token' }), { vault }).text,
        });
        let out = '';
        for (let at = 0, i = 0; at < text.length; i++) {
          const size = sizes[i % sizes.length]!;
          out += stream.push(text.slice(at, at + size));
          at += size;
        }
        out += stream.end();
        for (const part of PARTS) assert.ok(!out.includes(part), `${part} in ${out}`);
        const restorer = createRestorer(vault);
        const restored = (out.match(/[^]{1,3}/gu) ?? []).map((piece) => restorer.push(piece)).join('') + restorer.end();
        assert.equal(restored, text);
      },
    ),
    { numRuns: 200 },
  );
});
