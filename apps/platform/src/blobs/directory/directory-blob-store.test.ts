import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { digestOf, systemClock } from '@tensorguard/core';
import { ManualClock, tempDir } from '@tensorguard/testkit';
import { blobStoreContract, inPieces } from '../testing/blob-store-contract.ts';
import { openDirectoryBlobStore } from './directory-blob-store.ts';
import { systemFiles, type FileLayer } from './file-layer.ts';

blobStoreContract('directory', async (t, clock) => openDirectoryBlobStore({ dir: await tempDir(t), clock }));

const content = Buffer.alloc(10_000, 'blob');
const digest = digestOf(content);
const hex = digest.slice('sha256:'.length);

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** A file whose named operation fails. */
function brokenFile(file: FileHandle, operation: 'write' | 'sync' | 'read', code: string): FileHandle {
  return new Proxy(file, {
    get: (target, key) => {
      if (key === operation) return () => Promise.reject(failure(code));
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
    },
  });
}

const failing: { name: string; files: FileLayer }[] = [
  {
    name: 'the disk is full while bytes are written',
    files: {
      ...systemFiles,
      open: async (path, mode) => brokenFile(await systemFiles.open(path, mode), 'write', 'ENOSPC'),
    },
  },
  {
    name: 'the bytes cannot be synced',
    files: {
      ...systemFiles,
      open: async (path, mode) => brokenFile(await systemFiles.open(path, mode), 'sync', 'EIO'),
    },
  },
  { name: 'no file can be made', files: { ...systemFiles, open: () => Promise.reject(failure('EDQUOT')) } },
  { name: 'the rename fails', files: { ...systemFiles, rename: () => Promise.reject(failure('EROFS')) } },
  {
    name: 'the folder cannot be made',
    files: {
      ...systemFiles,
      makeDir: (path) => (path.endsWith('incoming') ? systemFiles.makeDir(path) : Promise.reject(failure('ENOSPC'))),
    },
  },
];

describe('directory blob store', () => {
  for (const { name, files } of failing) {
    it(`says unavailable and stores nothing when ${name}`, async (t) => {
      const dir = await tempDir(t);
      const blobs = await openDirectoryBlobStore({ dir, clock: systemClock, files });
      await assert.rejects(blobs.put(inPieces(content), { maxBytes: content.length }), { code: 'unavailable' });
      const left = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      assert.deepEqual(left, []);
    });
  }

  it('says unavailable when the folder cannot be made at start', async (t) => {
    const dir = join(await tempDir(t), 'file');
    await writeFile(dir, '');
    await assert.rejects(openDirectoryBlobStore({ dir, clock: systemClock }), { code: 'unavailable' });
  });

  it('keeps a blob in a file of its owner, named by its digest', async (t) => {
    const dir = await tempDir(t);
    const blobs = await openDirectoryBlobStore({ dir, clock: systemClock });
    await blobs.put(inPieces(content), { maxBytes: content.length });
    const path = join(dir, hex.slice(0, 2), hex);
    assert.deepEqual(await readFile(path), content);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('syncs the bytes before the name, and the name before it says stored', async (t) => {
    const order: string[] = [];
    const files: FileLayer = {
      ...systemFiles,
      open: async (path, mode) => {
        const file = await systemFiles.open(path, mode);
        const sync = file.sync.bind(file);
        file.sync = async () => {
          order.push('sync bytes');
          await sync();
        };
        return file;
      },
      rename: async (from, to) => {
        order.push('rename');
        await systemFiles.rename(from, to);
      },
      syncDir: async (path) => {
        order.push(`sync ${path.endsWith(hex.slice(0, 2)) ? 'folder' : 'root'}`);
        await systemFiles.syncDir(path);
      },
    };
    const blobs = await openDirectoryBlobStore({ dir: await tempDir(t), clock: systemClock, files });
    await blobs.put(inPieces(content), { maxBytes: content.length });
    assert.deepEqual(order, ['sync bytes', 'sync root', 'rename', 'sync folder']);
  });

  it('sweeps what a killed process left on its way in, once it is old enough', async (t) => {
    const dir = await tempDir(t);
    const clock = new ManualClock(Date.now());
    const blobs = await openDirectoryBlobStore({ dir, clock });
    await writeFile(join(dir, 'incoming', 'half.tmp'), 'half');
    assert.equal(await blobs.sweepInterrupted(60_000), 0);
    await clock.advance(120_000);
    assert.equal(await blobs.sweepInterrupted(60_000), 1);
    assert.deepEqual(await readdir(join(dir, 'incoming')), []);
  });

  it('lists blobs only, whatever else lies in the folder', async (t) => {
    const dir = await tempDir(t);
    const clock = new ManualClock(Date.now());
    const blobs = await openDirectoryBlobStore({ dir, clock });
    await blobs.put(inPieces(content), { maxBytes: content.length });
    await writeFile(join(dir, 'note.txt'), '');
    await writeFile(join(dir, hex.slice(0, 2), 'note.txt'), '');
    await clock.advance(60_000);
    assert.deepEqual(await Array.fromAsync(blobs.list(0)), [digest]);
  });

  it('fails the stream and closes the file when reading fails', async (t) => {
    const dir = await tempDir(t);
    await (await openDirectoryBlobStore({ dir, clock: systemClock })).put(inPieces(content), { maxBytes: 20_000 });
    const files: FileLayer = {
      ...systemFiles,
      open: async (path, mode) => brokenFile(await systemFiles.open(path, mode), 'read', 'EIO'),
    };
    const blobs = await openDirectoryBlobStore({ dir, clock: systemClock, files });
    const blob = (await blobs.open(digest))!;
    await assert.rejects(Array.fromAsync(blob.stream()), { code: 'EIO' });
    await blob.close();
  });

  it('reads nothing of a stream before somebody asks', async (t) => {
    const dir = await tempDir(t);
    let reads = 0;
    const files: FileLayer = {
      ...systemFiles,
      open: async (path, mode) => {
        const file = await systemFiles.open(path, mode);
        const read = file.read.bind(file) as (...args: unknown[]) => Promise<never>;
        return Object.assign(file, {
          read: (...args: unknown[]) => {
            reads++;
            return read(...args);
          },
        });
      },
    };
    const blobs = await openDirectoryBlobStore({ dir, clock: systemClock, files });
    await blobs.put(inPieces(content), { maxBytes: content.length });
    const stream = (await blobs.open(digest))!.stream();
    await setImmediate();
    assert.equal(reads, 0);
    await Array.fromAsync(stream);
    assert.ok(reads > 0);
  });

  it('takes no path for a digest', async (t) => {
    const blobs = await openDirectoryBlobStore({ dir: await tempDir(t), clock: systemClock });
    await assert.rejects(blobs.open('sha256:../../secret'), TypeError);
  });
});
