import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import type { CliIo } from '../cli-io.ts';
import { CliError } from '../errors.ts';

/** Asks for a secret on the terminal without showing it. @throws CliError `terminal_required`, `cancelled` */
export async function askSecret({ stdin, stderr }: CliIo, prompt: string): Promise<string> {
  if (!stdin.isTTY) throw new CliError('terminal_required', 'a secret can only be typed on a terminal');
  stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    const secret = await new Promise<string | undefined>((resolve) => {
      terminal.once('line', resolve);
      terminal.once('close', () => resolve(undefined));
    });
    if (secret === undefined) throw new CliError('cancelled', 'nothing was done');
    return secret;
  } finally {
    terminal.close();
    stderr.write('\n');
  }
}

/** Reads a secret that another program writes into the command: all of standard input, without the last line end. */
export async function readSecret({ stdin }: CliIo): Promise<string> {
  return (await readAll(stdin)).replace(/\r?\n$/, '');
}
