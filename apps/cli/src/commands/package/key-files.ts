import {
  readPrivateKeyFile,
  readPublicKeyFile,
  TgspError,
  type PrivateKeyFile,
  type RecipientPrivateKey,
  type RecipientPublicKey,
  type SigningPrivateKey,
  type SigningPublicKey,
} from '@tensorguard/tgsp';
import type { CliIo } from '../../cli-io.ts';
import { CliError } from '../../errors.ts';
import { askSecret } from '../../input/secret.ts';

/** Variable that opens and closes encrypted private keys. */
export const PASSPHRASE_VARIABLE = 'TENSORGUARD_KEY_PASSPHRASE';

/** The passphrase of a key file: from the environment, else typed. @throws CliError `passphrase_missing` */
export async function passphraseFor(io: CliIo, path: string): Promise<string> {
  const given = io.env[PASSPHRASE_VARIABLE];
  if (given !== undefined && given !== '') return given;
  if (io.stdin.isTTY) return askSecret(io, `Passphrase of ${path}: `);
  throw new CliError('passphrase_missing', `set ${PASSPHRASE_VARIABLE}: there is no terminal to type a passphrase on`);
}

async function readPrivate(io: CliIo, path: string): Promise<PrivateKeyFile> {
  try {
    return await readPrivateKeyFile(path);
  } catch (error) {
    if (!(error instanceof TgspError) || error.code !== 'key_encrypted') throw named(error, path);
    return readPrivateKeyFile(path, await passphraseFor(io, path));
  }
}

/** Reads a private signing key. @throws TgspError, CliError `input_invalid` for a key of another kind */
export async function readSigningKey(io: CliIo, path: string): Promise<SigningPrivateKey> {
  const key = await readPrivate(io, path);
  if (key.kind === 'tensorguard-signing-key-v1') return key;
  throw wrongKind(path, 'signing');
}

/** Reads a private recipient key. @throws TgspError, CliError `input_invalid` for a key of another kind */
export async function readRecipientKey(io: CliIo, path: string): Promise<RecipientPrivateKey> {
  const key = await readPrivate(io, path);
  if (key.kind === 'tensorguard-recipient-key-v1') return key;
  throw wrongKind(path, 'recipient');
}

/** Reads a public signing key. @throws TgspError, CliError `input_invalid` for a key of another kind */
export async function readSigningPublicKey(path: string): Promise<SigningPublicKey> {
  const key = await readPublicKeyFile(path).catch((error: unknown) => Promise.reject(named(error, path)));
  if (key.kind === 'tensorguard-signing-key-v1') return key;
  throw wrongKind(path, 'signing');
}

/** Reads a public recipient key. @throws TgspError, CliError `input_invalid` for a key of another kind */
export async function readRecipientPublicKey(path: string): Promise<RecipientPublicKey> {
  const key = await readPublicKeyFile(path).catch((error: unknown) => Promise.reject(named(error, path)));
  if (key.kind === 'tensorguard-recipient-key-v1') return key;
  throw wrongKind(path, 'recipient');
}

function wrongKind(path: string, wanted: 'signing' | 'recipient'): CliError {
  return new CliError('input_invalid', `${path} is not a ${wanted} key`);
}

/** The library does not know which of several files it was given: the user wants to. */
function named(error: unknown, path: string): Error {
  if (!(error instanceof TgspError)) return error as Error;
  return new TgspError(error.code, `${error.message}: ${path}`, { cause: error, details: error.details });
}
