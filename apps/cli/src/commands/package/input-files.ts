import { basename } from 'node:path';
import { FILE_ROLES, type FileRole } from '@tensorguard/tgsp';

/** A file that the user wants in the package. */
export interface InputFile {
  /** Path on disk, as given. */
  readonly file: string;
  /** Name in the package. */
  readonly name: string;
  readonly role: FileRole;
}

/** Reads `path` or `path:role`. A colon that no role follows is part of the path. */
export function parseInputFile(text: string): InputFile {
  const at = text.lastIndexOf(':');
  const role = FILE_ROLES.find((known) => at > 0 && known === text.slice(at + 1));
  const file = role === undefined ? text : text.slice(0, at);
  return { file, name: basename(file), role: role ?? 'other' };
}
