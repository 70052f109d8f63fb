import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TestkitError } from '../errors.ts';
import { onProcessExit } from './exit-guard.ts';

/** Lines of a service's output that are kept for the message when it fails. */
const KEPT_LINES = 40;

/** How to start a program, when it is ready and how to end it. */
export interface ServiceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The service is ready when a line of its output matches. */
  readonly readyLine: RegExp;
  readonly readyTimeoutMs: number;
  /** Asks the service to end properly. */
  readonly stopSignal: NodeJS.Signals;
  /** Ends it at once; it may lose data. */
  readonly killSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
}

/** A program that this process started and will end. */
export interface ServiceProcess {
  readonly pid: number;
  /** Ends the service. May be called twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a program and waits until it is ready. It ends with this process at the latest.
 *
 * @throws TestkitError `service_failed` with the last lines of its output
 */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const forget = onProcessExit(() => void child.kill(options.killSignal));
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= end(child, exited, options).finally(forget);
    return stopping;
  };
  try {
    await untilReady(child, exited, options);
    // A test that forgets to stop the service must still be able to end.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
    return { pid: child.pid!, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function untilReady(child: ChildProcess, exited: Promise<void>, options: ServiceOptions): Promise<void> {
  const { name, readyLine, readyTimeoutMs } = options;
  const kept: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (what: string, cause?: unknown): void => {
      clearTimeout(timer);
      const output = kept.join('\n');
      reject(new TestkitError('service_failed', `${name} ${what}\n${output}`, { cause, details: { name, output } }));
    };
    const timer = setTimeout(() => fail(`was not ready after ${readyTimeoutMs} ms`), readyTimeoutMs);
    child.once('error', (cause) => fail('cannot be started', cause));
    void exited.then(() => fail('ended before it was ready'));
    for (const input of [child.stdout!, child.stderr!]) {
      createInterface({ input }).on('line', (line) => {
        kept.push(line);
        if (kept.length > KEPT_LINES) kept.shift();
        if (!readyLine.test(line)) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

async function end(child: ChildProcess, exited: Promise<void>, options: ServiceOptions): Promise<void> {
  child.ref();
  child.kill(options.stopSignal);
  const hurry = setTimeout(() => child.kill(options.killSignal), options.stopTimeoutMs);
  await exited;
  clearTimeout(hurry);
}
