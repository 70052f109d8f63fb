import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Longest run, milliseconds. */
const TIMEOUT_MS = 30_000;

/** What a run of `openssl` said. */
export interface OpensslAnswer {
  readonly ok: boolean;
  readonly output: string;
}

/** The `openssl` command in a folder, an outside judge of certificates. */
export interface Openssl {
  /** Writes a file for it. */
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** Runs it without blocking this process, whose platform it may be asking. @throws when it cannot be started or hangs */
  run(...args: readonly string[]): Promise<OpensslAnswer>;
}

/** Opens a folder for `openssl` to work in. */
export function openssl(folder: string): Openssl {
  return {
    write: (name, content) => writeFile(join(folder, name), content),
    run: (...args) =>
      new Promise((resolve, reject) => {
        execFile('openssl', args, { cwd: folder, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
          const isAnswer = error === null || typeof error.code === 'number';
          if (isAnswer) resolve({ ok: error === null, output: stdout + stderr });
          else reject(error);
        });
      }),
  };
}
