import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EnvelopeVault } from './envelope-vault.ts';
import { KeyVaultError, type KeyVaultErrorCode } from './errors.ts';
import type { KeyProvider } from './key-provider.ts';

/** How a contract run gets providers. Each call of `open` gives one whose keys no other test has. */
export interface ProviderContractOptions {
  readonly name: string;
  readonly open: () => Promise<KeyProvider>;
}

const context = { tenant: 'tnt_1', purpose: 'ca-key' };

/** Matches a rejection by code, for `assert.rejects`. */
export function withCode(code: KeyVaultErrorCode): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof KeyVaultError, `expected a KeyVaultError, got ${String(error)}`);
    assert.equal(error.code, code);
    return true;
  };
}

/** The behaviour that every key provider has; to be called from a test file of each implementation. */
export function testKeyProvider({ name, open }: ProviderContractOptions): void {
  describe(`key provider contract: ${name}`, () => {
    it('unwraps what it wrapped, for every size it announces', async () => {
      const provider = await open();
      await provider.createKey('kek');
      for (const length of [0, 1, 32, provider.capabilities.maxPlaintextBytes]) {
        const plaintext = Buffer.alloc(length, 7);
        const wrapped = await provider.wrap('kek', plaintext, context);
        const stored = JSON.parse(JSON.stringify(wrapped));
        assert.deepEqual(await provider.unwrap(stored, context), plaintext);
      }
    });

    it('wraps the same bytes differently each time and never shows them', async () => {
      const provider = await open();
      await provider.createKey('kek');
      const plaintext = Buffer.from('a very recognisable secret');
      const [one, two] = [
        await provider.wrap('kek', plaintext, context),
        await provider.wrap('kek', plaintext, context),
      ];
      assert.notEqual(one.ciphertext, two.ciphertext);
      assert.ok(!Buffer.from(one.ciphertext, 'base64url').includes(plaintext));
    });

    it('refuses one byte more than it announces', async () => {
      const provider = await open();
      await provider.createKey('kek');
      const tooLong = Buffer.alloc(provider.capabilities.maxPlaintextBytes + 1);
      await assert.rejects(provider.wrap('kek', tooLong, context), withCode('plaintext_too_large'));
    });

    it('binds the ciphertext to context, key and version', async () => {
      const provider = await open();
      await provider.createKey('kek');
      await provider.createKey('other');
      await provider.rotate('kek');
      const wrapped = await provider.wrap('kek', Buffer.from('secret'), context);
      const refused = withCode('unwrap_failed');
      await assert.rejects(provider.unwrap(wrapped, { ...context, tenant: 'tnt_2' }), refused);
      await assert.rejects(provider.unwrap(wrapped, {}), refused);
      await assert.rejects(provider.unwrap({ ...wrapped, keyVersion: 1 }, context), refused);
      await assert.rejects(provider.unwrap({ ...wrapped, keyName: 'other', keyVersion: 1 }, context), refused);
    });

    it('refuses a ciphertext with any byte altered, cut or added', async () => {
      const provider = await open();
      await provider.createKey('kek');
      const wrapped = await provider.wrap('kek', Buffer.from('secret'), context);
      const bytes = Buffer.from(wrapped.ciphertext, 'base64url');
      const variants = [...bytes.keys()].map((at) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))));
      variants.push(bytes.subarray(0, -1), bytes.subarray(0, 5), Buffer.concat([bytes, Buffer.from([0])]));
      for (const variant of variants) {
        const altered = { ...wrapped, ciphertext: variant.toString('base64url') };
        await assert.rejects(provider.unwrap(altered, context), withCode('unwrap_failed'));
      }
    });

    it('wraps under the newest version after a rotation and still unwraps under older ones', async () => {
      const provider = await open();
      assert.equal((await provider.createKey('kek')).version, 1);
      const before = await provider.wrap('kek', Buffer.from('old'), context);
      assert.equal((await provider.rotate('kek')).version, 2);
      const after = await provider.wrap('kek', Buffer.from('new'), context);
      assert.deepEqual([before.keyVersion, after.keyVersion], [1, 2]);
      assert.equal(String(await provider.unwrap(before, context)), 'old');
      assert.equal(String(await provider.unwrap(after, context)), 'new');
      const versions = await provider.listVersions('kek');
      assert.deepEqual(
        versions.map(({ keyName, version }) => [keyName, version]),
        [
          ['kek', 1],
          ['kek', 2],
        ],
      );
    });

    it('names missing keys, missing versions, taken names, bad names and foreign ciphertexts', async () => {
      const provider = await open();
      await provider.createKey('kek');
      const wrapped = await provider.wrap('kek', Buffer.from('x'), context);
      const cases: [KeyVaultErrorCode, () => Promise<unknown>][] = [
        ['key_not_found', () => provider.wrap('missing', Buffer.from('x'), context)],
        ['key_not_found', () => provider.rotate('missing')],
        ['key_not_found', () => provider.listVersions('missing')],
        ['key_not_found', () => provider.unwrap({ ...wrapped, keyName: 'missing' }, context)],
        ['key_version_not_found', () => provider.unwrap({ ...wrapped, keyVersion: 9 }, context)],
        ['key_exists', () => provider.createKey('kek')],
        ['key_name_invalid', () => provider.createKey('../kek')],
        ['key_name_invalid', () => provider.wrap('Kek', Buffer.from('x'), context)],
        ['envelope_invalid', () => provider.unwrap({ ...wrapped, keyName: '../kek' }, context)],
        ['envelope_invalid', () => provider.unwrap({ ...wrapped, ciphertext: '***' }, context)],
        ['envelope_invalid', () => provider.unwrap(JSON.parse('null'), context)],
        ['provider_mismatch', () => provider.unwrap({ ...wrapped, provider: 'elsewhere' }, context)],
        ['context_invalid', () => provider.wrap('kek', Buffer.from('x'), { odd: '\ud800' })],
        ['context_invalid', () => provider.wrap('kek', Buffer.from('x'), JSON.parse('{"n":1}'))],
      ];
      for (const [code, act] of cases) await assert.rejects(act(), withCode(code));
    });

    it('describes itself without secrets and reports health', async () => {
      const provider = await open();
      const { kind, title, location, algorithm } = provider.describe();
      assert.equal(kind, provider.kind);
      for (const text of [title, location, algorithm]) assert.ok(text.length > 0);
      assert.equal((await provider.health()).healthy, true);
    });

    it('carries envelopes through seal, open, rotation and re-wrap', async () => {
      const provider = await open();
      await provider.createKey('kek');
      const vault = new EnvelopeVault({ provider });
      const secret = Buffer.alloc(10_000, 3);
      const envelope = await vault.seal('kek', secret, context);
      assert.deepEqual(await vault.rewrap(envelope, context), envelope);
      await provider.rotate('kek');
      const moved = await vault.rewrap(envelope, context);
      assert.deepEqual([envelope.wrappedKey.keyVersion, moved.wrappedKey.keyVersion], [1, 2]);
      assert.equal(moved.ciphertext, envelope.ciphertext);
      assert.deepEqual(await vault.open(envelope, context), secret);
      assert.deepEqual(await vault.open(JSON.parse(JSON.stringify(moved)), context), secret);
    });
  });
}
