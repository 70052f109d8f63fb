import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  generateRecipientKey,
  generateSigningKey,
  recipientKeyId,
  signingKeyId,
  writeKeyFile,
  type PrivateKeyFile,
  type PublicKeyFile,
} from '@tensorguard/tgsp';
import type { CliIo } from '../../cli-io.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { choice, flag, requiredText, textOr } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { askSecret } from '../../input/secret.ts';
import { PASSPHRASE_VARIABLE, passphraseFor } from './key-files.ts';

interface MadeKey {
  readonly kind: 'signing' | 'recipient';
  readonly keyId: string;
  readonly privateFile: string;
  readonly publicFile: string;
}

interface KeyPair {
  readonly kind: MadeKey['kind'];
  readonly keyId: string;
  readonly privateKey: PrivateKeyFile;
  readonly publicKey: PublicKeyFile;
}

export const keygenCommand = defineCommand({
  name: 'keygen',
  summary: 'Make the keys that sign packages and that packages are encrypted to',
  details:
    'Signing keys are Ed25519 and ML-DSA-65 together, recipient keys X25519 and ML-KEM-768 together. ' +
    'Private files can be read by you only. No file is overwritten.',
  examples: ['tensorguard package keygen --out keys --name acme'],
  prints: 'data',
  options: {
    out: requiredText('dir', 'Folder for the key files; made when missing', { completes: 'dir' }),
    name: textOr('tensorguard', 'name', 'First part of the file names'),
    kind: choice(['signing', 'recipient'], 'Make only this kind'),
    encrypt: flag(`Encrypt private keys with a passphrase, asked for or from ${PASSPHRASE_VARIABLE}`),
  },
  async run({ options, io, output, path }) {
    if (!/^[\w.-]+$/.test(options.name) || options.name.startsWith('.')) {
      throw new CliError('input_invalid', `"${options.name}" cannot be part of a file name`);
    }
    const kinds = options.kind === undefined ? (['signing', 'recipient'] as const) : [options.kind];
    const folder = path(options.out);
    const files = (kind: string): { privateFile: string; publicFile: string } => ({
      privateFile: join(folder, `${options.name}.${kind}.key.json`),
      publicFile: join(folder, `${options.name}.${kind}.pub.json`),
    });
    for (const kind of kinds) await refuseExisting(Object.values(files(kind)));
    const passphrase = options.encrypt ? await newPassphrase(io) : undefined;
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw new CliError('output_failed', `cannot make the folder ${folder}`, { cause });
    });
    const made: MadeKey[] = [];
    for (const kind of kinds) {
      const { keyId, privateKey, publicKey } = await generate(kind);
      const { privateFile, publicFile } = files(kind);
      await writeKeyFile(privateFile, privateKey, passphrase).catch(unwritable);
      await writeKeyFile(publicFile, publicKey).catch(unwritable);
      made.push({ kind, keyId, privateFile, publicFile });
    }
    output.table({ keys: made }, made, [
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'PRIVATE FILE', value: ({ privateFile }) => privateFile },
      { title: 'PUBLIC FILE', value: ({ publicFile }) => publicFile },
      { title: 'KEY ID', value: ({ keyId }) => keyId },
    ]);
  },
});

async function generate(kind: MadeKey['kind']): Promise<KeyPair> {
  if (kind === 'signing') {
    const pair = generateSigningKey();
    return { kind, keyId: signingKeyId(pair.publicKey), ...pair };
  }
  const pair = await generateRecipientKey();
  return { kind, keyId: recipientKeyId(pair.publicKey), ...pair };
}

async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) throw new CliError('file_exists', `${path} exists already; keys are never overwritten`);
  }
}

async function newPassphrase(io: CliIo): Promise<string> {
  if (io.env[PASSPHRASE_VARIABLE] || !io.stdin.isTTY) return passphraseFor(io, 'the new keys');
  const first = await askSecret(io, 'Passphrase: ');
  if (first === '') throw new CliError('input_invalid', 'the passphrase is empty');
  if (first !== (await askSecret(io, 'Once more: '))) {
    throw new CliError('input_invalid', 'the two passphrases are not the same');
  }
  return first;
}

function unwritable(cause: unknown): never {
  throw new CliError('output_failed', 'a key file cannot be written', { cause });
}
