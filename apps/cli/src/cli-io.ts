import type { Readable, Writable } from 'node:stream';
import type { Clock } from '@tensorguard/core';

/** Where the command writes; the terminal members are there on a terminal only. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Where the command reads. */
export type InputStream = Readable & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (raw: boolean) => unknown;
};

/** The world around one run of the command, handed in so that tests can run it inside their own process. */
export interface CliIo {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Resolves when the user or the system asks a long-running command to stop. */
  readonly interrupted: () => Promise<void>;
}
