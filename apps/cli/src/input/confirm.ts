import { createInterface } from 'node:readline/promises';
import type { CliIo } from '../cli-io.ts';
import { CliError } from '../errors.ts';

/** What is about to happen and to whom. */
export interface ConfirmRequest {
  /** The question, in words that name the thing: `Revoke fleet "edge"?` */
  readonly question: string;
  /** Who or what is hit, in numbers where there are any. */
  readonly consequence: string;
}

/**
 * Asks on the terminal. `--yes` answers beforehand; without a terminal nobody can answer, so the command refuses.
 *
 * @throws CliError `confirmation_required`, `cancelled`
 */
export async function confirm({ stdin, stderr }: CliIo, request: ConfirmRequest, yes: boolean): Promise<void> {
  if (yes) return;
  const { question, consequence } = request;
  if (!stdin.isTTY) {
    throw new CliError('confirmation_required', `${question} ${consequence} Say --yes when nobody can be asked`);
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  const closed = new AbortController();
  terminal.once('close', () => closed.abort());
  try {
    const answer = await terminal.question(`${question} ${consequence} [y/N] `, { signal: closed.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch {
    // The terminal was closed instead of an answer.
  } finally {
    terminal.close();
  }
  throw new CliError('cancelled', 'nothing was done');
}
