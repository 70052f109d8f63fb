import { accessSync, constants, readFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';

/** Accounts to run a server as when this process is root, the first that exists. */
const ACCOUNTS = ['postgres', 'nobody'];
const SETPRIV = '/usr/bin/setpriv';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Puts a program under an unprivileged account when this process is root (PostgreSQL refuses to run as root), and ties its
 * life to this process where the kernel can do that, so that `kill -9` of a test run leaves no server behind.
 */
export function withAccount(command: string, args: readonly string[]): { command: string; args: string[] } {
  const account = unprivileged();
  if (!hasSetpriv()) {
    if (account === undefined) return { command, args: [...args] };
    return { command: 'runuser', args: ['-u', account.name, '--', command, ...args] };
  }
  const drop = account === undefined ? [] : [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  return { command: SETPRIV, args: [...drop, '--pdeathsig=QUIT', '--', command, ...args] };
}

/** Gives a folder to the account that {@link withAccount} uses. */
export async function ownDirectory(path: string): Promise<void> {
  const account = unprivileged();
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

function unprivileged(): (Account & { readonly name: string }) | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = accounts();
  for (const name of ACCOUNTS) {
    const account = known.get(name);
    if (account !== undefined) return { name, ...account };
  }
  return undefined;
}

function accounts(): Map<string, Account> {
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  return new Map(lines.map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]));
}

function hasSetpriv(): boolean {
  try {
    accessSync(SETPRIV, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
