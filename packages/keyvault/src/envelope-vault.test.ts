import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { EnvelopeVault, MAX_SECRET_BYTES, parseEnvelope } from './envelope-vault.ts';
import { KeyVaultError } from './errors.ts';
import { openFileKeyProvider } from './file/provider.ts';
import { withCode } from './provider-contract.ts';

const dir = await mkdtemp(join(tmpdir(), 'tg-envelope-'));
after(() => rm(dir, { recursive: true, force: true }));
const provider = await openFileKeyProvider({ dir: join(dir, 'vault'), create: true });
await provider.createKey('kek');
const vault = new EnvelopeVault({ provider });
const context = { purpose: 'ca-key' };

describe('envelope vault', () => {
  it('opens what it sealed with the same context only', async () => {
    const text = fc.string({ unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.dictionary(text, text), async (secret, bound) => {
        const envelope = parseEnvelope(JSON.parse(JSON.stringify(await vault.seal('kek', secret, bound))));
        assert.deepEqual(new Uint8Array(await vault.open(envelope, bound)), secret);
        await assert.rejects(vault.open(envelope, { ...bound, one: 'more', '': 'x' }), withCode('unwrap_failed'));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a ciphertext of another envelope under the same key and context', async () => {
    const [one, two] = [
      await vault.seal('kek', Buffer.from('1'), context),
      await vault.seal('kek', Buffer.from('2'), context),
    ];
    await assert.rejects(vault.open({ ...one, ciphertext: two.ciphertext }, context), withCode('unwrap_failed'));
  });

  it('never gives anything but a coded error for an altered envelope', async () => {
    const text = JSON.stringify(await vault.seal('kek', Buffer.from('secret'), context));
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), async (at, replacement) => {
        const altered = text.slice(0, at) + replacement + text.slice(at + 1);
        let value: unknown;
        try {
          value = JSON.parse(altered);
        } catch {
          return;
        }
        if (JSON.stringify(value) === text) return;
        await assert.rejects(
          async () => vault.open(parseEnvelope(value), context),
          (error) => error instanceof KeyVaultError,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a second spelling of the same ciphertext bytes', async () => {
    // 28 bytes of nonce and tag and 1 of content: 29 bytes leave 2 unused bits in the last character.
    const envelope = await vault.seal('kek', Buffer.from('1'), context);
    const last = envelope.ciphertext.at(-1)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const ciphertext = envelope.ciphertext.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1]!;
    assert.deepEqual(Buffer.from(ciphertext, 'base64url'), Buffer.from(envelope.ciphertext, 'base64url'));
    await assert.rejects(vault.open({ ...envelope, ciphertext }, context), withCode('unwrap_failed'));
  });

  it('refuses a secret over the limit', async () => {
    await assert.rejects(
      vault.seal('kek', Buffer.alloc(MAX_SECRET_BYTES + 1), context),
      withCode('plaintext_too_large'),
    );
    const largest = Buffer.alloc(MAX_SECRET_BYTES, 1);
    assert.deepEqual(await vault.open(await vault.seal('kek', largest, context), context), largest);
  });
});
