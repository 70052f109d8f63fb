import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TgspError } from './errors.ts';
import {
  encryptKey,
  parsePrivateKey,
  parsePublicKey,
  publicKeyOf,
  readPrivateKeyFile,
  readPublicKeyFile,
  writeKeyFile,
} from './key-file.ts';
import { generateRecipientKey } from './recipients/recipient-key.ts';
import { generateSigningKey } from './signing/hybrid-signer.ts';

const dir = await mkdtemp(join(tmpdir(), 'tgsp-keys-'));
after(() => rm(dir, { recursive: true, force: true }));
const pairs = { signing: generateSigningKey(), recipient: await generateRecipientKey() };

for (const [name, { privateKey, publicKey }] of Object.entries(pairs)) {
  test(`a ${name} key survives its file, readable by the owner only`, async () => {
    const path = join(dir, `${name}.key`);
    await writeKeyFile(path, privateKey);
    await writeKeyFile(`${path}.pub`, publicKey);
    assert.deepEqual(await readPrivateKeyFile(path), privateKey);
    assert.deepEqual(await readPublicKeyFile(`${path}.pub`), publicKey);
    assert.deepEqual(await publicKeyOf(privateKey), publicKey);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(`${path}.pub`)).mode & 0o777, 0o644);
  });
}

test('an encrypted key opens with its passphrase only and shows its public part without', async () => {
  const path = join(dir, 'encrypted.key');
  await writeKeyFile(path, pairs.signing.privateKey, 'Passwo\u0308rter');
  assert.deepEqual(await readPrivateKeyFile(path, 'Passw\u00f6rter'), pairs.signing.privateKey);
  assert.deepEqual(await readPublicKeyFile(path), pairs.signing.publicKey);
  await assert.rejects(readPrivateKeyFile(path), hasCode('key_encrypted'));
  await assert.rejects(readPrivateKeyFile(path, 'wrong'), hasCode('passphrase_wrong'));
});

test('an encrypted key that was changed does not open', async () => {
  const encrypted = await encryptKey(pairs.recipient.privateKey, 'pass');
  const swapped = { ...encrypted, public: (await generateRecipientKey()).publicKey };
  await assert.rejects(parsePrivateKey(JSON.stringify(swapped), 'pass'), hasCode('passphrase_wrong'));
  const short = { ...encrypted, box: { ...encrypted.box, ciphertext: 'AA==' } };
  await assert.rejects(parsePrivateKey(JSON.stringify(short), 'pass'), hasCode('passphrase_wrong'));
});

test('text that is no key file is refused without being quoted', async () => {
  const secret = 'SECRET-SECRET';
  const cases = [secret, '{}', 'null', '[]', JSON.stringify({ ...pairs.signing.privateKey, ed25519: secret })];
  for (const text of cases) {
    assert.throws(() => parsePublicKey(text), hasCode('key_malformed'));
    await assert.rejects(parsePrivateKey(text), (error: unknown) => {
      assert(error instanceof TgspError);
      assert.equal(error.code, 'key_malformed');
      assert.equal(`${error.message}${JSON.stringify(error.details)}${String(error.cause)}`.includes(secret), false);
      return true;
    });
  }
});

test('a file that is missing or too large is refused', async () => {
  await assert.rejects(readPublicKeyFile(join(dir, 'missing')), hasCode('input_unreadable'));
  await writeFile(join(dir, 'large'), ' '.repeat(70_000));
  await assert.rejects(readPublicKeyFile(join(dir, 'large')), hasCode('key_malformed'));
});

function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof TgspError && error.code === expected;
}
