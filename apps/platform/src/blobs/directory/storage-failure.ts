import { PlatformError } from '../../errors.ts';

/** Runs file operations; their failure means that the storage is not available (disk full, I/O error, folder gone). */
export async function asStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new PlatformError('unavailable', 'the blob storage failed', { cause });
  }
}
