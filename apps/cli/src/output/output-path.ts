import { lstat } from 'node:fs/promises';
import { CliError } from '../errors.ts';

/**
 * Refuses to write where something other than a file is. Files are replaced by renaming a new one over them, which would
 * turn a device such as /dev/null into a file.
 *
 * @throws CliError `output_failed`
 */
export async function requireFilePlace(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isSymbolicLink()) return;
  throw new CliError('output_failed', `${path} is there already and is not a file`);
}
