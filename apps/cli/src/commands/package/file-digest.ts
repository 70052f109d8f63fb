import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Digest } from '@tensorguard/core';

/** Bytes that are read at once. */
const READ_BYTES = 1024 * 1024;

/** SHA-256 of a whole file: the digest by which the platform names a package. */
export async function fileDigest(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}
