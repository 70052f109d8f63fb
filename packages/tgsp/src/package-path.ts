import { TgspError } from './errors.ts';
import { MAX_PATH_BYTES, MAX_PATH_SEGMENT_BYTES } from './limits.ts';

const FORBIDDEN_CHARACTERS = /[\u0000-\u001f\u007f\\:*?"<>|]/; // oxlint-disable-line no-control-regex
const RESERVED_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Says why a path may not be in a package, or undefined when it may. A path has to mean the same file on every system:
 * relative, `/` between parts, NFC, no part that walks up, no name or character that a common file system gives a
 * meaning of its own.
 */
export function packagePathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (!path.isWellFormed()) return 'is not Unicode text';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
  if (path.normalize('NFC') !== path) return 'is not in Unicode form NFC';
  if (path.startsWith('/')) return 'is absolute';
  if (FORBIDDEN_CHARACTERS.test(path)) return 'has a character that is not portable';
  for (const part of path.split('/')) {
    if (part === '') return 'has an empty part';
    if (part === '.' || part === '..') return 'has a relative part';
    if (Buffer.byteLength(part) > MAX_PATH_SEGMENT_BYTES) return `has a part over ${MAX_PATH_SEGMENT_BYTES} bytes`;
    if (/[. ]$/.test(part) || part.startsWith(' ')) return 'has a part with a space or dot at its edge';
    if (RESERVED_NAME.test(part)) return 'has a reserved name';
  }
  return undefined;
}

/**
 * Checks the paths of a package together: each is safe, they are in order, no two are one file (also when letter case
 * does not count), and none is a folder of another.
 *
 * @throws TgspError `path_unsafe`, `duplicate_path`, `manifest_invalid` (order)
 */
export function checkPackagePaths(paths: readonly string[]): void {
  const files = new Set<string>();
  for (const path of paths) {
    const problem = packagePathProblem(path);
    if (problem !== undefined) {
      throw new TgspError('path_unsafe', `a path in the package ${problem}`, { details: { path } });
    }
    const folded = fold(path);
    if (files.has(folded)) throw new TgspError('duplicate_path', 'two files have one path', { details: { path } });
    files.add(folded);
  }
  for (const path of paths) {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      if (files.has(fold(path.slice(0, end)))) {
        throw new TgspError('duplicate_path', 'a file is also a folder', { details: { path } });
      }
    }
  }
  for (let i = 1; i < paths.length; i++) {
    if (paths[i - 1]! > paths[i]!) {
      throw new TgspError('manifest_invalid', 'the files are not sorted by path', { details: { path: paths[i] } });
    }
  }
}

function fold(path: string): string {
  return path.toUpperCase().toLowerCase().normalize('NFC');
}
