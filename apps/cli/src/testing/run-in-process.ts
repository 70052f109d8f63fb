import { PassThrough, Readable, Writable } from 'node:stream';
import { systemClock, type Clock } from '@tensorguard/core';
import type { CliIo } from '../cli-io.ts';
import { runCli } from '../run-cli.ts';

/** The world that a test puts around the command. */
export interface World {
  readonly env?: CliIo['env'];
  readonly cwd?: string;
  /** What is typed or piped in. */
  readonly stdin?: string;
  /** Whether all streams are terminals. */
  readonly terminal?: boolean;
  readonly clock?: Clock;
  readonly interrupted?: Promise<void>;
}

/** What came out of one run. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  json(): unknown;
}

/** Runs the command inside the test process, with the same entry point as the real one. */
export async function run(argv: readonly string[], world: World = {}): Promise<Outcome> {
  const terminal = world.terminal ?? false;
  const stdout = collector(terminal);
  const stderr = collector(terminal);
  const input: Readable = terminal ? new PassThrough() : Readable.from([world.stdin ?? '']);
  if (input instanceof PassThrough && world.stdin !== undefined) {
    // Questions follow each other: each answer is there only when it is asked for.
    void answer(input, stderr, world.stdin.split('\n'));
  }
  const code = await runCli(argv, {
    stdin: Object.assign(input, { isTTY: terminal }),
    stdout,
    stderr,
    env: world.env ?? {},
    cwd: world.cwd ?? process.cwd(),
    clock: world.clock ?? systemClock,
    interrupted: () => world.interrupted ?? new Promise(() => undefined),
  });
  input.destroy();
  return { code, stdout: stdout.text, stderr: stderr.text, json: () => JSON.parse(stdout.text) as unknown };
}

class Collector extends Writable {
  text = '';
  asked: (() => void) | undefined;
  readonly columns = 120;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
    if (/(: |\] )$/.test(this.text)) this.asked?.();
  }
}

function collector(isTTY: boolean): Collector & { isTTY: boolean } {
  return Object.assign(new Collector(), { isTTY });
}

async function answer(input: PassThrough, stderr: Collector, lines: string[]): Promise<void> {
  for (const line of lines) {
    await new Promise<void>((resolve) => (stderr.asked = resolve));
    // The reader attaches itself after the prompt is written.
    setImmediate(() => input.write(`${line}\n`));
  }
}
