import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** What a run of the `openssl` command printed, and whether it succeeded. */
export interface OpensslRun {
  readonly ok: boolean;
  readonly output: string;
}

/** A folder of named files for the `openssl` command; removed after the tests of the file that asked for it. */
export class OpensslFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tg-pki-'));

  constructor() {
    after(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  /** Path of a file that a command is to write. */
  file(name: string): string {
    return join(this.path, name);
  }

  run(...args: readonly string[]): OpensslRun {
    const { status, stdout, stderr, error } = spawnSync('openssl', args, { cwd: this.path, encoding: 'utf8' });
    if (error) throw error;
    return { ok: status === 0, output: `${stdout}${stderr}` };
  }

  /** Runs a command that must succeed. */
  must(...args: readonly string[]): string {
    const { ok, output } = this.run(...args);
    if (!ok) throw new Error(`openssl ${args.join(' ')} failed:\n${output}`);
    return output;
  }
}
