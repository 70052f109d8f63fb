import { readFile } from 'node:fs/promises';
import { operatorRoutes } from '@tensorguard/contract';
import { noteVerifier, type NoteVerifier } from '@tensorguard/ledger';
import type { ApiSession } from '../../api/api-session.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { list, text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';

/** Largest file of verifier keys, bytes. */
const MAX_KEYS_FILE_BYTES = 1024 * 1024;

/** Options of every command that verifies something of a log. */
export const keyOptions = {
  key: list('vkey', 'Verifier key that is trusted (c2sp.org/signed-note)'),
  keys: text('file', 'File of trusted verifier keys, one a line', { completes: 'file' }),
};

/** Values of {@link keyOptions}. */
export interface KeyValues {
  readonly key: readonly string[];
  readonly keys: string | undefined;
}

/** The verifier keys that the user trusts, from options and file. @throws CliError `file_unreadable`, `input_invalid` */
export async function givenKeys({ key, keys }: KeyValues, path: CommandContext['path']): Promise<string[]> {
  if (keys === undefined) return [...key];
  const bytes = await readFile(path(keys)).catch((cause: unknown) => {
    throw new CliError('file_unreadable', `cannot read ${keys}`, { cause });
  });
  if (bytes.byteLength > MAX_KEYS_FILE_BYTES)
    throw new CliError('input_invalid', `${keys} is too large for a key file`);
  const lines = bytes.toString('utf8').split('\n');
  const found = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (found.length === 0) throw new CliError('input_invalid', `${keys} holds no verifier key`);
  return [...key, ...found];
}

/** The keys to verify with, and whether the user brought them or the platform vouches for itself. */
export interface LogTrust {
  readonly verifiers: readonly NoteVerifier[];
  readonly pinned: boolean;
}

/** Given keys if there are any, else those that the platform names. @throws LedgerError `key_invalid` */
export async function logTrust(api: ApiSession, options: KeyValues, path: CommandContext['path']): Promise<LogTrust> {
  const given = await givenKeys(options, path);
  if (given.length > 0) return { verifiers: given.map(noteVerifier), pinned: true };
  const { verifierKeys } = await api.call(operatorRoutes.getLedgerKeys, {});
  return { verifiers: verifierKeys.map(noteVerifier), pinned: false };
}

/** Says on whose word a verification stands, when it is the platform's own. */
export const UNPINNED_REMARK =
  'The keys came from the platform itself: --key or --keys verifies with keys that you kept';
