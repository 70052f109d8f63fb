import { open, type FileHandle } from 'node:fs/promises';
import { agentApiRoutes, ApiError, type ApiClient } from '@tensorguard/contract';
import { PRIVATE_FILE_MODE } from '@tensorguard/core';
import { platformError } from '../channel/platform-error.ts';
import { AgentError, codeOf } from '../errors.ts';
import type { ReleaseRef } from '../reconciler/line-store.ts';
import { diskError } from './disk-error.ts';
import { fileDigest, type PackageStore } from './package-store.ts';

/** What a download works with. */
export interface DownloadOptions {
  readonly release: ReleaseRef;
  readonly store: PackageStore;
  readonly client: ApiClient;
  /** Free disk in a folder, bytes. */
  readonly freeDiskBytes: (path: string) => Promise<number>;
  /** Free disk that must be left, bytes. */
  readonly diskReserveBytes: number;
  readonly signal: AbortSignal;
}

const OK = 200;
const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

/**
 * Brings an encrypted package to disk: continues what arrived before, checks size and digest of the whole file, and only
 * then gives it its name. Returns the path.
 *
 * A part whose digest is wrong in the end may have been damaged by an earlier crash, so one that was continued is fetched
 * once more from its start.
 *
 * @throws AgentError `disk_full`, `disk_failed`, `download_incomplete`, `package_size_mismatch`, `package_digest_mismatch`,
 * `platform_*`, `identity_revoked`
 */
export async function downloadPackage(options: DownloadOptions): Promise<string> {
  const { release, store } = options;
  const path = store.pathOf(release.digest);
  if (await store.has(release.digest)) return path;
  const continued = (await store.partSize(release.digest)) > 0;
  for (let attempts = continued ? 2 : 1; attempts > 0; attempts--) {
    await complete(options).catch((error: unknown) => dropMisfit(options, error));
    if (await promoteIfGenuine(options)) return path;
  }
  throw new AgentError('package_digest_mismatch', 'the package is not the one that the directive names', {
    details: { expected: release.digest },
  });
}

/** A part that can never become the package is not kept. */
async function dropMisfit({ release, store }: DownloadOptions, error: unknown): Promise<never> {
  if (codeOf(error) === 'package_size_mismatch') await store.discardPart(release.digest);
  throw error;
}

/** Fetches what is missing until the part has its full size. */
async function complete(options: DownloadOptions): Promise<void> {
  const { release, store } = options;
  const { digest, sizeBytes } = release;
  let offset = await store.partSize(digest);
  if (offset > sizeBytes) {
    await store.discardPart(digest);
    offset = 0;
  }
  if (offset === sizeBytes) return;
  await requireDisk(options, sizeBytes - offset);
  const response = await request(options, offset);
  if (response.status === OK) offset = 0;
  else requireRange(response, offset, sizeBytes);
  if (offset === 0) await store.setPartTag(digest, response.headers.get('etag') ?? undefined);
  await writeBody(options, response, offset);
}

async function requireDisk(options: DownloadOptions, missingBytes: number): Promise<void> {
  const { freeDiskBytes, store, diskReserveBytes } = options;
  const free = await freeDiskBytes(store.directory).catch((error: unknown) => {
    throw diskError(error);
  });
  if (free >= missingBytes + diskReserveBytes) return;
  throw new AgentError('disk_full', 'there is not enough free disk for the package', {
    details: { freeBytes: free, missingBytes, diskReserveBytes },
  });
}

async function request(options: DownloadOptions, offset: number): Promise<Response> {
  const { release, store, client, signal } = options;
  const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' };
  if (offset > 0) {
    headers['range'] = `bytes=${offset}-`;
    const tag = await store.partTag(release.digest);
    if (tag !== undefined) headers['if-range'] = tag;
  }
  try {
    return await client.raw(agentApiRoutes.downloadPackage, { params: { releaseId: release.id }, headers }, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.status === RANGE_NOT_SATISFIABLE) {
      await store.discardPart(release.digest);
      throw new AgentError('download_incomplete', 'the server does not have the rest of the part', { cause: error });
    }
    throw platformError(error);
  }
}

const CONTENT_RANGE = /^bytes (\d+)-\d+\/(\d+|\*)$/;

function requireRange(response: Response, offset: number, sizeBytes: number): void {
  const [, start, total] = CONTENT_RANGE.exec(response.headers.get('content-range') ?? '') ?? [];
  const fits = response.status === PARTIAL_CONTENT && Number(start) === offset;
  if (fits && (total === '*' || Number(total) === sizeBytes)) return;
  void response.body?.cancel().catch(() => undefined);
  throw new AgentError('package_size_mismatch', 'the server answers with another range or size than it should', {
    details: { offset, sizeBytes, contentRange: response.headers.get('content-range') },
  });
}

async function writeBody(options: DownloadOptions, response: Response, offset: number): Promise<void> {
  const { release, store, signal } = options;
  const file = await open(store.partPathOf(release.digest), offset > 0 ? 'r+' : 'w', PRIVATE_FILE_MODE).catch(
    (error: unknown) => {
      throw diskError(error);
    },
  );
  let position = offset;
  try {
    for await (const chunk of response.body ?? []) {
      signal.throwIfAborted();
      if (position + chunk.byteLength > release.sizeBytes) throw tooLong(release);
      position += await writeAll(file, chunk, position);
    }
    await file.sync();
  } catch (error) {
    await file.sync().catch(() => undefined);
    throw cutOff(error, position, release);
  } finally {
    await file.close();
  }
  if (position < release.sizeBytes) throw cutOff(undefined, position, release);
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < chunk.byteLength) {
    const { bytesWritten } = await file.write(chunk, done, chunk.byteLength - done, position + done);
    done += bytesWritten;
  }
  return done;
}

function tooLong({ sizeBytes }: ReleaseRef): AgentError {
  return new AgentError('package_size_mismatch', 'the package is longer than the directive says', {
    details: { sizeBytes },
  });
}

/** Disk errors and our own keep their code; anything else is a connection that ended. */
function cutOff(error: unknown, arrivedBytes: number, { sizeBytes }: ReleaseRef): unknown {
  const known = diskError(error);
  if (known instanceof AgentError) return known;
  return new AgentError('download_incomplete', 'the connection ended before the package did', {
    cause: error,
    details: { arrivedBytes, sizeBytes },
  });
}

async function promoteIfGenuine({ release, store, signal }: DownloadOptions): Promise<boolean> {
  if ((await fileDigest(store.partPathOf(release.digest), signal)) === release.digest) {
    await store.promote(release.digest);
    return true;
  }
  await store.discardPart(release.digest);
  return false;
}
