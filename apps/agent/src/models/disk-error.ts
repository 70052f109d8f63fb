import { AgentError } from '../errors.ts';

/** Gives an error of the file system a code of ours; others pass. */
export function diskError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause) || !('code' in cause)) return cause;
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') {
    return new AgentError('disk_full', 'the disk is full', { cause });
  }
  return new AgentError('disk_failed', `the disk does not work: ${String(cause.code)}`, { cause });
}
