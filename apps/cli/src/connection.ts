import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ensurePrivateDir, writeFileAtomic } from '@tensorguard/core';
import type { CliIo } from './cli-io.ts';
import { CliError } from './errors.ts';

/** File that a local platform leaves in its working directory. */
export const LOCAL_CONNECTION_FILE = '.tensorguard/cli.json';
/** File in the user's configuration folder that `tensorguard login` writes. */
const LOGIN_FILE = 'tensorguard/cli.json';
/** Largest connection file that is read, bytes. */
const MAX_CONNECTION_FILE_BYTES = 16 * 1024;

/** Where the platform is and as whom to speak to it. */
export interface Connection {
  /** Origin, without a trailing slash. */
  readonly url: string;
  readonly token: string | undefined;
  /** Where the address comes from, for people. */
  readonly source: string;
}

/** What the command line says about the connection. */
export interface ConnectionFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly allowHttp?: boolean | undefined;
}

interface ConnectionFile {
  readonly url: string;
  readonly token: string;
}

/**
 * Finds the platform: options, then TENSORGUARD_URL and TENSORGUARD_TOKEN, then the login, then the platform that runs in
 * the working directory. A stored token goes to the address that it is stored with and to no other.
 *
 * @throws CliError `not_configured`, `url_invalid`, `url_insecure`, `connection_file_invalid`
 */
export async function findConnection(io: Pick<CliIo, 'env' | 'cwd'>, flags: ConnectionFlags): Promise<Connection> {
  const { env } = io;
  const stored = async (): Promise<(ConnectionFile & { source: string }) | undefined> => {
    for (const path of [loginPath(env), resolve(io.cwd, LOCAL_CONNECTION_FILE)]) {
      const file = await readConnectionFile(path);
      if (file) return { ...file, source: path };
    }
    return undefined;
  };
  const told = flags.url ?? nonEmpty(env['TENSORGUARD_URL']);
  const token = flags.token ?? nonEmpty(env['TENSORGUARD_TOKEN']);
  if (told !== undefined) {
    const url = checkUrl(told, flags.allowHttp);
    const source = flags.url === undefined ? 'TENSORGUARD_URL' : '--url';
    return { url, token: token ?? (await storedToken(io, url)), source };
  }
  const file = await stored();
  if (!file) {
    throw new CliError(
      'not_configured',
      'no platform is known: sign in with `tensorguard login`, set TENSORGUARD_URL and TENSORGUARD_TOKEN, or run it where a local platform was started',
    );
  }
  return { url: checkUrl(file.url, flags.allowHttp), token: token ?? file.token, source: file.source };
}

/** The token that is stored for exactly this address. */
async function storedToken({ env, cwd }: Pick<CliIo, 'env' | 'cwd'>, url: string): Promise<string | undefined> {
  for (const path of [loginPath(env), resolve(cwd, LOCAL_CONNECTION_FILE)]) {
    const file = await readConnectionFile(path);
    if (file && URL.canParse(file.url) && new URL(file.url).origin === url) return file.token;
  }
  return undefined;
}

/** Path of the login file, by the XDG base directory rules. */
export function loginPath(env: CliIo['env']): string {
  return join(nonEmpty(env['XDG_CONFIG_HOME']) ?? join(nonEmpty(env['HOME']) ?? homedir(), '.config'), LOGIN_FILE);
}

/** Stores a login, readable by its owner only. @throws CliError `output_failed` */
export async function writeLogin(env: CliIo['env'], { url, token }: ConnectionFile): Promise<string> {
  const path = loginPath(env);
  try {
    await ensurePrivateDir(dirname(path));
    await writeFileAtomic(path, `${JSON.stringify({ url, token }, undefined, 2)}\n`);
  } catch (cause) {
    throw new CliError('output_failed', `cannot write ${path}`, { cause });
  }
  return path;
}

/** Removes the login; says whether there was one. */
export async function removeLogin(env: CliIo['env']): Promise<boolean> {
  const path = loginPath(env);
  const known = (await readFile(path).catch(() => undefined)) !== undefined;
  await rm(path, { force: true });
  return known;
}

/**
 * The origin of an address. Plain http is for this machine; elsewhere a token could be read on the way.
 *
 * @throws CliError `url_invalid`, `url_insecure`
 */
export function checkUrl(text: string, allowHttp = false): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.username !== '') {
    throw new CliError('url_invalid', `"${text}" is not the address of a platform, such as https://guard.example`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw new CliError(
      'url_insecure',
      `${url.origin} is plain http: use https, or --allow-http in a network you trust`,
    );
  }
  return url.origin;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

async function readConnectionFile(path: string): Promise<ConnectionFile | undefined> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw new CliError('connection_file_invalid', `cannot read ${path}`, { cause });
  });
  if (bytes === undefined) return undefined;
  const value = bytes.byteLength <= MAX_CONNECTION_FILE_BYTES ? parseObject(bytes.toString('utf8')) : undefined;
  const { url, token } = value ?? {};
  if (typeof url === 'string' && typeof token === 'string') return { url, token };
  throw new CliError('connection_file_invalid', `${path} is not a connection file: remove it or sign in again`);
}

/** The message of a JSON error quotes the text, which holds a token: it is dropped. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
